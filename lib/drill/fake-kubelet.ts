import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Api, Live } from '../live/api.ts';
import type { Folders } from '../volumes/kubelet.ts';

const DRIVER = 'topolvm.io';

/**
 * A FAKE of what kubelet leaves on the disk of a machine: pods of the simulator run nowhere, so that no kubelet writes it. For each pod
 * the folder of its logs, and for each of its volumes `vol_data.json`, in the shape that kubelet gives them.
 *
 * @param folder gets the folders, empty before
 */
export async function fakeKubelet(api: Api, folder: string): Promise<Folders> {
  rmSync(folder, { recursive: true, force: true });
  const folders = { kubelet: join(folder, 'kubelet'), logs: join(folder, 'logs') };
  for (const each of [join(folders.kubelet, 'pods'), folders.logs]) mkdirSync(each, { recursive: true });
  const [pods, claims, volumes] = await Promise.all([
    api.list('v1', 'Pod'),
    api.list('v1', 'PersistentVolumeClaim'),
    api.list('v1', 'PersistentVolume'),
  ]);
  for (const pod of pods) {
    const { name, namespace, uid } = pod.metadata as Live['metadata'] & { readonly uid: string };
    mkdirSync(join(folders.logs, `${namespace}_${name}_${uid}`));
    for (const each of list(record(pod['spec'])['volumes']).map(record)) {
      const claimName = record(each['persistentVolumeClaim'])['claimName'];
      const claim = claims.find(({ metadata }) => metadata.namespace === namespace && metadata.name === claimName);
      const pv = text(record(claim?.['spec'])['volumeName']);
      const volume = volumes.find(({ metadata }) => metadata.name === pv);
      const csi = record(record(volume?.['spec'])['csi']);
      if (pv === undefined || csi['driver'] !== DRIVER) continue;
      const place = join(folders.kubelet, 'pods', uid, 'volumes/kubernetes.io~csi', pv);
      mkdirSync(join(place, 'mount'), { recursive: true });
      const data = {
        attachmentID: `csi-${pv}`,
        driverName: DRIVER,
        nodeName: record(pod['spec'])['nodeName'],
        specVolID: pv,
        volumeHandle: csi['volumeHandle'],
        volumeLifecycleMode: 'Persistent',
      };
      writeFileSync(join(place, 'vol_data.json'), JSON.stringify(data));
    }
  }
  return folders;
}
