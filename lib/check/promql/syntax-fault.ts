import type { SyntaxNode } from '@lezer/common';
import { nearest } from '../../values/nearest.ts';
import type { Fault, Span } from './expr.ts';
import { AGGREGATIONS, FUNCTIONS, RENAMED } from './functions.ts';
import { positionText } from './text.ts';

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const TOKEN = /[\w:]+|"[^"\n]*"?|'[^'\n]*'?|[=!<>~&|]+|\S/y;
const FOREIGN: Readonly<Record<string, string>> = {
  '&&': 'Write and.',
  '||': 'Write or.',
  '!': 'Write unless, or != for a comparison.',
  '=': 'Write == to compare.',
  '<>': 'Write != to compare.',
  '===': 'Write == to compare.',
};

/** Says in words what the first error of a syntax tree is about. */
export function syntaxFault(text: string, error: SyntaxNode): Fault {
  const at = skipSpace(text, error.from);
  return (
    emptyQuery(text) ??
    brokenPair(text) ??
    unknownFunction(text, at) ??
    badMatcher(text, error) ??
    badDuration(text, at) ??
    unexpected(text, at)
  );
}

function fault(span: Span, message: string, hint: string, kind: Fault['kind'] = 'syntax'): Fault {
  return { kind, from: span.from, to: span.to, message, hint };
}

function emptyQuery(text: string): Fault | undefined {
  const isEmpty = text.replace(/#.*/g, '').trim() === '';
  return isEmpty
    ? fault({ from: 0, to: text.length }, 'the query is empty', 'Write a query, or remove its rule.')
    : undefined;
}

/** A text that never ends, or a bracket without its partner. */
function brokenPair(text: string): Fault | undefined {
  const open: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]!;
    if (char === '#') {
      const end = text.indexOf('\n', i);
      if (end < 0) break;
      i = end;
    } else if (char === '"' || char === "'" || char === '`') {
      const end = endOfText(text, i);
      if (end === undefined)
        return fault({ from: i, to: text.length }, `the text that starts here never ends`, `Close it with ${char}.`);
      i = end;
    } else if (char in CLOSERS) open.push(i);
    else if (char === ')' || char === ']' || char === '}') {
      const opener = open.pop();
      if (opener === undefined)
        return fault({ from: i, to: i + 1 }, `${char} closes nothing`, `Remove it, or open it before.`);
      const wanted = CLOSERS[text[opener]!]!;
      if (wanted !== char) {
        const place = `${text[opener]} of ${positionText(text, opener)}`;
        return fault(
          { from: i, to: i + 1 },
          `${char} stands where the ${place} ends`,
          `Write ${wanted} before or in place of it.`,
        );
      }
    }
  }
  const last = open.pop();
  if (last === undefined) return undefined;
  return fault({ from: last, to: last + 1 }, `${text[last]} is never closed`, `Close it with ${CLOSERS[text[last]!]}.`);
}

function endOfText(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] === quote) return i;
    if (quote === '`') continue;
    if (text[i] === '\n') return undefined;
    if (text[i] === '\\') i += 1;
  }
  return undefined;
}

/** A name before a parenthesis that is no function. */
function unknownFunction(text: string, at: number): Fault | undefined {
  if (text[at] !== '(') return undefined;
  const name = /([A-Za-z_][\w:]*)\s*$/.exec(text.slice(0, at));
  if (!name) return undefined;
  const from = name.index;
  return functionFault(name[1]!, from);
}

/** Tells a name that is called and is no function, with what was meant. */
export function functionFault(word: string, from: number): Fault {
  const known = [...FUNCTIONS.keys(), ...AGGREGATIONS.keys()];
  const renamed = RENAMED.get(word);
  const meant = known.find((each) => each === word.toLowerCase()) ?? nearest(word, known);
  const hint = renamed
    ? `Write ${renamed}: Prometheus 3 has no ${word}.`
    : meant
      ? `Did you mean '${meant}'?`
      : 'Write a function that Prometheus has; their names are in lower case.';
  return fault({ from, to: from + word.length }, `Prometheus 3.5 has no function '${word}'`, hint, 'function');
}

function badMatcher(text: string, error: SyntaxNode): Fault | undefined {
  const matcher = [error, error.parent, error.parent?.parent].find((node) => node?.name.endsWith('LabelMatcher'));
  if (!matcher) return undefined;
  const at = skipSpace(text, error.from);
  const token = tokenAt(text, at);
  const label = text.slice(matcher.from, matcher.firstChild?.to ?? matcher.from);
  if (/^[\w.:-]*\w[\w.:-]*$/.test(token)) {
    return fault(
      { from: at, to: at + token.length },
      `the value of label ${label} is not in quotes`,
      `Write "${token}".`,
    );
  }
  return fault(
    { from: at, to: at + token.length },
    `label ${label} is compared with nothing`,
    `Write ${label}="..." with one of =, !=, =~ and !~.`,
  );
}

function badDuration(text: string, at: number): Fault | undefined {
  const open = text.lastIndexOf('[', at);
  const close = text.indexOf(']', Math.max(open, 0));
  if (open < 0 || close < at) return undefined;
  const inner = text.slice(open + 1, close);
  return fault(
    { from: open + 1, to: close },
    `'${inner}' is no duration`,
    'Write one such as 5m or 1h30m: whole numbers, the largest unit first.',
  );
}

function unexpected(text: string, at: number): Fault {
  const token = tokenAt(text, at);
  if (token === '')
    return fault({ from: at, to: at }, 'the query ends too early', 'Write what comes after the last word.');
  const clause = /\b(by|without|on|ignoring)\s*$/i.exec(text.slice(0, at))?.[1];
  const hint = clause
    ? `Write ${clause} (${/^\w+$/.test(token) ? token : 'label'}).`
    : (FOREIGN[token] ?? 'Write an operator between two expressions, and an expression after each operator.');
  return fault({ from: at, to: at + token.length }, `'${token}' is not expected here`, hint);
}

function tokenAt(text: string, at: number): string {
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0] ?? '';
}

function skipSpace(text: string, at: number): number {
  const rest = /\S/.exec(text.slice(at));
  return rest ? at + rest.index : text.length;
}
