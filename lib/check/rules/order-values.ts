import { pathText, type Step } from '../path.ts';
import { record } from '../pods.ts';
import { text } from '../read.ts';
import { chartUses } from '../releases.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** Something that the values of a release name, and that its chart will refer to. */
export interface ValueUse {
  readonly from: Subject;
  readonly path: string;
  readonly group: string;
  readonly kind: string;
  /** `undefined` for a cluster-wide object. */
  readonly namespace: string | undefined;
  /** `undefined` where the chart makes an object of that kind, and so needs its definition only. */
  readonly name: string | undefined;
}

/** Values deeper than this name nothing. */
const DEPTH = 16;
/** Keys that charts name objects by. */
const NAMES: readonly (readonly [key: RegExp, group: string, kind: string, clusterWide: boolean])[] = [
  [/^storageClass(Name)?$/, 'storage.k8s.io', 'StorageClass', true],
  [/secret(name)?$/i, '', 'Secret', false],
  [/configmap(name)?$/i, '', 'ConfigMap', false],
  [/^cert-manager\.io\/cluster-issuer$/, 'cert-manager.io', 'ClusterIssuer', true],
  [/^cert-manager\.io\/issuer$/, 'cert-manager.io', 'Issuer', false],
];
/** Keys that switch objects of the Prometheus operator on, by `enabled`. */
const SWITCHES: Readonly<Record<string, string>> = {
  serviceMonitor: 'ServiceMonitor',
  podMonitor: 'PodMonitor',
  prometheusRule: 'PrometheusRule',
};

type Naming = (typeof NAMES)[number];

/** What releases will refer to, as far as their values say it: for charts that are not rendered here. */
export function* valueUses(world: World): Generator<ValueUse> {
  const known = new Map<string, Naming | undefined>();
  const namingOf = (key: string): Naming | undefined => {
    if (!known.has(key))
      known.set(
        key,
        NAMES.find(([pattern]) => pattern.test(key)),
      );
    return known.get(key);
  };
  for (const { subject, values, rendered } of chartUses(world)) {
    if (rendered) continue;
    const target = text(record(subject.manifest['spec'])['targetNamespace']);
    const own = target ?? subject.manifest.metadata.namespace;
    const uses: ValueUse[] = [];
    walk(values, ['spec', 'values'], (path, value) => {
      const key = spell(path.at(-1));
      const operated = key === 'enabled' && value === true ? SWITCHES[spell(path.at(-2))] : undefined;
      const naming = typeof value === 'string' && value !== '' ? namingOf(key) : undefined;
      if (!operated && !naming) return;
      const [, group, kind, clusterWide] = naming ?? [undefined, 'monitoring.coreos.com', operated!, true];
      const namespace = clusterWide ? undefined : own;
      const name = naming ? spell(value) : undefined;
      uses.push({ from: subject, path: pathText(path), group, kind, namespace, name });
    });
    yield* uses;
  }
}

/** Calls back for each leaf. The path is one list that changes: it costs nothing where nothing is found. */
function walk(value: unknown, path: Step[], found: (path: readonly Step[], value: unknown) => void): void {
  if (value === null || typeof value !== 'object') {
    found(path, value);
    return;
  }
  if (path.length > DEPTH) return;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    path.push(isList ? Number(key) : key);
    walk(inner, path, found);
    path.pop();
  }
}
