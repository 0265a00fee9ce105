import { type Change, pathDiff } from './path-diff.ts';
import type { Snapshot } from './snapshot.ts';

/** What a push did to an object. */
export interface ObjectEffect {
  /** `recreated`: deleted and made anew, with another uid. */
  readonly what: 'created' | 'changed' | 'pruned' | 'recreated';
  /** `StatefulSet experimental/web`. */
  readonly object: string;
  readonly layer: string | undefined;
  readonly release: string | undefined;
  /** Empty for what was created or pruned. */
  readonly changes: readonly Change[];
}

/** What became of every object between two looks at the cluster, by layer, release and name. */
export function effectsOf(before: Snapshot, after: Snapshot): ObjectEffect[] {
  const effects: ObjectEffect[] = [];
  for (const [key, { object, layer, release }] of before) {
    if (!after.has(key)) effects.push({ what: 'pruned', object, layer, release, changes: [] });
  }
  for (const [key, { object, kind, layer, release, uid, body }] of after) {
    const old = before.get(key);
    if (!old) {
      effects.push({ what: 'created', object, layer, release, changes: [] });
      continue;
    }
    const changes = pathDiff(old.body, body, kind);
    if (old.uid !== uid) effects.push({ what: 'recreated', object, layer, release, changes });
    else if (changes.length > 0) effects.push({ what: 'changed', object, layer, release, changes });
  }
  return effects.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function orderOf({ layer, release, object }: ObjectEffect): string {
  // What no layer made comes last.
  return [layer ?? '\uffff', release ?? '', object].join('\0');
}

/** Whether a refusal is for good: the field never changes on an object that is there. */
export function isImmutable(message: string): boolean {
  return /field is immutable|is immutable after creation|updates to \w+ spec for fields other than|may not be changed|spec is immutable|cannot be (?:changed|updated)|: Forbidden: (?:updates|pod updates|may not be (?:unset|less)|field can not be)/i.test(
    message,
  );
}
