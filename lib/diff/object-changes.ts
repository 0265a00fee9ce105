import { Change } from '../check/rules/change-pairs.ts';
import type { Subject } from '../check/subject.ts';
import type { World } from '../check/world.ts';
import { type Leaf, leaves } from './leaves.ts';

/** What happens to one object. */
export interface ObjectChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** As it is now; as it was, for one that is removed. */
  readonly subject: Subject;
  /** What differs; empty unless it is changed. */
  readonly leaves: readonly Leaf[];
}

const HIDDEN = '(not shown)';
/** What changes with each version of a chart, and means nothing. */
const NOISE =
  /^metadata\.labels(?:\['helm\.sh\/chart'\]|\['app\.kubernetes\.io\/version'\])$|metadata\.labels\['helm\.sh\/chart'\]$/;

/** Changes of the objects of a lab, in the order of the layers, then of the objects' names. */
export function objectChanges(after: World, before: readonly Subject[]): ObjectChange[] {
  const { added, removed, pairs } = new Change(after, before);
  const changed = pairs.flatMap(({ before: old, after: now }): ObjectChange[] => {
    const found = leaves(old.manifest, now.manifest).filter(({ path }) => !NOISE.test(path));
    return found.length > 0 ? [{ kind: 'changed', subject: now, leaves: hideSecrets(now, found) }] : [];
  });
  return [
    ...added.map((subject): ObjectChange => ({ kind: 'added', subject, leaves: [] })),
    ...removed.map((subject): ObjectChange => ({ kind: 'removed', subject, leaves: [] })),
    ...changed,
  ];
}

/** Values of secrets are nobody's to read here, encrypted or not. */
function hideSecrets({ manifest }: Subject, found: readonly Leaf[]): readonly Leaf[] {
  if (manifest.kind !== 'Secret') return found;
  return found.map((leaf) => {
    if (!/^(data|stringData)\b/.test(leaf.path)) return leaf;
    const path = leaf.path.replace(/ > .*$/, '');
    return { path, before: hidden(leaf.before), after: hidden(leaf.after) };
  });
}

function hidden(value: unknown): unknown {
  return value === undefined ? undefined : HIDDEN;
}
