import { pathText } from '../../lib/check/path.ts';
import type { Mutant, Operation } from './mutants.ts';

/** Why mutants of one form are told by no rule. */
export interface Survivors {
  readonly operations: readonly Operation[];
  readonly kinds: RegExp;
  readonly path: RegExp;
  readonly reason: string;
}

const DROP: readonly Operation[] = ['drop'];
const TEXT: readonly Operation[] = ['misspell text'];
const VALUE: readonly Operation[] = ['misspell text', 'change number', 'wrong type'];
const ANY: readonly Operation[] = ['drop', ...VALUE];
const DELETE: readonly Operation[] = ['delete object'];

/**
 * Every form of mutant that is not told. Most leave a cluster that works: a default takes the place of what was dropped, or one
 * good value that of another. The rest cannot be seen from the lab alone, and the reason says where it is known.
 */
export const survivors: readonly Survivors[] = [
  {
    operations: DROP,
    kinds: /^(Kustomization|HelmRelease|HelmRepository)$/,
    path: /^spec\.(timeout|retryInterval|interval|chart\.spec\.interval|releaseName|install|upgrade)/,
    reason: 'works: Flux has a default, and the default name of the release is that of the object',
  },
  {
    operations: VALUE,
    kinds: /^(Kustomization|HelmRelease|HelmRepository)$/,
    path: /(interval|timeout|retryInterval|retries)$/,
    reason: 'works: another duration or number of tries',
  },
  {
    operations: DROP,
    kinds: /^Kustomization$/,
    path: /^spec\.wait$/,
    reason:
      'works: those who wait for this layer need only that its objects are applied, or tell it where they need more',
  },
  {
    operations: TEXT,
    kinds: /^HelmRelease$/,
    path: /^(metadata\.name|spec\.releaseName)$/,
    reason: 'the names of what a chart makes are known when the chart is rendered',
  },
  {
    operations: ANY,
    kinds: /./,
    path: /^metadata\.labels/,
    reason: 'works: nothing selects by this label',
  },
  {
    operations: [...TEXT, ...DELETE],
    kinds:
      /^(PodMonitor|PrometheusRule|NetworkPolicy|LimitRange|ResourceQuota|PriorityClass|ConfigMap|ClusterIssuer|Namespace|StatefulSet)$/,
    path: /^(metadata\.name)?$/,
    reason:
      'works, with what it guards or shows missing: nothing else in the lab names it; that a chart does is known when it is rendered',
  },
];

/** The reason why a mutant is not told; `undefined` when there is none. */
export function reasonOf({ operation, subject, path }: Mutant): Survivors | undefined {
  const text = pathText(path);
  return survivors.find(
    ({ operations, kinds, path: form }) =>
      operations.includes(operation) && kinds.test(subject.manifest.kind) && form.test(text),
  );
}
