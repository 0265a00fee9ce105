import { subjectName } from '../../check/subject.ts';
import type { Comparison } from '../comparison.ts';
import type { Revision } from '../git.ts';

/** Changes when the report changes its form. */
const VERSION = 1;

/** The comparison for machines: docs/diff-report.schema.json. */
export function diffJson(
  { summary, layers, dangers, restarts, notCompared }: Comparison,
  { name, commit }: Revision,
): string {
  const { images, charts, hosts, volumes, before, after } = summary;
  const report = {
    version: VERSION,
    against: { name, commit },
    summary: { images, charts, hosts, volumes, requests: { before: before.requests, after: after.requests } },
    layers: layers.map((layer) => ({
      name: layer.name ?? null,
      changes: layer.changes.map(({ kind, subject, leaves }) => ({
        kind,
        object: subjectName(subject),
        release: subject.release ?? null,
        file: subject.file,
        leaves: leaves.map(({ path, before: was = null, after: is = null }) => ({ path, before: was, after: is })),
      })),
    })),
    dangers: dangers.map(({ code, severity, where, message, hint }) => ({ code, severity, where, message, hint })),
    restarts,
    notCompared,
  };
  return JSON.stringify(report, undefined, 2);
}
