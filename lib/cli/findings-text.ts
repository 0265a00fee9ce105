import type { Finding, Where } from '../core/finding.ts';
import type { Style } from './style.ts';

const MARK = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;

/** Findings for people: the place, what is wrong, and what to do. */
export function findingsText(findings: readonly Finding[], style: Style): string {
  return findings
    .map((finding) => {
      const head = `${style(MARK[finding.severity], finding.severity)} ${style('bold', placeOf(finding.where))}`;
      return `${head} ${style('dim', `[${finding.code}]`)}\n  ${finding.message}\n  ${style('green', 'fix:')} ${finding.hint}\n`;
    })
    .join('\n');
}

/** The place of a finding, the most exact first: `main.ts:12 nodes[0].cores`. */
export function placeOf(where: Where): string {
  const source = where.source ? `${where.source.file}:${where.source.line}` : where.file;
  return [source, where.object, where.path].filter(Boolean).join(' ');
}
