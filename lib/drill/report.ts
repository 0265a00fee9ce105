import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../check/pods.ts';
import type { Memory } from './drill.ts';

/** How a step ended. */
export interface StepResult {
  readonly name: string;
  readonly title: string;
  readonly state: 'done' | 'already' | 'failed' | 'not seen' | 'cut' | 'not reached';
  /** What was seen. */
  readonly told: string;
  readonly fix?: string;
  /** When it began, ISO 8601; none for one that was not reached. */
  readonly began?: string;
  /** Milliseconds. */
  readonly took: number;
}

/** What a drill is compared with. */
export interface Figure {
  /** `2026-03-01, stateful-2026-03-01.json`. */
  readonly of: string;
  /** Milliseconds. */
  readonly took: number;
}

/** A drill as it went. Written after every step, so that one that is cut leaves what it saw. */
export interface DrillReport {
  readonly version: 1;
  readonly drill: string;
  readonly proves: string;
  /** The cluster that it ran on, or that it was a rehearsal. */
  readonly where: string;
  /** What was not real, line by line; empty on the real lab. */
  readonly fakes: readonly string[];
  /** `cut` until the last step has ended. */
  readonly verdict: 'passed' | 'failed' | 'cut';
  readonly began: string;
  readonly ended: string;
  /** Whether it went on where another was cut, and why or why not; none after a whole one. */
  readonly resumed?: string;
  /** What is compared from drill to drill. */
  readonly figure: { readonly what: string; readonly took: number | undefined; readonly before: Figure | undefined };
  readonly steps: readonly StepResult[];
  readonly memory: Memory;
}

/** A report with the name of its file, without an ending: `stateful-2026-03-01`. */
export interface NamedReport {
  readonly name: string;
  readonly report: DrillReport;
}

/** Folder of the owner's repository. */
export const DRILLS = 'drills';

/** A report that cannot be read. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** Reports of a drill in a folder, the oldest first. @throws ReportError naming the file and what is wrong with it */
export function reportsIn(folder: string, drill: string): NamedReport[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => nameFor(drill).test(file))
    .map((file) => ({ name: file.replace(/\.json$/, ''), report: readReport(join(folder, file), drill) }))
    .sort((a, b) => (a.report.began < b.report.began ? -1 : 1));
}

/** A name that no report of the folder has yet. */
export function newName(folder: string, drill: string, now: Date): string {
  const base = `${drill}-${now.toISOString().slice(0, 10)}`;
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`;
    if (!existsSync(join(folder, `${name}.json`)) && !existsSync(join(folder, `${name}.md`))) return name;
  }
}

/** The figure of the last whole run that has one. */
export function lastFigure(reports: readonly NamedReport[]): Figure | undefined {
  const last = reports.findLast(({ report }) => report.verdict === 'passed' && report.figure.took !== undefined);
  return last && { of: last.name, took: last.report.figure.took! };
}

function nameFor(drill: string): RegExp {
  return new RegExp(`^${drill}-\\d{4}-\\d{2}-\\d{2}(?:-\\d+)?\\.json$`);
}

function readReport(file: string, drill: string): DrillReport {
  let parsed: Readonly<Record<string, unknown>>;
  try {
    parsed = record(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new ReportError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const isWhole =
    parsed['version'] === 1 &&
    parsed['drill'] === drill &&
    ['passed', 'failed', 'cut'].includes(String(parsed['verdict'])) &&
    typeof parsed['began'] === 'string' &&
    Array.isArray(parsed['steps']) &&
    typeof parsed['figure'] === 'object' &&
    typeof parsed['memory'] === 'object';
  if (!isWhole)
    throw new ReportError(`${file} is no report of the drill ${drill}, version 1. Take it from git, or move it away.`);
  return parsed as unknown as DrillReport;
}
