import { join } from 'node:path';
import { applyAll } from '../volumes/apply-all.ts';
import type { Evidence } from '../volumes/evidence.ts';
import { type Plan, type PlanProps, planFor } from '../volumes/plan.ts';
import { proofOn } from '../volumes/sound.ts';
import type { Strategy } from '../volumes/strategy.ts';
import { verify } from '../volumes/verify.ts';
import { claimKey } from '../volumes/wanted-claims.ts';
import { jobsFor } from '../volumes/ways.ts';
import type { DisasterReport, RehearsedClaim, RehearsedStep } from './disaster-report.ts';
import { EtcdDatastore } from './etcd-datastore.ts';
import type { Content } from './known-content.ts';
import { leftBehind } from './left-behind.ts';
import { RehearsalError } from './rehearsal-lab.ts';
import { type BoundClaim, RehearsedLab, type RehearsedLabProps, type RenderedTree } from './rehearsed-lab.ts';

/** What is rehearsed. */
export interface DisasterProps extends RehearsedLabProps {
  /** In this order, on one stage. */
  readonly strategies: readonly Strategy[];
  /** The lab with some claims moved to another volume group or file system: for a copy. */
  readonly moved?: RenderedTree;
  /** Hears what goes on. */
  readonly say: (line: string) => void;
  /**
   * Carries a plan out.
   * @default - this project's own code, in this process
   */
  readonly apply?: (lab: RehearsedLab, plan: Plan) => Promise<void>;
}

/** Looks at what is waited for, and milliseconds between them. */
const LOOKS = 240;
const PAUSE = 500;

interface Known {
  readonly claim: BoundClaim;
  readonly content: Content;
}

/**
 * Loses a cluster and gives its data back, for each strategy: the lab with files in its volumes on real etcd, API server, Flux, TopoLVM
 * and LVM; the state of the cluster is deleted and all programs are killed; then collect, plan, apply, and every file is read again.
 *
 * @throws RehearsalError when the lab does not even come up
 */
export async function rehearseDisaster(props: DisasterProps): Promise<DisasterReport> {
  const lab = new RehearsedLab(props);
  const rehearsal = new Rehearsal(props, lab);
  try {
    await rehearsal.run();
  } finally {
    await lab.strike();
  }
  return rehearsal.report(leftBehind(lab.stage.folder));
}

class Rehearsal {
  readonly #props: DisasterProps;
  readonly #lab: RehearsedLab;
  readonly #steps: RehearsedStep[] = [];
  readonly #claims: RehearsedClaim[] = [];
  readonly #problems: string[] = [];
  readonly #left: string[] = [];
  #strategy: Strategy;
  /** The lab as it is in git. */
  #tree: RenderedTree;

  constructor(props: DisasterProps, lab: RehearsedLab) {
    this.#props = props;
    this.#lab = lab;
    this.#strategy = props.strategies[0]!;
    this.#tree = props;
  }

