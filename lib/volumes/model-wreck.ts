import type { Evidence, OldVolume, Published } from './evidence.ts';
import { tagsFor } from './tags.ts';
import type { MappedVolume, VolumeMap } from './volume-map.ts';
import type { WantedClaim, WantedClaims } from './wanted-claims.ts';

/** A made-up wreck, for examples: no machine ever was like this. The same bytes at every call. */
export interface ModelWreck {
  readonly evidence: Evidence;
  readonly wanted: WantedClaims;
  /** The map of a cluster that was deployed again, with an empty volume for one claim. */
  readonly now: VolumeMap;
}

const GIB = 2 ** 30;
const EXTENT = 4 * 2 ** 20;
const GROUP = 'ubuntu-vg';
const CLASS = 'topolvm-provisioner';
const CLUSTER = '0b5f2c1e-5f0e-4c55-9d0a-6f1d3a1c7e42';
/** Changes of the group that its tags knew of; there was none since. */
const CHANGES = 212;

/** A name as TopoLVM gives it, and LVM's own UUID. */
const named = (i: number) => ({
  name: `${i}${i}${i}${i}0000-1111-4222-8333-4444${i}${i}${i}${i}0000`,
  uuid: `model${i}-aaaa-bbbb-cccc-dddd-eeee-ffffff`,
});

const claimOf = (namespace: string, name: string, gib: number, more: Partial<WantedClaim>): WantedClaim => ({
  namespace,
  name,
  bytes: gib * GIB,
  storageClass: CLASS,
  deviceClass: 'ssd',
  groups: [GROUP],
  fsType: 'ext4',
  layer: namespace,
  pods: [],
  mountPaths: [],
  ...more,
});

const volumeOf = (i: number, gib: number, more: Partial<OldVolume>): OldVolume => ({
  ...named(i),
  group: GROUP,
  bytes: gib * GIB,
  tags: [],
  created: `2026-0${i}-01T08:00:00.000Z`,
  host: 'hensteeth',
  layout: 'linear',
  pool: '',
  origin: '',
  isActive: true,
  fileSystem: { type: 'ext4' },
  ...more,
});

const mapped = (namespace: string, claim: string, volume: string, bytes: number): MappedVolume => ({
  namespace,
  claim,
  pv: `pvc-${volume}`,
  storageClass: CLASS,
  logicalVolume: `pvc-${volume}`,
  node: 'hensteeth',
  deviceClass: 'ssd',
  group: GROUP,
  volume,
  bytes,
  uuid: undefined,
  isBound: true,
});

const published = (i: number, namespace: string, podName: string): Published => ({
  pod: `pod-${i}`,
  pv: `pvc-${i}`,
  handle: named(i).name,
  namespace,
  podName,
});

/** One group and six volumes: tagged, known to kubelet alone, two that nobody can tell apart, and one that its claim had left. */
export function modelWreck(): ModelWreck {
  const tagged = (i: number, namespace: string, claim: string, gib: number, isBound = true) =>
    tagsFor({ ...mapped(namespace, claim, named(i).name, gib * GIB), isBound }, CLUSTER);
  const volumes = [
    volumeOf(1, 10, { tags: tagged(1, 'media', 'data-pg-0', 10) }),
    volumeOf(2, 200, { tags: [...tagged(2, 'photos', 'photos', 200), `k8s.changes=${CHANGES}`] }),
    volumeOf(3, 2, { fileSystem: { type: 'ext4', lastMounted: '/opt/bitnami/grafana/data' } }),
    volumeOf(4, 1, { fileSystem: { type: 'ext4', lastMounted: '/usr/share/nginx/html' } }),
    volumeOf(5, 1, { fileSystem: { type: 'ext4', lastMounted: '/usr/share/nginx/html' } }),
    volumeOf(6, 5, { tags: tagged(6, 'media', 'data-pg-0', 5, false) }),
  ];
  const evidence: Evidence = {
    version: 1,
    kind: 'hensteeth-volume-evidence',
    taken: '2026-11-07T02:05:00.000Z',
    machine: 'hensteeth',
    volumes,
    groups: [{ name: GROUP, uuid: 'model-group', bytes: 800 * GIB, free: 461 * GIB, extent: EXTENT, changes: CHANGES }],
    disks: [{ name: '/dev/nvme0n1p3', uuid: 'model-disk', group: GROUP, bytes: 800 * GIB }],
    published: [published(1, 'media', 'pg-0'), published(3, 'monitoring', 'grafana-6c5d8f7b9c-x2x4z')],
    archives: [{ path: '/etc/lvm/archive/ubuntu-vg_00212-1.vg', bytes: 4096, changed: '2026-11-06T21:00:00.000Z' }],
    map: undefined,
    notRead: [],
  };
  const web = { layer: 'experimental-web', mountPaths: ['/usr/share/nginx/html'] };
  const wanted: WantedClaims = {
    claims: [
      claimOf('experimental', 'www-web-0', 1, { ...web, pods: [{ kind: 'pod', name: 'web-0' }] }),
      claimOf('media', 'data-pg-0', 10, { pods: [{ kind: 'pod', name: 'pg-0' }], mountPaths: ['/data'] }),
      claimOf('monitoring', 'grafana', 2, {
        layer: 'grafana',
        pods: [{ kind: 'deployment', name: 'grafana' }],
        mountPaths: ['/opt/bitnami/grafana/data'],
      }),
      claimOf('photos', 'photos', 220, { pods: [{ kind: 'deployment', name: 'photos' }], mountPaths: ['/photos'] }),
    ],
    unnamed: [],
  };
  const fresh = mapped('media', 'data-pg-0', named(9).name, 10 * GIB);
  const now: VolumeMap = { version: 1, kind: 'hensteeth-volume-map', cluster: 'new', groups: [], volumes: [fresh] };
  return { evidence, wanted, now };
}
