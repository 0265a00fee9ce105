import type { Track } from '../core/track.ts';
import type { Played } from '../simulator/faults/play.ts';
import type { Programs } from '../simulator/programs.ts';
import { realness } from '../simulator/realness.ts';
import type { StandInRelease } from '../simulator/stand-in.ts';
import { StandInMark } from '../simulator/stand-in-mark.ts';
import type { SimulationVerdict } from '../simulator/verdict.ts';
import type { Tool } from '../tools/tool.ts';
import { atRight, paragraph, wrapped } from './columns.ts';
import { driftText, pushText } from './push-text.ts';
import { seconds } from './seconds.ts';
import type { Simulated } from './simulate-json.ts';
import { type Style, styleOf } from './style.ts';
import { tableLines } from './table.ts';

/** Columns where nobody says how many there are, and the most that are used. */
const WIDTH = 80;
const WIDEST = 100;
/** Fewest columns for bars. */
const NARROWEST = 16;

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

/** Versions of a track's programs by name. */
export function versionsOf(tools: Programs<Tool>): Record<string, string> {
  return Object.fromEntries(Object.values(tools).map(({ name, version }: Tool) => [name, version]));
}

/** All that a simulation tells, for people. */
export function simulatedText(
  { verdict, played, effect, drift, hasRealVolumes }: Simulated,
  withDiff: boolean,
  out: { readonly isTTY?: boolean; readonly columns?: number },
): string {
  const style = styleOf(out);
  const width = Math.min(out.columns ?? WIDTH, WIDEST);
  const parts = [
    realnessText(width, style, hasRealVolumes),
    timelineText(verdict, width, style),
    ...(effect ? [pushText(effect, withDiff, width, style)] : []),
    ...(drift ? [driftText(drift, style)] : []),
    simulationText(verdict, width, style),
    ...(played.length > 0 ? [faultsText(played, style)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What is real in the simulation, in a few lines; the docs tell more. */
export function realnessText(width: number, style: Style, hasRealVolumes = false): string {
  const label = 'simulated'.length;
  const lines = ([true, false] as const).flatMap((real) => {
    const parts = realness
      .filter((each) => (each.real || (each.isChosen && hasRealVolumes) || false) === real)
      .map(({ part }) => part);
    const words = `${parts.join('; ')}${real ? '' : ' (docs/simulator.md)'}`.split(' ');
    return wrapped(words, width - label - 3).map(
      (line, i) => `${(i > 0 ? '' : real ? 'real' : 'simulated').padEnd(label)}  ${line}`,
    );
  });
  return lines.map((line) => style('dim', line)).join('\n');
}

/** The verdict for people. */
export function simulationText(
  { outcome, culprits, disagreements, standIns }: SimulationVerdict,
  width: number,
  style: Style,
): string {
  const isFine = outcome.kind === 'converged';
  const mark = new StandInMark(standIns);
  const within = (text: string) => paragraph(text, width, '  ');
  const lines = [
    ...culprits.flatMap(({ layer, object, reason, event, source, findings }) => [
      `${style('red', 'stuck')} ${style('bold', object)}${layer === undefined ? '' : ` in layer ${mark.on(layer)}`}`,
      ...within(reason),
      ...(event !== undefined && event !== reason ? within(`last event: ${event}`) : []),
      ...(source ? [`  made by ${source.file}:${source.line}`] : []),
      ...findings
        .slice(0, 3)
        .flatMap(({ code, message, hint }) => [
          `  check tells it as ${style('cyan', code)}:`,
          ...paragraph(message, width, '    '),
          `  ${style('green', 'fix:')}`,
          ...paragraph(hint, width, '    '),
        ]),
    ]),
    ...disagreements.flatMap(({ kind, what }) => [
      `${style('yellow', 'disagreement')} ${kind === 'check-silent' ? 'the check does not tell this:' : 'the check tells this, and it converges here:'}`,
      ...within(what),
    ]),
    ...standInLines(standIns, width, style),
    `${isFine ? style('green', '✓') : style('red', '✗')} ${WORDS[outcome.kind]} (${seconds(outcome.took)} after the push)`,
  ];
  return lines.join('\n');
}

/** Each release that was stood in for, and how to have the real chart. */
export function standInLines(standIns: readonly StandInRelease[], width: number, style: Style): string[] {
  if (standIns.length === 0) return [];
  return [
    ...standIns.map(({ release, chart, version }) => `${style('yellow', 'stand-in')} ${release}: ${chart} ${version}`),
    ...paragraph('as charts.lock.json has them: their archives are not at hand', width, '  '),
    `  ${style('green', 'fix:')} npx hensteeth charts pull fetches the real ones`,
  ];
}

/** How faults went, for people. */
export function faultsText(played: readonly Played[], style: Style): string {
  const time = (milliseconds: number | undefined) => (milliseconds === undefined ? '-' : seconds(milliseconds));
  const seen = atRight(played.map(({ course }) => time(course?.detect)));
  const ready = atRight(played.map(({ course }) => time(course?.recover)));
  const rows = played.map(({ fault, problems }, i) => [
    problems.length === 0 ? 'held' : 'BROKEN',
    fault.name,
    seen[i]!,
    ready[i]!,
    problems.length === 0 ? fault.holds : problems.join('; '),
  ]);
  const [head, ...lines] = tableLines(['', 'fault', 'seen after', 'ready after', 'what must hold'], rows);
  const painted = lines.map((line, i) => style(played[i]!.problems.length === 0 ? 'green' : 'red', line));
  return [style('dim', head!), ...painted].join('\n');
}

/** How long each layer took, as bars below each other. */
export function timelineText(
  { timeline, standIns, outcome: { took } }: SimulationVerdict,
  width: number,
  style: Style,
): string {
  const times = atRight(timeline.map(({ began, ready }) => (ready === undefined ? '-' : seconds(ready - began))));
  const mark = new StandInMark(standIns);
  const start = timeline.map(({ layer, isCritical }, i) => [isCritical ? '*' : '', mark.on(layer), times[i]!]);
  const [head, ...lines] = tableLines(['', 'layer', 'took'], start);
  const longest = Math.max(...lines.map((line) => line.length), 0);
  const room = Math.max(width - longest - 3, NARROWEST);
  const at = (time: number) => Math.round((time / Math.max(took, 1)) * room);
  const bars = timeline.map(({ began, ready, isCritical }) => {
    const end = Math.max(at(ready ?? took), 1);
    const begin = Math.min(at(began), end - 1);
    const colour = ready === undefined ? 'red' : isCritical ? 'cyan' : 'dim';
    return `${' '.repeat(begin)}${style(colour, (isCritical ? '█' : '░').repeat(end - begin))}`;
  });
  return [
    style('dim', head!),
    ...lines.map((line, i) => `${line.padEnd(longest)}  ${bars[i]}`),
    style('dim', '* critical path: the whole is as slow as these'),
  ].join('\n');
}
