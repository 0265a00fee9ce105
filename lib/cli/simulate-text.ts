import type { Track } from '../core/track.ts';
import type { Played } from '../simulator/faults/play.ts';
import type { Programs } from '../simulator/programs.ts';
import { realness } from '../simulator/realness.ts';
import type { StandInRelease } from '../simulator/stand-in.ts';
import { StandInMark } from '../simulator/stand-in-mark.ts';
import type { SimulationVerdict } from '../simulator/verdict.ts';
import type { Tool } from '../tools/tool.ts';
import { seconds } from './seconds.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

const WORDS = {
  converged: 'the lab converges',
  blocked: 'the lab does not converge: something will not go on by itself',
  failed: 'the lab does not converge: Flux cannot apply a layer',
  timeout: 'the lab did not converge in time',
} as const;

/** Versions of Flux's programs that are not those of the track. */
export function versionNotes(track: Track, tools: Programs<Tool>): string[] {
  const own: Readonly<Record<string, string>> = track.flux.controllers;
  return [tools.sourceController, tools.kustomizeController, tools.helmController].flatMap(({ name, version }) =>
    own[name] === version ? [] : [`${name} ${version}; Flux ${track.flux.version} has ${own[name]}`],
  );
}

/** What is real in the simulation, as a table. */
export function realnessText(): string {
  const rows = realness.map(({ part, real, note }) => [part, real ? 'real' : 'simulated', note]);
  return tableLines(['part', '', ''], rows).join('\n');
}

/** The verdict for people. */
export function simulationText(
  { outcome, timeline, culprits, disagreements, standIns }: SimulationVerdict,
  style: Style,
): string {
  const isFine = outcome.kind === 'converged';
  const mark = new StandInMark(standIns);
  const lines = [
    '',
    ...timelineLines(timeline, outcome.took, style, mark),
    '',
    ...culprits.flatMap(({ layer, object, reason, event, source, findings }) => [
      `${style('red', 'stuck')} ${style('bold', object)}${layer === undefined ? '' : ` in layer ${mark.on(layer)}`}`,
      `  ${reason}`,
      ...(event !== undefined && event !== reason ? [`  last event: ${event}`] : []),
      ...(source ? [`  made by ${source.file}:${source.line}`] : []),
      ...findings
        .slice(0, 3)
        .flatMap(({ code, message, hint }) => [
          `  check tells it as ${style('cyan', code)}: ${message}`,
          `  ${style('green', 'fix:')} ${hint}`,
        ]),
    ]),
    ...disagreements.map(({ kind, what }) =>
      kind === 'check-silent'
        ? `${style('yellow', 'disagreement')} the check does not tell this: ${what}`
        : `${style('yellow', 'disagreement')} the check tells this, and it converges here: ${what}`,
    ),
    ...standInLines(standIns, style),
    `${isFine ? style('green', '✓') : style('red', '✗')} ${WORDS[outcome.kind]} (${seconds(outcome.took)} after the push)`,
  ];
  return lines.join('\n');
}

/** How faults went, for people. */
export function faultsText(played: readonly Played[], style: Style): string {
  const time = (milliseconds: number | undefined) => (milliseconds === undefined ? '-' : seconds(milliseconds));
  const rows = played.map(({ fault, course, problems }) => [
    problems.length === 0 ? 'held' : 'BROKEN',
    fault.name,
    time(course?.detect),
    time(course?.recover),
    problems.length === 0 ? fault.holds : problems.join('; '),
  ]);
  const [head, ...lines] = tableLines(['', 'fault', 'seen after', 'ready after', 'what must hold'], rows);
  const painted = lines.map((line, i) => style(played[i]!.problems.length === 0 ? 'green' : 'red', line));
  return [style('dim', head!), ...painted].join('\n');
}

/** Each release that was stood in for, and how to have the real chart. */
export function standInLines(standIns: readonly StandInRelease[], style: Style): string[] {
  if (standIns.length === 0) return [];
  return [
    ...standIns.map(
      ({ release, chart, version }) =>
        `${style('yellow', 'stand-in')} ${release}: ${chart} ${version} as charts.lock.json has it, its archive is not at hand`,
    ),
    `  ${style('green', 'fix:')} npx hensteeth charts pull fetches the real ones; --strict takes no others`,
  ];
}

function timelineLines(
  timeline: SimulationVerdict['timeline'],
  took: number,
  style: Style,
  mark: StandInMark,
): string[] {
  const width = 40;
  const at = (time: number) => Math.round((time / Math.max(took, 1)) * width);
  const rows = timeline.map(({ layer, began, ready, isCritical }) => {
    const end = at(ready ?? took);
    const start = Math.min(at(began), end - 1);
    const bar = `${' '.repeat(Math.max(start, 0))}${(isCritical ? '█' : '░').repeat(Math.max(end - start, 1))}`;
    return [isCritical ? '*' : '', mark.on(layer), ready === undefined ? '-' : seconds(ready - began), bar];
  });
  const [head, ...lines] = tableLines(['', 'layer', 'took', ''], rows);
  return [style('dim', head!), ...lines, style('dim', '* critical path: the whole is as slow as these')];
}
