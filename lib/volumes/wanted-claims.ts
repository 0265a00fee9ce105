import { AmountReader } from '../check/capacity/amounts.ts';
import { claimsOf, type VolumeClaim } from '../check/capacity/claims.ts';
import { list, podTemplates, record } from '../check/pods.ts';
import { count, text } from '../check/read.ts';
import type { Subject } from '../check/subject.ts';
import type { World } from '../check/world.ts';

/** Pods by name: one, or those that a Deployment makes. */
export interface PodsOf {
  readonly kind: 'pod' | 'deployment';
  readonly name: string;
}

/** A claim that the lab as rendered will make. */
export interface WantedClaim {
  readonly namespace: string;
  readonly name: string;
  /** Bytes of the request, in whole extents. */
  readonly bytes: number;
  readonly storageClass: string;
  readonly deviceClass: string;
  /** Volume groups behind the device class. */
  readonly groups: readonly string[];
  /**
   * Thin pools of those groups, each as `group/pool`.
   * @default volumes are linear
   */
  readonly pools?: readonly string[];
  /** `undefined` where the storage class does not say. */
  readonly fsType: string | undefined;
  /** Layer that makes the claim. */
  readonly layer: string | undefined;
  readonly pods: readonly PodsOf[];
  /** Where containers mount it, as far as that is known. */
  readonly mountPaths: readonly string[];
}

/** Claims of the lab by name, and those whose names cannot be known. */
export interface WantedClaims {
  readonly claims: readonly WantedClaim[];
  readonly unnamed: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;
/** What the Prometheus operator makes of an object: name of the set, and of the claim's template. */
const OPERATED: Readonly<Record<string, { readonly set: string; readonly volume: string }>> = {
  Prometheus: { set: 'prometheus-', volume: '-db' },
  PrometheusAgent: { set: 'prom-agent-', volume: '-db' },
  Alertmanager: { set: 'alertmanager-', volume: '-db' },
  ThanosRuler: { set: 'thanos-ruler-', volume: '-data' },
};

/** All claims of the lab on volume groups, each by the name that it will have. */
export function wantedClaims(world: World): WantedClaims {
  const claims = new Map<string, WantedClaim>();
  const unnamed: string[] = [];
  for (const claim of claimsOf(world, new AmountReader())) {
    const named = claim.subject ? namedBy(claim, claim.subject, world) : [];
    if (named.length === 0 && claim.volumes > 0) unnamed.push(`${claim.name} of layer ${claim.layer ?? 'none'}`);
    for (const one of named) {
      const key = `${one.namespace}/${one.name}`;
      if (!claims.has(key)) claims.set(key, one);
    }
  }
  return { claims: [...claims.values()].sort((a, b) => (claimKey(a) < claimKey(b) ? -1 : 1)), unnamed };
}

/** `namespace/name`. */
export function claimKey({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function namedBy(claim: VolumeClaim, subject: Subject, world: World): WantedClaim[] {
  const { kind, metadata } = subject.manifest;
  const namespace = metadata.namespace ?? 'default';
  const spec = record(subject.manifest['spec']);
  if (kind === 'PersistentVolumeClaim') {
    return [
      { ...common(claim, spec, world), namespace, name: metadata.name, ...usersOf(world, namespace, metadata.name) },
    ];
  }
  if (kind === 'StatefulSet') {
    const template = list(spec['volumeClaimTemplates'])
      .map(record)
      .find((each) => `${record(each['metadata'])['name']}-${metadata.name}` === claim.name);
    if (!template) return [];
    const volume = text(record(template['metadata'])['name'])!;
    const mountPaths = mountsOf(record(record(spec['template'])['spec']), volume);
    return ordinals(spec).map((i) => ({
      ...common(claim, record(template['spec']), world),
      namespace,
      name: `${claim.name}-${i}`,
      pods: [{ kind: 'pod', name: `${metadata.name}-${i}` }],
      mountPaths,
    }));
  }
  const operated = OPERATED[kind];
  if (!operated) return [];
  const set = `${operated.set}${metadata.name}`;
  const template = record(record(spec['storage'])['volumeClaimTemplate']);
  const volume = text(record(template['metadata'])['name']) ?? `${set}${operated.volume}`;
  const shards = count(spec['shards']) ?? 1;
  return Array.from({ length: shards }, (_, shard) => (shard === 0 ? set : `${set}-shard-${shard}`)).flatMap((name) =>
    ordinals(spec).map((i) => ({
      ...common(claim, record(template['spec']), world),
      namespace,
      name: `${volume}-${name}-${i}`,
      pods: [{ kind: 'pod' as const, name: `${name}-${i}` }],
      mountPaths: [],
    })),
  );
}

function common(claim: VolumeClaim, spec: Fields, world: World) {
  const classes = world.ofKind('StorageClass', 'storage.k8s.io');
  const named = text(spec['storageClassName']);
  const object = classes.find(({ manifest }) =>
    named === undefined
      ? record(manifest.metadata.annotations)['storageclass.kubernetes.io/is-default-class'] === 'true'
      : manifest.metadata.name === named,
  );
  const nodes = world.props.facts?.nodes ?? [];
  const found = nodes.flatMap(({ volumeGroups }) =>
    volumeGroups.filter(({ deviceClass }) => deviceClass === claim.deviceClass),
  );
  const pools = found.flatMap(({ name, pool }) => (pool === undefined ? [] : [`${name}/${pool}`]));
  return {
    bytes: claim.bytes,
    storageClass: named ?? object?.manifest.metadata.name ?? '',
    deviceClass: claim.deviceClass,
    groups: [...new Set(found.map(({ name }) => name))],
    ...(pools.length > 0 && { pools }),
    fsType: text(record(object?.manifest['parameters'])['csi.storage.k8s.io/fstype']),
    layer: claim.layer,
  };
}

function ordinals(spec: Fields): number[] {
  const start = count(record(spec['ordinals'])['start']) ?? 0;
  return Array.from({ length: count(spec['replicas']) ?? 1 }, (_, i) => start + i);
}

/** Pods that use a claim by its name, and where they mount it. */
function usersOf(world: World, namespace: string, name: string): Pick<WantedClaim, 'pods' | 'mountPaths'> {
  const pods: PodsOf[] = [];
  const mountPaths = new Set<string>();
  for (const template of podTemplates(world)) {
    if ((template.namespace ?? 'default') !== namespace) continue;
    for (const volume of list(template.spec['volumes']).map(record)) {
      if (record(volume['persistentVolumeClaim'])['claimName'] !== name) continue;
      const { kind, metadata, spec } = template.subject.manifest as {
        kind: string;
        metadata: { name: string };
        spec?: unknown;
      };
      if (kind === 'Deployment') pods.push({ kind: 'deployment', name: metadata.name });
      if (kind === 'Pod') pods.push({ kind: 'pod', name: metadata.name });
      if (kind === 'StatefulSet') {
        for (const i of ordinals(record(spec))) pods.push({ kind: 'pod', name: `${metadata.name}-${i}` });
      }
      for (const path of mountsOf(template.spec, text(volume['name']) ?? '')) mountPaths.add(path);
    }
  }
  return { pods, mountPaths: [...mountPaths] };
}

function mountsOf(pod: Fields, volume: string): string[] {
  const containers = [...list(pod['containers']), ...list(pod['initContainers'])].map(record);
  const mounts = containers.flatMap((container) => list(container['volumeMounts']).map(record));
  return [...new Set(mounts.flatMap((mount) => (mount['name'] === volume ? (text(mount['mountPath']) ?? []) : [])))];
}
