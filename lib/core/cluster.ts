import { App } from 'cdk8s';
import type { Judge } from '../values/refusal.ts';
import type { ClusterFacts, ResolvedFacts } from './facts.ts';
import { judgeFacts, type OpenFact } from './facts-judge.ts';
import type { Finding } from './finding.ts';
import { Layer } from './layer.ts';
import { render } from './render.ts';
import type { SecretMaker } from './secret-maker.ts';
import { showValue } from './show.ts';
import { sourceOf, type Trace, trace } from './source.ts';
import type { Track } from './track.ts';
import { tracks } from './tracks/index.ts';
import { writeRendering } from './write.ts';

/** A secret that the lab needs, as the references say. */
export interface NeededSecret {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  /** What the lab needs it for, and how to come by it. */
  readonly purpose: string;
  /** How its value is made; without it, the value is taken as it is given. */
  readonly maker?: SecretMaker;
}

/**
 * The root: the facts of one home lab, judged once. What is wrong is collected, so that one run tells all of it.
 */
export class Cluster extends App {
  readonly facts: ResolvedFacts;
  readonly track: Track;
  /** Facts that are still examples, in the order of `ClusterFacts`. */
  readonly openFacts: readonly OpenFact[];
  readonly neededSecrets: NeededSecret[] = [];
  readonly #findings: Finding[] = [];

  constructor(facts: ClusterFacts) {
    super();
    const here = trace(Cluster);
    const judged = judgeFacts(facts, (path, value, judge) => this.expect(path, value, judge, here));
    this.facts = judged.facts;
    this.openFacts = judged.open;
    this.track = tracks[facts.track] ?? Object.values(tracks).at(-1)!;
  }

  /** What was refused so far. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Layers in the order they were made. */
  get layers(): Layer[] {
    return this.node.children.filter(Layer.isLayer);
  }

  /** Judges a value of the composition; a refusal is kept as a finding and the run goes on to find more. */
  expect(path: string, value: unknown, judge: Judge, taken: Trace): void {
    const refusal = judge(value);
    if (!refusal) return;
    this.refuse({
      code: 'value',
      severity: 'error',
      where: { path, ...sourced(taken) },
      message: `${path} is ${showValue(value)}; expected ${refusal.expected}`,
      hint: refusal.fix,
    });
  }

  /** Keeps a finding; errors are told together when the lab is rendered. */
  refuse(finding: Finding): void {
    this.#findings.push(finding);
  }

  /**
   * Writes `dist/` and `flux/` below the working directory.
   *
   * @throws Error with all findings, one a line, when there is an error; nothing is written then
   */
  override synth(): void {
    const rendering = render(this);
    const errors = rendering.findings.filter((finding) => finding.severity === 'error');
    if (errors.length > 0) throw new Error(errors.map((finding) => `${finding.message}. ${finding.hint}`).join('\n'));
    writeRendering(process.cwd(), rendering.files);
  }
}

function sourced(taken: Trace): { source?: NonNullable<ReturnType<typeof sourceOf>> } {
  const source = sourceOf(taken);
  return source ? { source } : {};
}
