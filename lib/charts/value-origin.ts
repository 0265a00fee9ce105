import { availableParallelism } from 'node:os';
import type { ChartFacts } from '../check/charts-input.ts';
import { parsePath } from '../check/parse-path.ts';
import { pathText, type Step, valueAt } from '../check/path.ts';
import type { Subject } from '../check/subject.ts';
import type { PlacedFinding, Verdict } from '../check/verdict.ts';
import type { ValuePlace } from '../core/finding.ts';
import { type ReleaseToRender, renderRelease } from './render-release.ts';
import { isRenderFailure, type RenderResult } from './rendered.ts';
import { Slots } from './slots.ts';
import { sourceLineOf } from './source-line.ts';
import { type Candidate, candidatesFor, onlyCandidate, standingAt, unsetDefaults } from './value-candidates.ts';
import { sameIn, ValueProbe } from './value-probe.ts';

/** A release whose objects are judged. */
export interface RenderedRelease {
  /** Its HelmRelease. */
  readonly subject: Subject;
  /** How Helm was asked for its objects. */
  readonly asked: ReleaseToRender;
  /**
   * What is known of its chart.
   * @default its defaults are not told
   */
  readonly chart?: ChartFacts;
}

/** Renders a release once more. Never throws. */
export type RenderAgain = (asked: ReleaseToRender) => Promise<RenderResult>;

/** A finding on an object that a chart made, and the values that it may follow from. */
interface Suspect {
  readonly finding: PlacedFinding;
  readonly subject: Subject;
  readonly place: readonly Step[];
  readonly candidates: readonly Candidate[];
}

/** Which value a place follows from, and whether Helm showed it. */
interface Origin {
  readonly path: readonly Step[];
  readonly value: unknown;
  readonly isDefault: boolean;
  readonly isProven: boolean;
}

const VALUES: readonly Step[] = ['spec', 'values'];

/**
 * A verdict whose findings point at the value of the release that they follow from, and at the owner's line of that
 * value, wherever both can be told; else at release and template. A release is rendered once more, with other values
 * in the places that come into question, and only when a finding has such.
 *
 * @param texts text of a rendered file or of the owner's source
 */
export async function withOrigins(
  verdict: Verdict,
  releases: readonly RenderedRelease[],
  texts: (file: string) => string | undefined,
  renderAgain: RenderAgain = renderRelease,
): Promise<Verdict> {
  const slots = new Slots(availableParallelism());
  const better = new Map<PlacedFinding, PlacedFinding>();
  await Promise.all(
    releases.map(async ({ subject, asked, chart }) => {
      const name = `${asked.namespace}/${asked.release}`;
      const defaults = chart && unsetDefaults(chart.values, asked.values);
      for (const finding of verdict.findings) {
        if (finding.subject === subject) better.set(finding, withLine(finding, subject, texts));
      }
      const suspects = verdict.findings.flatMap((finding) => suspectOf(finding, name, asked.values, defaults));
      const origins = await originsOf(suspects, asked, (probe) => slots.run(() => renderAgain(probe)));
      for (const suspect of suspects) {
        better.set(suspect.finding, withOrigin(suspect, origins.get(suspect.finding), subject, texts));
      }
    }),
  );
  return { ...verdict, findings: verdict.findings.map((finding) => better.get(finding) ?? finding) };
}

function suspectOf(finding: PlacedFinding, name: string, values: unknown, defaults: unknown): Suspect[] {
  const { subject, where } = finding;
  if (subject?.release !== name) return [];
  const place = parsePath(where.path ?? '');
  const candidates = candidatesFor(values, place, standingAt(subject.manifest, place), defaults);
  return [{ finding, subject, place, candidates }];
}

async function originsOf(
  suspects: readonly Suspect[],
  asked: ReleaseToRender,
  renderAgain: RenderAgain,
): Promise<ReadonlyMap<PlacedFinding, Origin | undefined>> {
  const open = suspects.filter(({ candidates }) => candidates.length > 0);
  if (open.length === 0) return new Map();
  const probe = new ValueProbe(
    asked.values,
    open.flatMap(({ candidates }) => candidates),
  );
  const result = await renderAgain({ ...asked, values: probe.values });
  return new Map(open.map((suspect) => [suspect.finding, originOf(suspect, probe, result, asked.values)]));
}

/** What a probe shows; where it shows nothing of the object, the only value that comes into question. */
function originOf(
  { finding, subject, place, candidates }: Suspect,
  probe: ValueProbe,
  result: RenderResult,
  values: unknown,
): Origin | undefined {
  const object = isRenderFailure(result) ? undefined : sameIn(result, subject.manifest, templateOf(subject));
  if (!object) {
    const only = onlyCandidate(candidates);
    return only && { path: only.path, value: valueAt(values, only.path), isDefault: only.isDefault, isProven: false };
  }
  const found = standingAt(object, place);
  const shown = candidates.filter((candidate) => probe.shows(candidate, found));
  const set = shown.filter(({ isDefault }) => !isDefault);
  const blamed = set.length > 0 ? set : shown;
  // Of all that makes up a text, the finding is about what it names.
  const told = blamed.filter(({ value }) => finding.message.includes(`'${value}'`));
  const path = commonPath((told.length > 0 ? told : blamed).map((candidate) => candidate.path));
  return path && { path, value: valueAt(values, path), isDefault: set.length === 0, isProven: true };
}

/** The map that holds all of several values: of an image, its name and its tag. The values of a release as a whole tell nothing. */
function commonPath([first, ...others]: readonly (readonly Step[])[]): readonly Step[] | undefined {
  if (!first) return undefined;
  const differs = first.findIndex((step, i) => others.some((path) => path[i] !== step));
  const common = differs === -1 ? first : first.slice(0, differs);
  return common.length > 0 ? common : undefined;
}

function withOrigin(
  { finding, subject }: Suspect,
  origin: Origin | undefined,
  release: Subject,
  texts: (file: string) => string | undefined,
): PlacedFinding {
  const template = templateOf(subject);
  if (!origin) return { ...finding, where: { ...finding.where, template } };
  const value: ValuePlace = {
    path: pathText([...VALUES, ...origin.path]),
    file: release.file,
    document: release.document,
    isDefault: origin.isDefault,
    isProven: origin.isProven,
  };
  const source = sourceLineOf(release.trail ?? [], origin.path, origin.value, texts) ?? finding.where.source;
  return { ...finding, where: { ...finding.where, template, value, ...(source && { source }) } };
}

/** A finding on a value itself, at the owner's line of the value. */
function withLine(
  finding: PlacedFinding,
  release: Subject,
  texts: (file: string) => string | undefined,
): PlacedFinding {
  const path = parsePath(finding.where.path ?? '');
  if (!VALUES.every((step, i) => path[i] === step)) return finding;
  const value = valueAt(release.manifest, path);
  const source = sourceLineOf(release.trail ?? [], path.slice(VALUES.length), value, texts);
  return source ? { ...finding, where: { ...finding.where, source } } : finding;
}

/** `grafana-12.1.8.tgz/grafana/templates/pvc.yaml` without the archive. */
function templateOf({ file }: Subject): string {
  return file.slice(file.indexOf('/') + 1);
}
