import { excerptOf } from '../excerpt.ts';
import type { PlacedFinding, Unjudged, Verdict } from '../verdict.ts';
import type { Paint, ReportContext } from './context.ts';
import { fold } from './fold.ts';
import { firstNames, originText, placeText, renderedPlace, valuePlace } from './place.ts';

const COLOUR = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;
/** Findings that say the same are shown this often; the others are named. */
const SHOWN_ALIKE = 3;
const NAMES = 5;
const WIDEST_LINE = 140;

/** A verdict for people: findings by place with an excerpt, what was not judged, and a last line with counts. */
export function textReport(verdict: Verdict, context: ReportContext): string {
  const groups = groupByPlace(verdict.findings);
  const { shown, alike } = fold([...groups.values()].flat(), SHOWN_ALIKE);
  const isShown = new Set(shown);
  const blocks: string[] = [];
  for (const [place, findings] of groups) {
    const visible = findings.filter((finding) => isShown.has(finding));
    if (visible.length === 0) continue;
    const body = visible.map((finding) => findingText(finding, alike.get(finding) ?? [], context));
    blocks.push(`${context.paint('bold', clean(place))}\n${body.join('\n')}`);
  }
  if (verdict.notJudged.length > 0) blocks.push(notJudgedText(verdict.notJudged, context.paint));
  if (verdict.findings.length > 0) {
    blocks.push(
      context.paint('dim', 'npx hensteeth explain CODE tells what a rule means and how to allow a finding\n'),
    );
  }
  return `${[...blocks, countsText(verdict, context.paint)].join('\n')}\n`;
}

/** Counts in one line: `214 objects, 532 references, 148 rules: 1 error, 0 warnings, 3 notices; 2 allowed, 4 not judged`. */
export function countsText({ counts }: Verdict, paint: Paint): string {
  const looked = [some(counts.objects, 'object'), some(counts.references, 'reference'), some(counts.rules, 'rule')];
  const found = [some(counts.errors, 'error'), some(counts.warnings, 'warning'), some(counts.notices, 'notice')];
  const mark = counts.errors > 0 ? paint('red', '✗') : counts.warnings > 0 ? paint('yellow', '!') : paint('green', '✓');
  const rest = `${counts.allowed} allowed, ${counts.notJudged} not judged`;
  return `${mark} ${looked.join(', ')}: ${found.join(', ')}; ${rest}`;
}

/** The owner's source first, in the order of its lines; then files, then the lab as a whole. */
function groupByPlace(findings: readonly PlacedFinding[]): Map<string, readonly PlacedFinding[]> {
  const groups = new Map<string, PlacedFinding[]>();
  for (const finding of findings) {
    const { source, file } = finding.where;
    const place = source ? placeText(source) : (file ?? 'the lab');
    const group = groups.get(place);
    if (group) group.push(finding);
    else groups.set(place, [finding]);
  }
  const rank = ([first]: readonly PlacedFinding[]): number => (first?.where.source ? 0 : first?.where.file ? 1 : 2);
  const order = (a: readonly PlacedFinding[], b: readonly PlacedFinding[]): number => {
    const [left, right] = [a[0]?.where.source, b[0]?.where.source];
    if (!left || !right) return rank(a) - rank(b);
    if (left.file !== right.file) return left.file < right.file ? -1 : 1;
    return left.line - right.line;
  };
  return new Map([...groups].sort(([, a], [, b]) => order(a, b)));
}

function findingText(finding: PlacedFinding, alike: readonly string[], context: ReportContext): string {
  const { paint } = context;
  const { severity, code, where, message, hint } = finding;
  const about = [where.object, where.path].filter((part) => part !== undefined).join(' ');
  const head = `  ${paint(COLOUR[severity], severity)} ${paint('bold', code)}`;
  const lines = [about === '' ? head : `${head} ${clean(about)}`, ...indented(message, '    ')];
  lines.push(...excerptLines(finding, context));
  lines.push(
    ...indented(hint, '         ').map((line, i) => (i === 0 ? `    ${paint('green', 'fix:')} ${line.trim()}` : line)),
  );
  if (alike.length > 0) {
    lines.push(
      `    ${paint('dim', `the same ${alike.length} times more: ${clean(firstNames([...new Set(alike)], NAMES))}`)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Where it stands in the file, with the lines around. The lines of a secret are never shown: reports end up in logs. */
function excerptLines(finding: PlacedFinding, { texts, paint }: ReportContext): string[] {
  const place = valuePlace(finding, texts) ?? renderedPlace(finding, texts) ?? finding.where.source;
  if (!place) return [];
  const origin = originText(finding);
  const isSecret = finding.subject?.manifest.kind === 'Secret' || place.file.startsWith('secrets/');
  const text = place.line === undefined || isSecret ? undefined : texts(place.file);
  const excerpt = text === undefined ? [] : excerptOf(text, place.line ?? 1);
  const width = String(excerpt.at(-1)?.number ?? '').length;
  return [
    ...(origin === undefined ? [] : [`    ${paint('dim', clean(origin))}`]),
    `    ${paint('dim', `--> ${clean(placeText(place))}`)}`,
    ...excerpt.map(({ number, text: content, marked }) => {
      const line = `${String(number).padStart(width)} | ${shortened(clean(content))}`.trimEnd();
      return marked ? `    ${paint(COLOUR[finding.severity], `> ${line}`)}` : `    ${paint('dim', `  ${line}`)}`;
    }),
  ];
}

function notJudgedText(notJudged: readonly Unjudged[], paint: Paint): string {
  const lines = notJudged.map(({ why, objects }) => {
    const [first = '', ...more] = indented(why, '    ');
    const names = objects.length > 0 ? `: ${clean(firstNames(objects, NAMES))}` : '';
    return `${[`  ${first.trim()}`, ...more].join('\n')}${names}`;
  });
  return `${paint('bold', 'not judged')}\n${lines.join('\n')}\n`;
}

function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function indented(text: string, indent: string): string[] {
  return text.split(/\r?\n/).map((line) => `${indent}${clean(line)}`);
}

/** Without control characters, with which a foreign file could command the terminal. */
function clean(text: string): string {
  return text.replaceAll('\t', '  ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

function shortened(text: string): string {
  return text.length > WIDEST_LINE ? `${text.slice(0, WIDEST_LINE - 1)}…` : text;
}
