import { createHash } from 'node:crypto';
import type { Severity } from '../../core/finding.ts';
import type { RuleDoc } from '../rule.ts';
import type { PlacedFinding, Unjudged, Verdict } from '../verdict.ts';
import type { ReportContext } from './context.ts';
import { type FilePlace, originText, renderedPlace, valuePlace } from './place.ts';

const LEVEL = { error: 'error', warning: 'warning', notice: 'note' } as const satisfies Record<Severity, string>;
/** The root of the repository. Whoever reads the log knows where it is. */
const ROOT = '%SRCROOT%';

/** A verdict in the Static Analysis Results Interchange Format 2.1.0, for code scanning. */
export function sarifReport(verdict: Verdict, context: ReportContext): string {
  const rules = new Map(context.rules.map((rule, index) => [rule.code, index]));
  const seen = new Map<string, number>();
  const run = {
    tool: {
      driver: {
        name: context.tool.name,
        version: context.tool.version,
        rules: context.rules.map(ruleOf),
      },
    },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: verdict.notJudged.map(notificationOf) }],
    columnKind: 'utf16CodeUnits',
    results: verdict.findings.map((finding) => resultOf(finding, rules.get(finding.code), seen, context)),
    properties: { track: context.track, counts: verdict.counts },
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf({ code, family, severity, title, meaning, bad, good }: RuleDoc): unknown {
  const fence = '`'.repeat(3);
  const block = (text: string): string => `${fence}\n${text}\n${fence}`;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: {
      text: `${meaning}\n\nWrong:\n\n${bad}\n\nRight:\n\n${good}`,
      markdown: `${meaning}\n\nWrong:\n\n${block(bad)}\n\nRight:\n\n${block(good)}`,
    },
    defaultConfiguration: { level: LEVEL[severity] },
    properties: { tags: [family] },
  };
}

function resultOf(
  finding: PlacedFinding,
  ruleIndex: number | undefined,
  seen: Map<string, number>,
  { texts }: ReportContext,
): unknown {
  const { code, severity, where, message, hint } = finding;
  // An archive is no file of the repository: what a chart made is judged in its release.
  const place = where.template === undefined ? renderedPlace(finding, texts) : valuePlace(finding, texts);
  const origin = originText(finding);
  // What a construct made is judged in the rendered file, and put right in the source.
  const [physical, related] = place ? [place, where.source] : [where.source, undefined];
  const logical = logicalOf(finding);
  const location = {
    ...(physical && { physicalLocation: physicalOf(physical) }),
    ...(logical && { logicalLocations: [logical] }),
  };
  return {
    ruleId: code,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: `${message}\n${origin === undefined ? '' : `${origin}\n`}Fix: ${hint}` },
    locations: Object.keys(location).length > 0 ? [location] : [],
    relatedLocations: related && [{ physicalLocation: physicalOf(related), message: { text: 'made here' } }],
    partialFingerprints: { 'finding/v1': fingerprint(finding, seen) },
  };
}

function logicalOf({ where, subject }: PlacedFinding): object | undefined {
  const { object, path } = where;
  if (object === undefined) return path ? { fullyQualifiedName: path, kind: 'member' } : undefined;
  const name = subject?.manifest.metadata.name;
  return {
    ...(typeof name === 'string' && { name }),
    fullyQualifiedName: path ? `${object} ${path}` : object,
    kind: path ? 'member' : 'object',
  };
}

function physicalOf({ file, line, column }: FilePlace): unknown {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return {
    artifactLocation: { uri, uriBaseId: ROOT },
    region: line === undefined ? undefined : { startLine: line, startColumn: column },
  };
}

/** The same for a mistake from run to run, wherever its lines move: made of what is wrong with which object, not of the text. */
function fingerprint({ code, where, subject }: PlacedFinding, seen: Map<string, number>): string {
  const apiVersion = subject?.manifest.apiVersion ?? '';
  const identity = JSON.stringify([code, apiVersion, where.object ?? where.file ?? '', where.path ?? '']);
  const nth = (seen.get(identity) ?? 0) + 1;
  seen.set(identity, nth);
  return createHash('sha256').update(`${identity}#${nth}`).digest('hex').slice(0, 32);
}

function notificationOf({ why, objects }: Unjudged): unknown {
  return {
    level: 'note',
    message: { text: `Not judged: ${why}${objects.length > 0 ? ` (${objects.join(', ')})` : ''}` },
  };
}
