import type { Span } from './expr.ts';

/** A query of a dashboard with its variables filled in, character for character, and where they were. */
export interface Filled {
  /** As long as the text that was given, so that places in it mean the same. */
  readonly text: string;
  readonly variables: readonly Span[];
  /** Names of the variables, as `$name` or `${name}` or `[[name]]` gives them. */
  readonly names: readonly string[];
}

const VARIABLE = /\$(\w+)|\$\{(\w+)(?:\.[^:^}]+)?(?::[^}]+)?\}|\[\[(\w+)(?::\w+)?\]\]/g;

/** Fills in Grafana's variables with something that may stand in their place: a duration, a function, a name. */
export function fillVariables(query: string): Filled {
  const variables: Span[] = [];
  const names: string[] = [];
  const text = query.replace(VARIABLE, (variable: string, ...groups: unknown[]) => {
    const from = groups.at(-2) as number;
    const to = from + variable.length;
    names.push((groups[0] ?? groups[1] ?? groups[2]) as string);
    variables.push({ from, to });
    return standIn(query, from, to);
  });
  return { text, variables, names };
}

function standIn(query: string, from: number, to: number): string {
  const before = query.slice(0, from);
  const after = query.slice(to);
  const length = to - from;
  const inBrackets = before.lastIndexOf('[') > before.lastIndexOf(']');
  if (inBrackets && /[[:]\s*$/.test(before)) {
    // A number of seconds or minutes has its unit behind.
    return /^(?:ms|[smhdwy])\b/.test(after) ? '1'.repeat(length) : '5m'.padEnd(length);
  }
  if (/\boffset\s+-?\s*$/i.test(before)) return '5m'.padEnd(length);
  if (/@\s*$/.test(before)) return '1'.repeat(length);
  if (/^\s*(?:\(|(?:by|without)\b)/i.test(after) && !/[\w:]$/.test(before))
    return length < 3 ? 'ln' : 'sum'.padEnd(length);
  if (/[{,]\s*$/.test(before) && /^\s*[,}]/.test(after) && before.lastIndexOf('{') > before.lastIndexOf('}')) {
    return length < 4 ? ' '.repeat(length) : `${'x'.repeat(length - 3)}=""`;
  }
  return 'x'.repeat(length);
}
