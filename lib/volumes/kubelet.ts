import { record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { isPlainPath } from './allowed-commands.ts';
import type { Published } from './evidence.ts';
import { type Machine, mustRun } from './machine.ts';

/** Where the witnesses lie on the machine. */
export interface Folders {
  readonly kubelet: string;
  readonly logs: string;
}

/** Those of MicroK8s. */
export const FOLDERS: Folders = { kubelet: '/var/snap/microk8s/common/var/lib/kubelet', logs: '/var/log/pods' };

/** Files that one command reads. */
const AT_ONCE = 50;
const DRIVERS = new Set(['topolvm.io', 'topolvm.cybozu.com']);

/**
 * Volumes that kubelet had published when it last ran, with the pods as the log folders name them. Nothing below a mount is looked
 * at: that would be the data itself.
 *
 * @throws MachineError when a folder cannot be read
 */
export async function publishedOn(machine: Machine, folders: Folders): Promise<Published[]> {
  const pods = `${folders.kubelet}/pods`;
  const only = ['-mindepth', '4', '-maxdepth', '5', '-path', '*/volumes/kubernetes.io~csi/*', '-printf', '%P\\n'];
  const found = (await mustRun(machine, ['find', pods, ...only])).split('\n');
  const folder = /^([^/]+)\/volumes\/kubernetes\.io~csi\/([^/]+)(\/vol_data\.json)?$/;
  const parts = found.map((path) => folder.exec(path)).filter((match) => match !== null);
  const files = parts.flatMap(([path, , , file]) =>
    file && isPlainPath(`${pods}/${path}`) ? [`${pods}/${path}`] : [],
  );
  const datas = await filesOn(machine, files);
  const names = await podNames(machine, folders.logs);
  return parts
    .filter(([, , , file]) => file === undefined)
    .flatMap(([path, pod = '', pv = '']): Published[] => {
      const data = datas.get(`${pods}/${path}/vol_data.json`);
      const driver = text(data?.['driverName']);
      if (driver !== undefined && !DRIVERS.has(driver)) return [];
      const handle = text(data?.['volumeHandle']);
      return [{ pod, pv, handle, ...(names.get(pod) ?? { namespace: undefined, podName: undefined }) }];
    });
}

/** JSON files by their paths; one that is none is left out. */
export async function filesOn(
  machine: Machine,
  files: readonly string[],
): Promise<Map<string, Readonly<Record<string, unknown>>>> {
  const read = new Map<string, Readonly<Record<string, unknown>>>();
  for (let i = 0; i < files.length; i += AT_ONCE) {
    const { output } = await machine.run(['head', '-v', '-c', '1048576', '--', ...files.slice(i, i + AT_ONCE)]);
    const [, ...parts] = output.split(/(?:^|\n)==> (\/[^\n]*) <==\n/);
    for (let at = 0; at < parts.length; at += 2) {
      try {
        read.set(parts[at]!, record(JSON.parse(parts[at + 1]!)));
      } catch {
        // A file that a power cut left half-written tells nothing.
      }
    }
  }
  return read;
}

/** Namespace and name of pods by their UID, from `NAMESPACE_POD_UID`, as kubelet names the folders of their logs. */
async function podNames(machine: Machine, logs: string): Promise<Map<string, { namespace: string; podName: string }>> {
  const { code, output } = await machine.run([
    'find',
    logs,
    '-mindepth',
    '1',
    '-maxdepth',
    '1',
    '-type',
    'd',
    '-printf',
    '%f\\n',
  ]);
  const names = new Map<string, { namespace: string; podName: string }>();
  if (code === undefined) return names;
  for (const line of output.split('\n')) {
    const [, namespace, podName, uid] = /^([a-z0-9-]+)_([a-z0-9.-]+)_([0-9a-f-]+)$/.exec(line) ?? [];
    if (namespace && podName && uid) names.set(uid, { namespace, podName });
  }
  return names;
}