  async run(): Promise<void> {
    const { strategies } = this.#props;
    await this.#step('start etcd, API server, Flux and LVM', async () => {
      await this.#lab.start(() => undefined);
      return 'they answer';
    });
    await this.#step('deploy the lab from git', () => this.#lab.converge(this.#tree));
    await this.#step('TopoLVM makes the volumes', async () => {
      const absent = await this.#lab.allBound();
      for (const key of absent) this.#left.push(`${key}: its operator runs in a pod, and pods are simulated`);
      const bound = await this.#lab.bound();
      await this.#lab.format(bound);
      this.#lab.write(bound);
      return `${bound.length} claims bound; file systems made and files written`;
    });
    for (const strategy of strategies) {
      this.#strategy = strategy;
      await this.#disaster(strategy);
    }
    const removed = this.#lab.volumes.calls().filter((line) => /\b(?:lvremove|lvreduce|vgremove)\b/.test(line));
    for (const line of removed) this.#problems.push(`LVM was called with: ${line}`);
  }

  /** @param leftBehind what is left although everything was ended */
  report(leftBehind: readonly string[]): DisasterReport {
    const lost = this.#claims.reduce((sum, { before, after, bytes }) => sum + (before === after ? 0 : bytes), 0);
    const problems = [...this.#problems, ...leftBehind];
    return { steps: this.#steps, claims: this.#claims, lost, problems, left: this.#left };
  }

  /** One wreck, and the way back. */
  async #disaster(strategy: Strategy): Promise<void> {
    const lab = this.#lab;
    const known = await this.#step('write the map and the tags', async () => {
      const ran = await lab.record();
      const claims = await lab.bound();
      const contents = claims.map((claim): Known => ({ claim, content: lab.read(claim) }));
      return [contents, `${ran.length} commands on ${claims.length} volumes`] as const;
    });
    const datastore = new EtcdDatastore(lab.stage, join(lab.folder('backup'), 'etcd'));
    if (strategy === 'restore')
      await this.#step('back up the datastore', async () => {
        await datastore.backUp();
        return `${datastore.backup!.taken}`;
      });
    await this.#step('wreck: kill everything, delete the state of etcd', async () => {
      await lab.stage.wreck('SIGKILL');
      return 'nothing runs; the volumes are left';
    });
    const evidence = await this.#step('collect', async () => {
      const found = await lab.collect();
      const unread = found.volumes.filter(({ content }) => !content);
      for (const { name } of unread) this.#problems.push(`collect could not read what is in ${name}`);
      return [found, `${found.volumes.length} volumes, ${found.published.length} known to kubelet`] as const;
    });
    const plan = await this.#back(strategy, evidence, datastore);
    await this.#verify(known, plan);
  }

  #back(strategy: Strategy, evidence: Evidence, datastore: EtcdDatastore): Promise<Plan> {
    if (strategy === 'restore') return this.#restore(evidence, datastore);
    if (strategy === 'adopt') return this.#adopt(evidence);
    if (strategy === 'swap') return this.#swap(evidence);
    if (strategy === 'copy' && this.#props.moved) {
      this.#tree = this.#props.moved;
      return this.#swap(evidence);
    }
    throw new RehearsalError(`the strategy ${strategy} is not rehearsed`);
  }

  /** Before the apps are deployed: all layers but those with data first. */
  async #adopt(evidence: Evidence): Promise<Plan> {
    const lab = this.#lab;
    const suspended = new Set(lab.wanted(this.#tree).claims.flatMap(({ layer }) => layer ?? []));
    await this.#step('a new control plane; the lab from git, layers with data suspended', async () => {
      await lab.stage.rebuild();
      return lab.converge(this.#tree, suspended);
    });
    const plan = await this.#plan(evidence);
    await this.#apply(plan);
    await this.#step('the lab from git, as it is', () => lab.converge(this.#tree));
    return plan;
  }

  /** With the state of the cluster as it was: all names fit again. */
  async #restore(evidence: Evidence, datastore: EtcdDatastore): Promise<Plan> {
    const lab = this.#lab;
    const plan = await this.#plan(evidence, { backup: datastore.backup! });
    await this.#step('put the datastore back, and start the control plane on it', async () => {
      datastore.putBack();
      await lab.stage.rebuild();
      return 'it answers';
    });
    await this.#step('the lab from git, as it is', () => lab.converge(this.#tree));
    return plan;
  }

  /** After the apps are deployed again, with empty volumes. */
  async #swap(evidence: Evidence): Promise<Plan> {
    const lab = this.#lab;
    const tree = this.#tree;
    await this.#step('a new control plane; the whole lab from git, with new and empty volumes', async () => {
      await lab.stage.rebuild();
      const seen = await lab.converge(tree);
      await lab.allBound();
      await lab.format(await lab.bound(), tree);
      return seen;
    });
    const plan = await this.#plan(evidence, { now: await lab.now() });
    await this.#apply(plan);
    await this.#step('the lab from git, as it is', () => lab.converge(tree));
    return plan;
  }

  #plan(evidence: Evidence, more: Pick<PlanProps, 'now' | 'backup'> = {}): Promise<Plan> {
    return this.#step('plan', async () => {
      const plan = planFor({ evidence, wanted: this.#lab.wanted(this.#tree), ...more });
      for (const { claim, why } of plan.questions) this.#problems.push(`the plan asks about ${claim}: ${why}`);
      for (const { claim, strategy, conditions } of plan.volumes) {
        const failing = conditions.filter(({ holds }) => holds !== true);
        for (const { what, why } of failing) this.#problems.push(`${claimKey(claim)}: not sure that ${what}: ${why}`);
        // Only two of the apps are moved; the volumes of the others are still where they belong.
        if (strategy !== this.#strategy && !(this.#strategy === 'copy' && strategy === 'swap'))
          this.#problems.push(`${claimKey(claim)} is planned for ${strategy}`);
      }
      if (!plan.volumes.some(({ strategy }) => strategy === this.#strategy))
        this.#problems.push(`no volume is planned for ${this.#strategy}`);
      return [plan, `${plan.volumes.length} volumes, ${plan.questions.length} questions`] as const;
    });
  }

  #apply(plan: Plan): Promise<void> {
    return this.#step('apply', async () => {
      if (this.#props.apply) await this.#props.apply(this.#lab, plan);
      else await this.#applyHere(plan);
      return `${plan.volumes.length} volumes`;
    });
  }

  /** With this project's own code, in this process. */
  async #applyHere(plan: Plan): Promise<void> {
    const { stage, volumes, facts } = this.#lab;
    const { Kustomization: kustomization, HelmRelease: helmRelease } = this.#props.lab.track.flux.apis;
    const nodeOf = ({ group }: { readonly group: string }) =>
      facts.nodes.find(({ volumeGroups }) => volumeGroups.some(({ name }) => name === group))!.name;
    const place = { machine: volumes.machine, api: stage.api, nodeOf, kustomization, helmRelease };
    const outcomes = await applyAll({
      place,
      jobs: jobsFor(plan.volumes),
      isBack: false,
      looks: LOOKS,
      pause: () => new Promise((resolve) => setTimeout(resolve, PAUSE)),
      proof: proofOn(volumes.machine),
      onChange: (name, text) => this.#props.say(`  ${name}: ${text}`),
    });
    for (const [name, outcome] of outcomes) {
      if (outcome.state === 'done') continue;
      this.#problems.push(`${name}: ${outcome.state === 'waiting' ? `still waiting for ${outcome.for}` : outcome.why}`);
    }
  }

  /** Every claim has its volume, and every file is as it was. */
  #verify(known: readonly Known[], plan: Plan): Promise<void> {
    return this.#step('verify', async () => {
      const now = await this.#lab.bound();
      let same = 0;
      for (const { claim, content } of known) {
        const bound = now.find(({ key }) => key === claim.key);
        const strategy = plan.volumes.find((each) => claimKey(each.claim) === claim.key)?.strategy ?? this.#strategy;
        const after = bound && this.#lab.read(bound);
        if (after?.hash === content.hash) same++;
        else this.#problems.push(`${claim.key}: its files are not those of before`);
        if (strategy !== 'copy' && bound?.uuid !== claim.uuid)
          this.#problems.push(`${claim.key} is bound to ${bound?.uuid ?? 'nothing'}, and was to ${claim.uuid}`);
        this.#claims.push({
          claim: claim.key,
          strategy,
          volume: claim.uuid,
          boundTo: bound?.uuid,
          fsType: claim.fsType,
          bytes: content.bytes,
          before: content.hash,
          after: after?.hash,
        });
      }
      const { machine } = this.#lab.volumes;
      const looked = await verify({ machine, api: this.#lab.stage.api, plan, now: new Date(), hasContent: true });
      for (const { claim, checks } of looked.volumes) {
        for (const { what, state, why } of checks.filter((check) => check.state !== 'holds'))
          this.#problems.push(`volumes verify: ${claim}: ${what} ${state}: ${why}`);
      }
      const { holds } = looked.counts;
      return `${same} of ${known.length} claims have their volume with every file; ${holds} checks of volumes verify hold`;
    });
  }

  /** Does a step, tells it, and notes how long it took. */
  async #step<T>(what: string, work: () => Promise<string | readonly [T, string]>): Promise<T> {
    const start = performance.now();
    const done = await work();
    const [result, seen] = typeof done === 'string' ? [undefined as T, done] : done;
    const seconds = (performance.now() - start) / 1000;
    this.#steps.push({ strategy: this.#strategy, what, seen, seconds });
    this.#props.say(`${this.#strategy}: ${what}: ${seen} (${seconds.toFixed(1)} s)`);
    return result;
  }
}
