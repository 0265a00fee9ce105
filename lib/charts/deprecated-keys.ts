import { isMap } from 'yaml';
import { type CommentedText, keyPlaces } from './commented-keys.ts';

/** A key that the comments of a chart call deprecated. */
export interface DeprecatedKey {
  readonly path: readonly string[];
  /** Paths that the comment names in its place, as it writes them. */
  readonly instead: readonly string[];
}

const PATH = '[A-Za-z][\\w-]*(?:\\.[\\w-]+)*';
// `## @param a.b [object] DEPRECATED: ...`, `# a.b -- DEPRECATED ...`, `# -- (deprecated) ...`: of the key that is named, else of the one below.
const documented = new RegExp(
  `^#+\\s*(?:@(?:param|extra)\\s+(${PATH})\\s*(?:\\[[^\\]]*\\])?|(?:(${PATH})\\s+)?--\\s)\\s*(.*)$`,
);
const opening = /^[\s([*_`]*(?:@|warning:\s*)?deprecated\b(?!\s+(?:in|since|by|as of)\s+kubernetes)/i;
const sentence =
  /^(?:this|the) (?:value|option|key|field|flag|parameter|setting|property) (?:is|has been) deprecated\b/i;
/** `DEPRECATED a.b - it will be removed`: the path is what is deprecated. */
const named = /^[\s([*_`]*deprecated\s+`?([A-Za-z][\w-]*(?:\.[\w-]+)+)/i;
const instead = new RegExp(
  `\\b(?:use|set|see|replaced (?:by|with)|in favou?r of)\\s+\`?(${PATH}(?:\`?(?:,| and| or) \`?${PATH})*)`,
  'i',
);

/**
 * Keys of which a comment says that they are deprecated: one right above the key, one on its line, or one that is made for programs and
 * names it. What a comment says of Kubernetes, or of something that is not the key, does not count.
 */
export function deprecatedKeys({ text, documents, lines }: CommentedText): DeprecatedKey[] {
  const root = documents[0]?.contents;
  if (!/deprecated/i.test(text) || !isMap(root)) return [];
  const rows = text.split('\n');
  const found: DeprecatedKey[] = [];
  for (const { line, path } of keyPlaces(root, lines)) {
    const said = [...commentsAbove(rows, line), /\s#+\s*(.*)$/.exec(rows[line - 1]!)?.[1] ?? ''];
    found.push(...ofKey(path, said));
  }
  for (const row of rows) {
    const [, param, docs, about] = documented.exec(row.trim()) ?? [];
    const path = param ?? docs;
    if (path !== undefined && saysDeprecated(about!)) found.push({ path: path.split('.'), instead: insteadOf(about!) });
  }
  return found;
}

/** Text of the comment lines right above a line, without `#`, from the last line that documents another key. */
function commentsAbove(rows: readonly string[], line: number): string[] {
  const above: string[] = [];
  for (let at = line - 2; at >= 0; at--) {
    const row = rows[at]!.trim();
    if (!row.startsWith('#')) break;
    const [, param, docs, about] = documented.exec(row) ?? [];
    if (param !== undefined || docs !== undefined) break;
    above.unshift(about ?? row.replace(/^#+\s*/, ''));
  }
  return above;
}

function* ofKey(path: readonly string[], said: readonly string[]): Generator<DeprecatedKey> {
  const at = said.findIndex((text) => saysDeprecated(text) || isSaidOf(path.at(-1)!, text));
  if (at < 0) return;
  const other = named.exec(said[at]!)?.[1];
  // A path that the comment names is often one that is no longer there, above the key that took its place.
  if (other !== undefined && other !== path.join('.')) return;
  const words = said.slice(at).join(' ');
  const replacement = insteadOf(words);
  if (!replacement.includes(path.join('.'))) yield { path, instead: replacement };
}

function saysDeprecated(text: string): boolean {
  return opening.test(text) || sentence.test(text);
}

/** `pspEnabled is deprecated`, with the key as it is written. */
function isSaidOf(key: string, text: string): boolean {
  const bare = text.replace(/^[`'"]/, '');
  return bare.startsWith(key) && /^[`'"]?,? (?:is|has been) deprecated\b/i.test(bare.slice(key.length));
}

function insteadOf(text: string): string[] {
  const list = instead.exec(text)?.[1] ?? '';
  return list.split(/`?(?:,| and| or) `?/).filter((path) => path !== '');
}
