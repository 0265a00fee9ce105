import type { PlacedFinding } from '../verdict.ts';

/** Findings that say the same of several objects: some are shown in full, the rest only named. */
export interface Fold {
  readonly shown: readonly PlacedFinding[];
  /** By the last finding shown of its kind: the objects that have it too. */
  readonly alike: ReadonlyMap<PlacedFinding, readonly string[]>;
}

/** Keeps the first few of findings that say the same of several objects, in the order given. */
export function fold(findings: readonly PlacedFinding[], most: number): Fold {
  const kinds = new Map<string, PlacedFinding[]>();
  for (const finding of findings) {
    const kind = kindOf(finding);
    const list = kinds.get(kind);
    if (list) list.push(finding);
    else kinds.set(kind, [finding]);
  }
  const hidden = new Set<PlacedFinding>();
  const alike = new Map<PlacedFinding, readonly string[]>();
  for (const list of kinds.values()) {
    // Naming one more costs as much room as showing it.
    if (list.length <= most + 1) continue;
    const rest = list.slice(most);
    for (const finding of rest) hidden.add(finding);
    alike.set(list[most - 1]!, rest.map(nameOf));
  }
  return { shown: findings.filter((finding) => !hidden.has(finding)), alike };
}

function nameOf({ where }: PlacedFinding): string {
  return where.object ?? where.path ?? where.file ?? 'the lab';
}

/** Equal for findings that differ in nothing but the object, by its own name, and the index in its lists. */
function kindOf({ code, severity, where, message, hint, subject }: PlacedFinding): string {
  const path = where.path?.replace(/\[\d+\]/g, '[]') ?? '';
  const said = [message, hint].map((text) => (subject ? nameless(text, subject.manifest.metadata) : text));
  return JSON.stringify([severity, code, path, ...said]);
}

function nameless(text: string, own: { readonly name?: unknown; readonly namespace?: unknown }): string {
  let result = text;
  for (const [placeholder, word] of [
    ['<name>', own.name],
    ['<namespace>', own.namespace],
  ] as const) {
    if (typeof word === 'string' && word !== '') result = replaceWord(result, word, placeholder);
  }
  return result;
}

/** Replaces a name where it stands alone: `web` is no part of `web-data`. */
function replaceWord(text: string, word: string, by: string): string {
  if (!text.includes(word)) return text;
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, 'g'), by);
}
