import type { PlacedFinding, Verdict } from '../verdict.ts';
import type { ReportContext } from './context.ts';
import { renderedPlace, valuePlace } from './place.ts';

/** Version of the document. It is raised when a program that reads it would have to change. */
const JSON_VERSION = 1;

/** A verdict for programs: one JSON document, described by `docs/check-report.schema.json`. */
export function jsonReport(verdict: Verdict, context: ReportContext): string {
  const { counts, notJudged } = verdict;
  const document = {
    version: JSON_VERSION,
    tool: { name: context.tool.name, version: context.tool.version },
    track: context.track,
    counts: {
      objects: counts.objects,
      references: counts.references,
      rules: counts.rules,
      errors: counts.errors,
      warnings: counts.warnings,
      notices: counts.notices,
      allowed: counts.allowed,
      notJudged: counts.notJudged,
    },
    findings: verdict.findings.map((finding) => findingOf(finding, context)),
    notJudged: notJudged.map(({ why, objects }) => ({ why, objects })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Keys without a value are left out, as JSON knows no `undefined`. */
function findingOf(finding: PlacedFinding, { texts }: ReportContext): unknown {
  const { code, severity, where, message, hint, subject } = finding;
  const place = renderedPlace(finding, texts);
  return {
    code,
    severity,
    message,
    hint,
    where: {
      object: where.object,
      path: where.path,
      file: place?.file,
      line: place?.line,
      column: place?.column,
      source: where.source && { file: where.source.file, line: where.source.line },
      layer: subject?.layer,
      release: subject?.release,
      template: where.template,
      value: where.value && {
        path: where.value.path,
        ...valuePlace(finding, texts),
        default: where.value.isDefault,
        proven: where.value.isProven,
      },
    },
  };
}
