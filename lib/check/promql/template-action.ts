import { nearest } from '../../values/nearest.ts';
import type { TemplateFault } from './template.ts';

/** What stands between double braces, and where it starts in the template. */
export interface Action {
  readonly text: string;
  readonly at: number;
  /** The keyword that was taken off its front. */
  readonly keyword?: string;
}

/** What an action is judged by, and where its findings go. */
export interface ActionContext {
  /** Whether the dot is still the alert itself. */
  readonly isDotRoot: boolean;
  /** Variables known so far, without the dollar; those that the action makes are added. */
  readonly variables: Set<string>;
  readonly labels: { name: string; at: number }[];
  readonly faults: TemplateFault[];
}

const FUNCTIONS = new Set(
  (
    'args externalURL first graphLink humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp label match now ' +
    'parseDuration pathPrefix query reReplaceAll safeHtml sortByLabel stripDomain stripPort strvalue tableLink title tmpl toDuration ' +
    'toLower toTime toUpper urlQueryEscape value and call eq ge gt html index js le len lt ne not or print printf println slice urlquery'
  ).split(' '),
);
const CONSTANTS = new Set(['true', 'false', 'nil']);
const FIELDS = ['Labels', 'ExternalLabels', 'ExternalURL', 'Value'];
const TOKEN =
  /(?<text>"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])+')|(?<variable>\$\w*)(?<chain>(?:\.\w+)*)|(?<field>(?:\.\w+)+)|(?<dot>\.)|(?<number>[-+]?\d[\w.]*)|(?<word>[A-Za-z_]\w*)|(?<sign>:=|[|(),=])|(?<space>\s+)|(?<other>[\s\S])/gy;

/** Judges one action: what it calls, which variables it reads, and whether its brackets close. */
export function judgeAction(action: Action, context: ActionContext): void {
  const tell = (at: number, message: string, hint: string) =>
    context.faults.push({ at: action.at + at, message, hint });
  if (action.text.trim() === '') {
    if (action.keyword === undefined)
      tell(0, '{{ }} is empty', 'Write an expression between the braces, or remove them.');
    return;
  }
  for (const [, name] of action.text.matchAll(/\$(\w+)(?=\s*(?:,\s*\$\w+\s*)?:=)/g)) context.variables.add(name!);
  let depth = 0;
  for (const token of action.text.matchAll(TOKEN)) {
    const { variable, chain, field, word, sign, other } = token.groups!;
    const at = token.index;
    if (variable !== undefined) judgeVariable(variable, chain ?? '', at, action, context, tell);
    else if (field !== undefined) judgeField(field, at, action, context, tell);
    else if (word !== undefined) judgeWord(word, action.text, at, tell);
    else if (other !== undefined)
      tell(at, `'${other}' has no meaning in a template`, 'Remove it; texts are written in double quotes.');
    else if (sign === '(') depth += 1;
    else if (sign === ')') {
      depth -= 1;
      if (depth < 0) break;
    }
  }
  if (depth !== 0) {
    tell(0, depth > 0 ? '( is never closed' : ') closes nothing', 'Give every parenthesis its partner.');
  }
}

type Tell = (at: number, message: string, hint: string) => void;

function judgeVariable(
  variable: string,
  chain: string,
  at: number,
  action: Action,
  context: ActionContext,
  tell: Tell,
): void {
  const name = variable.slice(1);
  if (name === '') return;
  if (!context.variables.has(name)) {
    const meant = nearest(name, context.variables);
    const hint = meant ? `Did you mean '$${meant}'?` : 'Write $labels.NAME for a label, or $value for the value.';
    tell(at, `the template has no variable '${variable}'`, hint);
    return;
  }
  const fields = chain.split('.').slice(1);
  if (name === 'value' && fields.length > 0) {
    tell(at, `$value is a number and has no '${fields[0]}'`, 'Write $value, or $labels.NAME for a label.');
  } else if (name === 'labels') judgeLabels(fields, at, action, context, tell);
}

function judgeLabels(fields: readonly string[], at: number, action: Action, context: ActionContext, tell: Tell): void {
  if (fields.length > 1) tell(at, `a label is a text and has no '${fields[1]}'`, `Write $labels.${fields[0]}.`);
  else if (fields[0] !== undefined) context.labels.push({ name: fields[0], at: action.at + at });
}

function judgeField(field: string, at: number, action: Action, context: ActionContext, tell: Tell): void {
  if (!context.isDotRoot) return;
  // A field behind a bracket or a call belongs to what that gives.
  if (/[)\w]$/.test(action.text.slice(0, at))) return;
  const [first, ...rest] = field.slice(1).split('.');
  if (first === 'Labels') judgeLabels(rest, at, action, context, tell);
  else if (!FIELDS.includes(first!)) {
    const meant = nearest(first!, FIELDS);
    tell(
      at,
      `an alert has no '.${first}'`,
      meant ? `Did you mean '.${meant}'?` : `Write $labels.${first} for a label.`,
    );
  }
}

function judgeWord(word: string, text: string, at: number, tell: Tell): void {
  if (CONSTANTS.has(word)) return;
  if (word === 'value' && text.trim() === 'value') {
    tell(at, "the function 'value' has nothing to work on", 'Write $value for the value of the alert.');
    return;
  }
  if (FUNCTIONS.has(word)) return;
  const isAlertData = word === 'labels' || word === 'externalLabels';
  const meant = nearest(word, [...FUNCTIONS, 'if', 'else', 'end', 'range', 'with', 'template', 'define']);
  const hint = isAlertData
    ? `Write $${word}.`
    : meant
      ? `Did you mean '${meant}'?`
      : 'Write a function that Prometheus has for templates.';
  tell(at, `templates have no function '${word}'`, hint);
}
