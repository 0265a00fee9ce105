import { record } from './pods.ts';
import { text } from './read.ts';
import type { Subject } from './subject.ts';
import type { World } from './world.ts';

/** A HelmRelease as far as rules look into it. */
export interface ChartUse {
  readonly subject: Subject;
  /** Name of the chart, without its repository. */
  readonly chart: string;
  /** Version or range of the chart; `undefined` takes the newest. */
  readonly version: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the world has the objects that the chart makes of it. */
  readonly rendered: boolean;
}

/** Many rules ask for the releases of one world. */
const known = new WeakMap<World, readonly ChartUse[]>();

/** All releases of the world that name a chart. */
export function chartUses(world: World): readonly ChartUse[] {
  const before = known.get(world);
  if (before) return before;
  const uses = readUses(world);
  known.set(world, uses);
  return uses;
}

function readUses(world: World): ChartUse[] {
  const releases = world.ofKind('HelmRelease', 'helm.toolkit.fluxcd.io');
  if (releases.length === 0) return [];
  const rendered = new Set(world.subjects.map(({ release }) => release));
  return releases.flatMap((subject) => {
    const { namespace, name } = subject.manifest.metadata;
    const use = chartUseOf(subject, rendered.has(`${namespace}/${name}`));
    return use ? [use] : [];
  });
}

/** One HelmRelease; `undefined` when it names no chart. */
export function chartUseOf(subject: Subject, rendered = false): ChartUse | undefined {
  const spec = record(subject.manifest['spec']);
  const inner = record(record(spec['chart'])['spec']);
  const chart = text(inner['chart'])?.split('/').at(-1);
  if (chart === undefined) return undefined;
  return { subject, chart, version: text(inner['version']), values: record(spec['values']), rendered };
}

/** Whether a chart made the object, so that its owner can only change the chart's values. */
export function isFromChart({ release, manifest }: Subject): boolean {
  return release !== undefined || record(manifest.metadata.labels)['app.kubernetes.io/managed-by'] === 'Helm';
}
