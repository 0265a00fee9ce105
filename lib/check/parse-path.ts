import type { Step } from './path.ts';

const KEY = /\.?([A-Za-z_$][\w$-]*)/y;
const INDEX = /\[(\d+)\]/y;
/** A quote ends the key unless a backslash stands before it, which is how `pathText` writes a quote in a key. */
const QUOTED = /\['((?:[^'\\]|\\'|\\(?!'))*)'\]/y;

/**
 * The steps of a path as `pathText` writes it, as far as it can be read: `spec.rules[0].host`, `data['tls.crt']`.
 * A key that ends in a backslash cannot be told from one that holds a quote, and ends the path.
 */
export function parsePath(text: string): Step[] {
  const steps: Step[] = [];
  let at = 0;
  const read = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found) at = form.lastIndex;
    return found?.[1];
  };
  while (at < text.length) {
    const index = read(INDEX);
    const key = index === undefined ? (read(KEY) ?? read(QUOTED)?.replaceAll("\\'", "'")) : undefined;
    if (index !== undefined) steps.push(Number(index));
    else if (key !== undefined) steps.push(key);
    else break;
  }
  return steps;
}
