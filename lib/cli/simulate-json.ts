import type { Outcome } from '../live/watch.ts';
import type { Drift } from '../simulator/drift.ts';
import type { Played } from '../simulator/faults/play.ts';
import type { PushEffect } from '../simulator/push-over.ts';
import type { SimulationVerdict } from '../simulator/verdict.ts';

/** Version of the document. It is raised when a program that reads it would have to change. */
const JSON_VERSION = 1;

/** All that a simulation tells. */
export interface Simulated {
  readonly track: string;
  /** Version of each program by its name. */
  readonly programs: Readonly<Record<string, string>>;
  /** Whether TopoLVM itself made the volumes. */
  readonly hasRealVolumes: boolean;
  readonly verdict: SimulationVerdict;
  readonly played: readonly Played[];
  /** With `--from`. */
  readonly effect?: PushEffect | undefined;
  /** With `--diff` alone. */
  readonly drift?: readonly Drift[] | undefined;
}

/** A simulation for programs: one JSON document, described by `docs/simulate-report.schema.json`. Times are milliseconds. */
export function simulateJson({ track, programs, hasRealVolumes, verdict, played, effect, drift }: Simulated): string {
  const { outcome, timeline, culprits, disagreements, standIns } = verdict;
  const document = {
    version: JSON_VERSION,
    track,
    programs,
    volumes: hasRealVolumes ? 'real' : 'simulated',
    ...outcomeOf(outcome),
    timeline: timeline.map(({ layer, began, ready, isCritical }) => ({
      layer,
      began: Math.round(began),
      ready: ready === undefined ? null : Math.round(ready),
      isCritical,
    })),
    culprits: culprits.map(({ layer, object, reason, event, source, findings }) => ({
      layer,
      object,
      reason,
      event,
      source: source && { file: source.file, line: source.line },
      codes: findings.map(({ code }) => code),
    })),
    standIns: standIns.map(({ release, layer, chart, version }) => ({ release, layer: layer ?? null, chart, version })),
    disagreements: disagreements.map(({ kind, what }) => ({ kind, what })),
    faults: played.map(({ fault: { name, holds }, course, problems }) => ({
      name,
      holds,
      detect: course?.detect && Math.round(course.detect),
      recover: course && Math.round(course.recover),
      problems,
    })),
    effect: effect && {
      from: effect.from,
      before: outcomeOf(effect.before),
      objects: effect.objects,
      refused: effect.refused,
      outages: effect.outages,
    },
    drift,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function outcomeOf({ kind, took, layers, blocked }: Outcome) {
  return {
    kind,
    took: Math.round(took),
    layers: layers.map(({ name, state, since, message, waitsFor }) => ({
      name,
      state,
      since: Math.round(since),
      message,
      waitsFor,
    })),
    blocked: blocked.map(({ object, reason }) => ({ object, reason })),
  };
}
