import type { Amounts } from '../check/capacity/amounts.ts';
import type { Comparison } from './comparison.ts';
import type { NamesChange, VersionChange } from './summary.ts';

const GIB = 2 ** 30;

/** A line of the summary: what it is about, and what became of it. */
export interface SummaryLine {
  readonly about: string;
  readonly told: string;
}

/** The change in figures, a line each; only what changed. */
export function summaryLines({ layers, summary, restarts }: Comparison): SummaryLine[] {
  const all = layers.flatMap(({ changes }) => changes);
  const count = (kind: string) => all.filter((change) => change.kind === kind).length;
  const { before, after } = summary;
  const moved = (['cpu', 'memory', 'pods'] as const).some((key) => before.requests[key] !== after.requests[key]);
  return [
    { about: 'layers', told: layers.map(({ name }) => name ?? 'Flux itself').join(', then ') },
    { about: 'objects', told: `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed` },
    ...summary.charts.map((change) => ({ about: 'chart', told: versionText(change) })),
    ...summary.images.map((change) => ({ about: 'image', told: versionText(change) })),
    ...namesLines('host', summary.hosts),
    ...summary.volumes.map(({ name, before: was, after: is }) => ({
      about: 'volume',
      told: `${name} ${gib(was)} -> ${gib(is)}`,
    })),
    ...(moved
      ? [
          {
            about: 'requests',
            told: `${amountsText(before.requests)} -> ${amountsText(after.requests)}, of ${roomText(after.nodes.map(({ allocatable }) => allocatable))}`,
          },
        ]
      : []),
    ...restarts.map(({ workload, because }) => ({
      about: 'restarts',
      told: `${workload}: ${because.slice(0, 3).join(', ')}${because.length > 3 ? ' ...' : ''}`,
    })),
  ];
}

function versionText({ name, before, after, jump }: VersionChange): string {
  if (before === undefined) return `${name} ${after} (new)`;
  if (after === undefined) return `${name} ${before} (gone)`;
  return `${name} ${before} -> ${after}${jump === 'other' || jump === undefined ? '' : ` (${jump})`}`;
}

function* namesLines(about: string, { added, removed }: NamesChange): Generator<SummaryLine> {
  for (const name of removed) yield { about, told: `- ${name}` };
  for (const name of added) yield { about, told: `+ ${name}` };
}

function gib(bytes: number | undefined): string {
  return bytes === undefined ? '(none)' : `${Math.round(bytes / GIB)} GiB`;
}

function amountsText({ cpu, memory, pods }: Amounts): string {
  return `${(cpu / 1000).toFixed(2)} cores, ${(memory / GIB).toFixed(1)} GiB, ${pods} pods`;
}

function roomText(rooms: readonly Amounts[]): string {
  const sum = (key: 'cpu' | 'memory' | 'pods') => rooms.reduce((total, room) => total + room[key], 0);
  return `${(sum('cpu') / 1000).toFixed(0)} cores, ${(sum('memory') / GIB).toFixed(0)} GiB, ${sum('pods')} pods`;
}
