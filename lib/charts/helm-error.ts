import type { RenderFailure } from './rendered.ts';

/** A form of Helm's errors, and what to do about it. */
interface Form {
  readonly pattern: RegExp;
  readonly hint: string;
}

const FILE = /((?:[\w.@-]+\/)+[\w.@-]+\.(?:ya?ml|tpl|txt|json))(?::(\d+))?/;
/** One template that was being executed; an error inside an include goes through several, the innermost last. */
const STEP = /template: ([^\s:]+):(\d+):\d+: executing "[^"]*" at <(.*?)>: /g;
const HINTS: readonly Form[] = [
  {
    pattern: /requires kubeVersion/,
    hint: 'Take a version of the chart that installs on the Kubernetes of the track, or move the track.',
  },
  {
    pattern: /values don't meet the specifications of the schema/,
    hint: "The chart's own schema refuses these values, and Helm with it: set them as the chart documents.",
  },
  {
    pattern: /missing in charts\/ directory/,
    hint: 'The archive lacks a subchart: make it with `helm dependency update` and `helm package`.',
  },
  {
    pattern:
      /gzip|archive|unexpected EOF|tar:|Chart\.yaml file is missing|no such file|not a valid chart|validation: chart\.metadata|cannot load Chart\.yaml|chart metadata is missing/i,
    hint: 'This is no whole chart: fetch the archive again.',
  },
  {
    pattern: /invalid release name/,
    hint: 'Release names are lower-case letters, digits, hyphens and dots, at most 53 characters.',
  },
  {
    pattern: /YAML parse error/,
    hint: 'A value does not fit its place in the template: look at the values that the file uses there.',
  },
  {
    pattern: /execution error at|error calling (?:fail|required)/,
    hint: 'The chart itself refuses these values: set what it asks for.',
  },
  {
    pattern: /nested reference name|exceeded maximum template depth/,
    hint: 'A template includes itself without end: a mistake of the chart, or values that lead it in a circle.',
  },
  {
    pattern: /nil pointer|executing "|can't evaluate|wrong type for value|incompatible types/,
    hint: 'The template cannot use a value as it is: compare its type with the default of the chart.',
  },
];

/** What Helm's error output says, with the template and the line that it blames. */
export function explainHelmError(errors: string): RenderFailure {
  const text = reasonIn(errors);
  const { hint } = HINTS.find(({ pattern }) => pattern.test(text)) ?? {
    hint: 'Run `helm template` with the same values to see more.',
  };
  const steps = [...text.matchAll(STEP)];
  const last = steps.at(-1);
  if (!last) {
    const [, template, line] = FILE.exec(text) ?? [];
    return { message: text, hint, ...(template && { template }), ...(line && { line: Number(line) }) };
  }
  const [, template = '', line, expression = ''] = last;
  const [, outer = ''] = steps[0]!;
  const through = outer === template ? '' : `, included by ${outer}`;
  const reason = text.slice(last.index + last[0].length).replace(/^error calling include: /, '');
  return { message: `${reason} (at <${expression}>${through})`, hint, template, line: Number(line) };
}

/** The error alone: Helm warns before it, and gives advice about its own options after it. */
function reasonIn(errors: string): string {
  const at = errors.search(/^Error: /m);
  const text = (at < 0 ? errors : errors.slice(at + 'Error: '.length)).replace(/\n+Use --debug flag[^\n]*/, '').trim();
  return text === '' ? 'Helm ended without a reason' : text.replace(/\s*\n\s*/g, ' ');
}
