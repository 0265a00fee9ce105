/** A file of lib/node/files/ and where it stands on the machine. */
export interface NodeFile {
  readonly source: string;
  readonly target: string;
  readonly mode: string;
}

/** Folder of the files, relative to the project. */
export const FILES = 'lib/node/files';

/** Units that are enabled by the installer: they do their work from the first start on. */
export const ENABLED = ['hensteeth-first-boot.service', 'hensteeth-node-check.timer', 'hensteeth-tag.timer'];

/** Units of a lab that is backed up. */
export const BACKUP_UNITS = ['hensteeth-backup.timer'];

/** Kubernetes' services in MicroK8s, which wait for the tailnet's address: a new one while they run makes them start again. */
const MICROK8S_SERVICES = ['kubelite', 'containerd', 'k8s-dqlite'];

/** Units that run the program for tags and backups. */
export const PROGRAM_UNITS: readonly NodeFile[] = [
  unit('hensteeth-tag.service'),
  unit('hensteeth-tag.timer'),
  unit('hensteeth-backup@.service'),
  unit('hensteeth-backup.timer'),
];

/** What is written to the machine as it is. What follows from facts comes beside. */
export const NODE_FILES: readonly NodeFile[] = [
  program('first-boot.sh', 'sbin/hensteeth-first-boot'),
  program('join.sh', 'sbin/hensteeth-join'),
  program('node-check.sh', 'sbin/hensteeth-node-check'),
  program('power-off.sh', 'sbin/hensteeth-power-off'),
  { source: 'disk.sh', target: '/usr/local/lib/hensteeth/disk.sh', mode: '0644' },
  unit('hensteeth-first-boot.service'),
  unit('hensteeth-node-check.service'),
  unit('hensteeth-node-check.timer'),
  ...PROGRAM_UNITS,
  dropIn('after-network.conf', 'tailscaled.service'),
  ...MICROK8S_SERVICES.map((name) => dropIn('after-tailscale.conf', `snap.microk8s.daemon-${name}.service`)),
  { source: 'modules.conf', target: '/etc/modules-load.d/hensteeth.conf', mode: '0644' },
  { source: 'upgrades.conf', target: '/etc/apt/apt.conf.d/99hensteeth', mode: '0644' },
  { source: 'needrestart.conf', target: '/etc/needrestart/conf.d/hensteeth.conf', mode: '0644' },
];

function program(source: string, name: string): NodeFile {
  return { source, target: `/usr/local/${name}`, mode: '0755' };
}

function unit(name: string): NodeFile {
  return { source: name, target: `/etc/systemd/system/${name}`, mode: '0644' };
}

function dropIn(source: string, unitName: string): NodeFile {
  return { source, target: `/etc/systemd/system/${unitName}.d/hensteeth.conf`, mode: '0644' };
}
