import type { DiskFacts, ResolvedDisk } from '../core/machine-facts.ts';
import { BOOT_GIB } from '../core/machine-judge.ts';
import { factText } from '../core/placeholder.ts';
import type { NodeToInstall } from './node-to-install.ts';

/** What the scripts read: shell variables, each value in single quotes. */
export function nodeSettings({ node, machine, channel, tailnetName }: NodeToInstall, reinstall: boolean): string {
  const system = node.volumeGroups.find(({ disk }) => disk === undefined)!;
  const data = node.volumeGroups.flatMap(({ name, disk }) => (disk ? [`${name} ${told(disk)}`] : []));
  const { ups } = machine;
  const settings: readonly [string, string | number][] = [
    ['NODE', node.name],
    ['MODE', reinstall ? 'reinstall' : 'fresh'],
    ['SYSTEM_DISK', diskName(machine.disk)],
    ['SYSTEM_GROUP', system.name],
    ['ROOT_GIB', node.rootGiB],
    ['NEED_GIB', BOOT_GIB + node.rootGiB + system.sizeGiB],
    ['DATA_GROUPS', data.join('\n')],
    ['USER_NAME', machine.user],
    ['CHANNEL', channel],
    ['TAILNET_NAME', tailnetName],
    ['UPS', ups ? `${ups.name}@${ups.host}` : ''],
    ['UPS_USER', ups?.user ?? ''],
  ];
  return settings.map(([name, value]) => `${name}=${quoted(String(value))}\n`).join('');
}

/** A disk as the scripts take it: `by-id:LINK`, `serial:TEXT` or `size:largest`. */
function diskName({ by, what }: ResolvedDisk): string {
  return `${by}:${what}`;
}

function told(disk: DiskFacts): string {
  if (disk.byId !== undefined) return `by-id:${factText(disk.byId)}`;
  return disk.serial !== undefined ? `serial:${factText(disk.serial)}` : `size:${disk.size}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
