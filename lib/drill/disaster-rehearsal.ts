import { adopt } from '../volumes/apply.ts';
import type { Evidence } from '../volumes/evidence.ts';
import { type Plan, planFor } from '../volumes/plan.ts';
import type { Strategy } from '../volumes/strategy.ts';
import type { VolumeMap } from '../volumes/volume-map.ts';
import { claimKey } from '../volumes/wanted-claims.ts';
import type { DisasterReport, RehearsedClaim, RehearsedStep } from './disaster-report.ts';
import type { Content } from './known-content.ts';
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
  try {
    return await new Rehearsal(props, lab).run();
  } finally {
    await lab.strike();
  }
}

class Rehearsal {
  readonly #props: DisasterProps;
  readonly #lab: RehearsedLab;
  readonly #steps: RehearsedStep[] = [];
  readonly #claims: RehearsedClaim[] = [];
  readonly #problems: string[] = [];
  readonly #left: string[] = [];
  #strategy: Strategy;

  constructor(props: DisasterProps, lab: RehearsedLab) {
    this.#props = props;
    this.#lab = lab;
    this.#strategy = props.strategies[0]!;
  }

  async run(): Promise<DisasterReport> {
    const { strategies } = this.#props;
    await this.#step('start etcd, API server, Flux and LVM', async () => {
      await this.#lab.start(() => undefined);
      return 'they answer';
    });
    await this.#step('deploy the lab from git', () => this.#lab.converge(this.#props));
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
    const lost = this.#claims.reduce((sum, { before, after, bytes }) => sum + (before === after ? 0 : bytes), 0);
    return { steps: this.#steps, claims: this.#claims, lost, problems: this.#problems, left: this.#left };
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
    await this.#step('wreck: kill everything, delete the state of etcd', async () => {
      await lab.stage.wreck('SIGKILL');
      return 'nothing runs; the volumes are left';
    });
    const evidence = await this.#step('collect', async () => {
      const found = await lab.collect();
      return [found, `${found.volumes.length} volumes, ${found.published.length} known to kubelet`] as const;
    });
    if (strategy === 'adopt') await this.#adopt(evidence);
    else if (strategy === 'swap') await this.#swap(evidence);
    else throw new RehearsalError(`the strategy ${strategy} is not rehearsed`);
    await this.#verify(known);
  }

  /** Before the apps are deployed: all layers but those with data first. */
  async #adopt(evidence: Evidence): Promise<void> {
    const lab = this.#lab;
    const suspended = new Set(lab.wanted().claims.flatMap(({ layer }) => layer ?? []));
    await this.#step('a new control plane; the lab from git, layers with data suspended', async () => {
      await lab.stage.rebuild();
      return lab.converge(this.#props, suspended);
    });
    const plan = await this.#plan(evidence);
    await this.#apply(plan);
    await this.#step('the lab from git, as it is', () => lab.converge(this.#props));
  }

  /** After the apps are deployed again, with empty volumes. */
  async #swap(evidence: Evidence, tree: RenderedTree = this.#props): Promise<void> {
    const lab = this.#lab;
    await this.#step('a new control plane; the whole lab from git, with new and empty volumes', async () => {
      await lab.stage.rebuild();
      const seen = await lab.converge(tree);
      await lab.allBound();
      await lab.format(await lab.bound(), tree);
      return seen;
    });
    const plan = await this.#plan(evidence, await lab.now(), tree);
    await this.#apply(plan);
    await this.#step('the lab from git, as it is', () => lab.converge(tree));
  }

  #plan(evidence: Evidence, now?: VolumeMap, tree: RenderedTree = this.#props): Promise<Plan> {
    return this.#step('plan', async () => {
      const plan = planFor({ evidence, wanted: this.#lab.wanted(tree), ...(now && { now }) });
      for (const { claim, why } of plan.questions) this.#problems.push(`the plan asks about ${claim}: ${why}`);
      for (const { claim, strategy, conditions } of plan.volumes) {
        const failing = conditions.filter(({ holds }) => holds !== true);
        for (const { what, why } of failing) this.#problems.push(`${claimKey(claim)}: not sure that ${what}: ${why}`);
        if (strategy !== this.#strategy) this.#problems.push(`${claimKey(claim)} is planned for ${strategy}`);
      }
      return [plan, `${plan.volumes.length} volumes, ${plan.questions.length} questions`] as const;
    });
  }

  #apply(plan: Plan): Promise<void> {
    return this.#step('apply', async () => {
      if (this.#props.apply) await this.#props.apply(this.#lab, plan);
      else await this.#applyHere(plan);
      return 'every volume is given back';
    });
  }

  async #applyHere(plan: Plan): Promise<void> {
    const lab = this.#lab;
    for (const pass of [1, 2]) {
      for (const planned of plan.volumes) {
        const outcome = await adopt({
          machine: lab.volumes.machine,
          api: lab.stage.api,
          node: this.#lab.facts.nodes[0]!.name,
          kustomization: this.#props.lab.track.flux.apis.Kustomization,
          planned,
          isBack: false,
          looks: 240,
          pause: () => new Promise((resolve) => setTimeout(resolve, 500)),
          onAction: (action) => {
            if (pass === 1 && action.do === 'resume-layer') throw new Error('held');
            this.#props.say(`    ${claimKey(planned.claim)}: ${JSON.stringify(action)}`);
          },
        }).catch((error) => {
          if (error.message !== 'held') throw error;
          return { state: 'done' as const };
        });
        if (outcome.state !== 'done')
          throw new RehearsalError(`${claimKey(planned.claim)}: ${JSON.stringify(outcome)}`);
      }
    }
  }

  /** Every claim has its volume, and every file is as it was. */
  #verify(known: readonly Known[]): Promise<void> {
    return this.#step('verify', async () => {
      const now = await this.#lab.bound();
      let same = 0;
      for (const { claim, content } of known) {
        const bound = now.find(({ key }) => key === claim.key);
        const after = bound && this.#lab.read(bound);
        if (after?.hash === content.hash) same++;
        else this.#problems.push(`${claim.key}: its files are not those of before`);
        if (this.#strategy !== 'copy' && bound?.uuid !== claim.uuid)
          this.#problems.push(`${claim.key} is bound to ${bound?.uuid ?? 'nothing'}, and was to ${claim.uuid}`);
        this.#claims.push({
          claim: claim.key,
          strategy: this.#strategy,
          volume: claim.uuid,
          boundTo: bound?.uuid,
          fsType: claim.fsType,
          bytes: content.bytes,
          before: content.hash,
          after: after?.hash,
        });
      }
      return `${same} of ${known.length} claims have their volume with every file`;
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
