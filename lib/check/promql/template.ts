import { type Action, judgeAction } from './template-action.ts';

/** What is wrong in a template, and where: an offset into its text. */
export interface TemplateFault {
  readonly at: number;
  readonly message: string;
  readonly hint: string;
}

/** A template that was judged. */
export interface JudgedTemplate {
  readonly faults: readonly TemplateFault[];
  /** Labels of the alert that it writes, with the place of each. */
  readonly labels: readonly { readonly name: string; readonly at: number }[];
}

const BLOCKS = new Set(['if', 'range', 'with', 'define', 'block']);
/** Blocks that give the dot another meaning. */
const DOT_BLOCKS = new Set(['range', 'with', 'define', 'block']);

/** Judges a template of an alert's labels and annotations, as Prometheus reads it when it loads the rule. */
export function judgeAlertTemplate(text: string): JudgedTemplate {
  const faults: TemplateFault[] = [];
  const labels: { name: string; at: number }[] = [];
  if (!text.includes('{{')) return { faults, labels };
  const open: { word: string; at: number }[] = [];
  const variables = new Set(['labels', 'externalLabels', 'externalURL', 'value']);
  for (const action of actionsOf(text, faults)) {
    if (action.text.startsWith('/*')) continue;
    const word = /^[a-z]+(?=\s|$|\()/.exec(action.text)?.[0] ?? '';
    if (word === 'end' && !open.pop()) {
      faults.push({ at: action.at, message: '{{ end }} ends nothing', hint: 'Remove it, or open an {{ if }} before.' });
    } else if (word === 'else' && open.length === 0) {
      faults.push({
        at: action.at,
        message: '{{ else }} belongs to no {{ if }}',
        hint: 'Write {{ if ... }} before it.',
      });
    }
    const isDotRoot = !open.some((block) => DOT_BLOCKS.has(block.word));
    if (BLOCKS.has(word)) open.push({ word, at: action.at });
    judgeAction(withoutKeyword(action), { isDotRoot, variables, labels, faults });
  }
  for (const { word, at } of open) {
    faults.push({ at, message: `{{ ${word} }} has no {{ end }}`, hint: 'Write {{ end }} behind what it holds.' });
  }
  return { faults, labels };
}

/** The actions between double braces. */
function actionsOf(text: string, faults: TemplateFault[]): Action[] {
  const actions: Action[] = [];
  for (let from = text.indexOf('{{'); from >= 0; ) {
    const to = endOfAction(text, from + 2);
    if (to === undefined) {
      faults.push({ at: from, message: '{{ is never closed', hint: 'Write }} behind the expression.' });
      return actions;
    }
    const inner = text.slice(from + 2, to);
    const trimmed = inner.replace(/^-(?=\s)/, ' ').replace(/(?<=\s)-$/, ' ');
    const lead = trimmed.length - trimmed.trimStart().length;
    actions.push({ text: trimmed.trim(), at: from + 2 + lead });
    from = text.indexOf('{{', to + 2);
  }
  return actions;
}

/** Where the `}}` of an action is: not one inside a text, and not behind another `{{`. */
function endOfAction(text: string, from: number): number | undefined {
  if (/^-?\s*\/\*/.test(text.slice(from, from + 10))) {
    const end = text.indexOf('*/', from);
    const close = end < 0 ? -1 : text.indexOf('}}', end);
    return close < 0 ? undefined : close;
  }
  for (let i = from; i < text.length; i += 1) {
    const char = text[i];
    if (text.startsWith('}}', i)) return i;
    if (text.startsWith('{{', i)) return undefined;
    if (char === '`') {
      i = text.indexOf('`', i + 1);
      if (i < 0) return undefined;
    } else if (char === '"' || char === "'") {
      for (i += 1; i < text.length && text[i] !== char; i += 1) if (text[i] === '\\') i += 1;
    }
  }
  return undefined;
}

function withoutKeyword(action: Action): Action {
  const keyword = /^(?:else\s+)?(?:if|range|with|define|block|template|else|end|break|continue)(?=\s|$|\()/.exec(
    action.text,
  )?.[0];
  if (keyword !== undefined) {
    const isNamed = /(?:define|block|template)$/.test(keyword);
    const rest = action.text.slice(keyword.length);
    const text = isNamed ? rest.replace(/^\s*(?:"[^"]*"|`[^`]*`)/, (name) => ' '.repeat(name.length)) : rest;
    return { text, at: action.at + keyword.length, keyword };
  }
  return action;
}
