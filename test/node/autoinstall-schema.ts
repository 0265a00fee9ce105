const text = { type: 'string', minLength: 1 } as const;
const flag = { type: 'boolean' } as const;
const strings = { type: 'array', items: text } as const;

/** An object with exactly these keys, of which those with `?` may be left out. */
function exactly(keys: Readonly<Record<string, object>>) {
  const name = (key: string) => key.replace(/\?$/, '');
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(keys).filter((key) => !key.endsWith('?')),
    properties: Object.fromEntries(Object.entries(keys).map(([key, schema]) => [name(key), schema])),
  };
}

const action = (type: string, keys: Readonly<Record<string, object>>) =>
  exactly({ type: { const: type }, id: text, ...keys });
const size = { anyOf: [{ const: -1 }, { type: 'string', pattern: '^([1-9][0-9]*G|HENSTEETH_[A-Z]+_BYTES)$' }] };

const ethernet = exactly({
  match: exactly({ name: text }),
  dhcp4: flag,
  'addresses?': strings,
  'routes?': { type: 'array', items: exactly({ to: { const: 'default' }, via: text }) },
  'nameservers?': exactly({ addresses: strings }),
});

/**
 * The keys of the installer's answers that this project writes, as the installer of 22.04 documents them. Its own schema lets unknown
 * keys pass, and everything below `storage`; a key that is misspelt would be without effect.
 */
export const AUTOINSTALL = exactly({
  version: { const: 1 },
  locale: text,
  timezone: text,
  keyboard: exactly({ layout: text }),
  'refresh-installer': exactly({ update: flag }),
  source: exactly({ id: { const: 'ubuntu-server' } }),
  network: exactly({ version: { const: 2 }, ethernets: exactly({ lan: ethernet }) }),
  storage: exactly({
    swap: exactly({ size: { const: 0 } }),
    config: {
      type: 'array',
      items: {
        anyOf: [
          action('disk', { path: text, ptable: { const: 'gpt' }, preserve: flag, grub_device: flag }),
          action('partition', {
            device: text,
            number: { type: 'integer', minimum: 1 },
            size,
            preserve: flag,
            'flag?': { const: 'boot' },
            'grub_device?': flag,
            'wipe?': { const: 'superblock' },
          }),
          action('lvm_volgroup', { name: text, devices: strings, preserve: flag }),
          action('lvm_partition', { name: text, volgroup: text, size, preserve: flag }),
          action('format', { volume: text, fstype: { enum: ['ext4', 'fat32'] }, preserve: flag }),
          action('mount', { device: text, path: text }),
        ],
      },
    },
  }),
  ssh: exactly({ 'install-server': { const: true }, 'allow-pw': { const: false } }),
  packages: strings,
  updates: { enum: ['security', 'all'] },
  'early-commands': strings,
  'late-commands': strings,
  'user-data': exactly({
    hostname: text,
    preserve_hostname: flag,
    manage_etc_hosts: flag,
    disable_root: { const: true },
    ssh_pwauth: { const: false },
    users: {
      type: 'array',
      minItems: 1,
      items: exactly({
        name: text,
        gecos: text,
        shell: text,
        groups: strings,
        lock_passwd: { const: true },
        sudo: text,
        ssh_authorized_keys: strings,
      }),
    },
  }),
  shutdown: { enum: ['reboot', 'poweroff'] },
});

/** Keys of MicroK8s' launch configuration of version 0.1.0, as documented for 1.27. An unknown one only warns there. */
export const LAUNCH_KEYS = [
  'version',
  'addonRepositories',
  'addons',
  'extraKubeletArgs',
  'extraKubeAPIServerArgs',
  'extraKubeProxyArgs',
  'extraKubeControllerManagerArgs',
  'extraKubeSchedulerArgs',
  'extraKubeliteEnv',
  'extraSANs',
  'containerdRegistryConfigs',
  'extraContainerdArgs',
  'extraContainerdEnv',
  'extraDqliteArgs',
  'extraDqliteEnv',
  'extraMicroK8sClusterAgentArgs',
  'extraMicroK8sClusterAgentEnv',
  'extraMicroK8sAPIServerProxyArgs',
  'extraMicroK8sAPIServerProxyEnv',
  'extraEtcdArgs',
  'extraEtcdEnv',
  'extraFlanneldArgs',
  'extraFlanneldEnv',
  'extraConfigFiles',
  'persistentClusterToken',
  'join',
];
/** Addons that come with MicroK8s 1.27. */
export const ADDONS = [
  'dns',
  'rbac',
  'dashboard',
  'ingress',
  'hostpath-storage',
  'registry',
  'metrics-server',
  'gpu',
  'helm',
  'helm3',
  'metallb',
  'host-access',
  'ha-cluster',
  'observability',
  'community',
  'cert-manager',
  'minio',
];
