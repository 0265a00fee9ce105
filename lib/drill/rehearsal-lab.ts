import { existsSync } from 'node:fs';
import { StatefulApp } from '../apps/stateful-app.ts';
import type { Cluster } from '../core/cluster.ts';
import { Layer } from '../core/layer.ts';
import { Reference } from '../core/reference.ts';
import { Namespaces } from '../platform/namespaces.ts';
import { TopoLvm } from '../platform/topolvm.ts';

const MKFS = ['/usr/sbin/mkfs.xfs', '/sbin/mkfs.xfs'];
/** Name of the layer with the storage classes. */
const LAYER = 'rehearsal';
export const LEDGER = 'rehearsal-ledger';
export const PHOTOS = 'rehearsal-photos';

/** A lab that cannot be rehearsed with. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';
}

/** Why no xfs is among the file systems of a rehearsal; `undefined` when it is. */
export function whyNoXfs(): string | undefined {
  return MKFS.some((path) => existsSync(path)) ? undefined : 'mkfs.xfs is not here: apt-get install xfsprogs';
}

/**
 * Puts the rehearsal's own apps into a lab, beside those that it has: three, with four volumes, on its first volume group and its
 * last, ext4 and xfs. Nothing is written to the project. A lab that has them already is left as it is.
 *
 * @throws RehearsalError when the lab has no namespaces or no TopoLVM
 */
export function addRehearsalApps(lab: Cluster): Cluster {
  if (lab.node.tryFindChild(LAYER)) return lab;
  // To cdk8s every chart is an instance of any class of charts.
  const parts = lab.node.findAll();
  const namespaces = parts.find((part): part is Namespaces => part.constructor === Namespaces);
  const topolvm = parts.find((part): part is TopoLvm => part.constructor === TopoLvm);
  if (!namespaces || !topolvm)
    throw new RehearsalError(`the lab has no ${namespaces ? 'TopoLvm' : 'Namespaces'}: there is nothing to rehearse`);
  const classes = [...topolvm.storageClasses.keys()];
  const [first, last] = [classes[0]!, classes.at(-1)!];
  const other = whyNoXfs() === undefined ? 'xfs' : 'ext4';
  const layer = new Layer(lab, LAYER);
  const made = new Map<string, Reference>();
  const storageClass = (deviceClass: string, fsType: string): Reference => {
    const name = `rehearsal-${deviceClass}-${fsType}`;
    const known = made.get(name);
    if (known) return known;
    layer.add({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name },
      provisioner: 'topolvm.io',
      parameters: { 'csi.storage.k8s.io/fstype': fsType, 'topolvm.io/device-class': deviceClass },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    });
    const reference = new Reference({ kind: 'StorageClass', name, provider: layer, value: name });
    made.set(name, reference);
    return reference;
  };
  const app = (name: string, volumes: readonly (readonly [string, Reference])[]) =>
    new StatefulApp(lab, name, {
      namespace: namespaces.experimental,
      image: 'nginx:1.27.5',
      port: 80,
      volumes: volumes.map(([volume, reference]) => ({
        name: volume,
        size: '1Gi',
        path: `/var/${volume}`,
        storageClass: reference,
      })),
    });
  const photos = app(PHOTOS, [['data', storageClass(last, other)]]);
  // Its layer waits for the other: its claim is bound only once that one runs again.
  app(LEDGER, [['data', topolvm.storageClass]]).use(photos.service);
  // Two claims of one size in one layer: neither may be taken for the other, and both must wait before the layer is applied.
  app('rehearsal-notes', [
    ['text', storageClass(first, 'ext4')],
    ['index', storageClass(last, other)],
  ]);
  return lab;
}
