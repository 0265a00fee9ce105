import type { PlacedFinding, Verdict } from '../verdict.ts';
import type { ReportContext } from './context.ts';
import { type FilePlace, firstNames, originText, placeText, renderedPlace, valuePlace } from './place.ts';
import { countsText } from './text.ts';

const NAMES = 5;

/** A verdict as annotations of a GitHub workflow, at the owner's source where it is known; then the line of counts. */
export function githubReport(verdict: Verdict, context: ReportContext): string {
  const lines = verdict.findings.map((finding) => annotation(finding, context));
  for (const { why, objects } of verdict.notJudged) {
    const names = objects.length > 0 ? `: ${firstNames(objects, NAMES)}` : '';
    lines.push(command('notice', { title: 'not judged' }, `${why}${names}`));
  }
  return `${[...lines, countsText(verdict, context.paint)].join('\n')}\n`;
}

function annotation(finding: PlacedFinding, { texts }: ReportContext): string {
  const { code, severity, where, message, hint } = finding;
  const rendered = valuePlace(finding, texts) ?? renderedPlace(finding, texts);
  const origin = originText(finding);
  const place: FilePlace | undefined = where.source ?? rendered;
  const elsewhere = where.source && rendered ? `\n${placeText(rendered)}` : '';
  const about = [where.object, where.path].filter((part) => part !== undefined).join(' ');
  const properties = {
    file: place?.file,
    line: place?.line,
    col: place?.column,
    title: about === '' ? code : `${code} ${about}`,
  };
  return command(
    severity,
    properties,
    `${message}\nfix: ${hint}${origin === undefined ? '' : `\n${origin}`}${elsewhere}`,
  );
}

type Properties = Readonly<Record<string, string | number | undefined>>;

function command(name: PlacedFinding['severity'], properties: Properties, message: string): string {
  const pairs = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${pairs.join(',')}::${escapeData(message)}`;
}

/** A workflow command is one line; the percent sign comes first, as it begins every escape. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Colons and commas end a property. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
