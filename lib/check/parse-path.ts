import type { Step } from './path.ts';

const KEY = /\.?([A-Za-z_$][\w$-]*)/y;
const INDEX = /\[(\d+)\]/y;
/** `pathText` puts a backslash before a quote, and before a backslash, in a key. */
const QUOTED = /\['((?:[^'\\]|\\.)*)'\]/sy;

/** The steps of a path as `pathText` writes it, as far as it can be read: `spec.rules[0].host`, `data['tls.crt']`. */
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
    const key = index === undefined ? (read(KEY) ?? read(QUOTED)?.replace(/\\(.)/gs, '$1')) : undefined;
    if (index !== undefined) steps.push(Number(index));
    else if (key !== undefined) steps.push(key);
    else break;
  }
  return steps;
}
