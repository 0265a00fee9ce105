import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { toYaml } from '../core/yaml.ts';
import { launchConfiguration } from './launch-configuration.ts';
import { ENABLED, NODE_FILES } from './node-files.ts';
import { nodeSettings } from './node-settings.ts';
import type { NodeToInstall } from './node-to-install.ts';
import { storageOf } from './storage.ts';

/** What an image is made with, beside facts. */
export interface ImageChoices {
  /** Keep the volumes that are on the disk. */
  readonly reinstall: boolean;
  /** A key of Tailscale that is written into the image; without one, first boot asks for it. */
  readonly tailscaleKey?: string;
  /** Text of a file in lib/node/files/. */
  readonly read: (source: string) => string;
  /**
   * What else goes onto the machine: the program for tags and backups, and its settings.
   * @default nothing
   */
  readonly program?: MachineProgram;
}

/** A program with its files, and the units that are enabled for it. */
export interface MachineProgram {
  readonly files: readonly { readonly target: string; readonly mode: string; readonly content: Uint8Array }[];
  readonly units: readonly string[];
}

const GUARD = '/run/hensteeth';
const END = 'HENSTEETH_END_OF_FILE';
const MOST_WORD = 120 * 1024;
const PACKAGES = ['chrony', 'curl', 'gnupg', 'lvm2', 'thin-provisioning-tools', 'unattended-upgrades', 'xfsprogs'];

/** The `user-data` of a NoCloud seed: the installer's answers, and by them all that makes the machine a node. */
export function userData(install: NodeToInstall, choices: ImageChoices): string {
  const { node, machine } = install;
  const { reinstall, read } = choices;
  const settings = nodeSettings(install, reinstall);
  const answers = {
    version: 1,
    locale: 'en_US.UTF-8',
    timezone: machine.timeZone,
    keyboard: { layout: 'us' },
    'refresh-installer': { update: false },
    // The server as it is meant to be used by people; its minimized sister lacks what a repair needs.
    source: { id: 'ubuntu-server' },
    network: networkOf(install),
    storage: { swap: { size: 0 }, config: storageOf(install, reinstall) },
    ssh: { 'install-server': true, 'allow-pw': false },
    packages: [...PACKAGES, ...(machine.ups ? ['nut-client'] : [])],
    updates: 'security',
    'early-commands': [
      [
        `mkdir -p ${GUARD}`,
        written(`${GUARD}/node.conf`, '0600', settings),
        written(`${GUARD}/disk.sh`, '0644', read('disk.sh')),
        written(`${GUARD}/guard.sh`, '0755', read('guard.sh')),
        `bash ${GUARD}/guard.sh /autoinstall.yaml`,
      ].join('\n'),
    ],
    'late-commands': [
      ...NODE_FILES.map(({ source, target, mode }) => written(`/target${target}`, mode, read(source))),
      written('/target/etc/hensteeth/node.conf', '0644', settings),
      written('/target/etc/microk8s.yaml', '0644', launchConfiguration(install)),
      ...(choices.tailscaleKey
        ? [written('/target/etc/hensteeth/tailscale.key', '0600', `${choices.tailscaleKey}\n`)]
        : []),
      // node-exporter reads it, and tells a folder that is not there as an error.
      'install -d -m 0755 /target/var/lib/hensteeth/metrics',
      ...(choices.program?.files ?? []).map(packed),
      `curtin in-target -- systemctl enable ${[...ENABLED, ...(choices.program?.units ?? [])].join(' ')}`,
    ],
    'user-data': {
      hostname: node.name,
      preserve_hostname: false,
      manage_etc_hosts: true,
      disable_root: true,
      ssh_pwauth: false,
      users: [
        {
          name: machine.user,
          gecos: 'Owner',
          shell: '/bin/bash',
          groups: ['adm', 'sudo'],
          lock_passwd: true,
          // Without a password there is nothing that sudo could ask for.
          sudo: 'ALL=(ALL) NOPASSWD:ALL',
          ssh_authorized_keys: machine.sshKeys,
        },
      ],
    },
    shutdown: 'reboot',
  };
  return `#cloud-config\n${toYaml({ autoinstall: answers })}`;
}

/** The `meta-data` of the seed. The installer's own instance has nothing to remember. */
export function metaData({ node }: NodeToInstall, reinstall: boolean): string {
  return toYaml({ 'instance-id': `hensteeth-${node.name}-${reinstall ? 'reinstall' : 'install'}` });
}

function networkOf({ machine }: NodeToInstall) {
  const { interface: name, static: fixed } = machine.network;
  const addresses = fixed
    ? {
        dhcp4: false,
        addresses: [fixed.address],
        routes: [{ to: 'default', via: fixed.gateway }],
        nameservers: { addresses: [...fixed.dns] },
      }
    : { dhcp4: true };
  return { version: 2, ethernets: { lan: { match: { name }, ...addresses } } };
}

/** A shell command that writes a file. */
function written(target: string, mode: string, text: string): string {
  const body = text.endsWith('\n') ? text : `${text}\n`;
  return `install -D -m ${mode} /dev/stdin ${target} <<'${END}'\n${body}${END}\n`;
}

/**
 * A shell command that writes a large file. It stands in the answers rather than beside them, so that the image is whole however the
 * installer comes by it; packed, because a command is one word for a shell, and a word has 128 KiB at most.
 */
function packed({ target, mode, content }: MachineProgram['files'][number]): string {
  const body = gzipSync(content, { level: 9 })
    .toString('base64')
    .replace(/.{1,120}/g, '$&\n');
  if (body.length > MOST_WORD)
    throw new Error(`${target} has ${body.length} bytes when packed; a command holds ${MOST_WORD}`);
  const sum = createHash('sha256').update(content).digest('hex');
  const write = `base64 -d <<'${END}' | gzip -d | install -D -m ${mode} /dev/stdin /target${target}\n${body}${END}\n`;
  // A pipe ends well when its last program does.
  return `${write}echo '${sum}  /target${target}' | sha256sum --quiet -c\n`;
}
