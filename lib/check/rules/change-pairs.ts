import { groupOf } from '../../core/data-bearing.ts';
import { LayerSettings } from '../layer-settings.ts';
import { record } from '../pods.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import { World } from '../world.ts';

/** One object at two revisions. */
export interface Pair {
  readonly before: Subject;
  readonly after: Subject;
}

/** Two revisions of a lab, object by object. */
export class Change {
  readonly before: World;
  readonly after: World;
  readonly pairs: readonly Pair[];
  readonly removed: readonly Subject[];
  readonly added: readonly Subject[];
  readonly #layers: LayerSettings;

  constructor(after: World, before: readonly Subject[]) {
    this.after = after;
    this.before = new World({ ...after.props, subjects: before, layers: undefined, before: undefined });
    this.#layers = new LayerSettings(before);
    const old = new Map(before.map((subject) => [keyOf(subject), subject]));
    const now = new Set<string>();
    const pairs: Pair[] = [];
    const added: Subject[] = [];
    for (const subject of after.subjects) {
      const key = keyOf(subject);
      now.add(key);
      const match = old.get(key);
      if (match) pairs.push({ before: match, after: subject });
      else added.push(subject);
    }
    this.pairs = pairs;
    this.added = added;
    this.removed = [...old].filter(([key]) => !now.has(key)).map(([, subject]) => subject);
  }

  /** What the object was; `undefined` when it is new. */
  was({ manifest }: Subject): Subject | undefined {
    const { namespace, name } = manifest.metadata;
    return this.before.find(groupOf(manifest.apiVersion), manifest.kind, namespace, name);
  }

  /** Pairs of one kind. */
  of(kind: string, group: string): readonly Pair[] {
    return this.pairs.filter(
      ({ after: { manifest } }) => manifest.kind === kind && groupOf(manifest.apiVersion) === group,
    );
  }

  /** Whether Flux or Helm deletes what is gone. A layer that says nothing of itself counts as pruned. */
  deletes(subject: Subject): boolean {
    return subject.release !== undefined || this.#layers.prunes(subject) !== false;
  }

  /** Whether Flux deletes and makes anew what it cannot change. */
  isForced({ before, after }: Pair): boolean {
    const { annotations, labels } = after.manifest.metadata;
    const key = 'kustomize.toolkit.fluxcd.io/force';
    if ([annotations, labels].some((given) => /^(enabled|true)$/i.test(spell(record(given)[key])))) return true;
    return record(this.#layers.of(before)?.manifest['spec'])['force'] === true;
  }
}

function keyOf({ manifest }: Subject): string {
  const { apiVersion, kind, metadata } = manifest;
  return `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Deeper nesting than any real object has; what is below is not compared. */
const DEEPEST = 200;

/** Whether two values mean the same to the API server: what is empty is as good as absent, and keys have no order. */
export function isSame(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b)) || depth > DEEPEST) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => isSame(value, b[i], depth + 1));
  }
  const [left, right] = [record(a), record(b)];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => isSame(left[key], right[key], depth + 1));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
