import { type Drill, done, failed, type Look, type Place, type Step, waiting } from './drill.ts';

/** Commands of this project that the drill calls, by what they do. Each gives its exit code and tells on its own. */
export interface DisasterCommands {
  /** Whether the newest backup is good and fresh. */
  readonly backupIsFresh: () => Promise<number>;
  readonly backUp: () => Promise<number>;
  readonly collect: () => Promise<number>;
  readonly kubeconfig: () => Promise<number>;
  readonly bootstrap: () => Promise<number>;
  /** Writes the map of the new cluster, then the plan. */
  readonly plan: () => Promise<number>;
  readonly apply: () => Promise<number>;
  /** Whether nothing is left for `apply` to do; does nothing. */
  readonly isApplied: () => Promise<number>;
  readonly verify: () => Promise<number>;
}

/** What the drill of a lost cluster looks at. */
export interface DisasterPlace extends Place {
  readonly run: DisasterCommands;
  /** UID of kube-system, as the machine itself tells it; `undefined` while it has no cluster that answers. */
  readonly cluster: () => Promise<string | undefined>;
  /** That of `cluster.json`. */
  readonly recorded: () => string | undefined;
  /** Lets `cluster.json` name the cluster that the kubeconfig reaches now. */
  readonly record: () => Promise<void>;
  /** UID of the cluster that the kubeconfig reaches. @throws ApiError */
  readonly reached: () => Promise<string>;
  /** What Flux says of all layers. */
  readonly layers: () => Promise<Look>;
  /** When the evidence was written; `undefined` where there is none. */
  readonly evidenceAt: () => Date | undefined;
  /** When the plan was written and whether every claim is answered; `undefined` where there is none. */
  readonly planned: () => { readonly at: Date; readonly isWhole: boolean; readonly told: string } | undefined;
  /** How the owner wipes the cluster and installs it again, line by line. */
  readonly reinstall: readonly string[];
}

const MINUTE = 60_000;
const BEFORE = 'before the cluster was lost';

type DisasterStep = Step<DisasterPlace>;

const backedUp: DisasterStep = {
  name: 'backed-up',
  title: 'a backup of the datastore is fresh',
  limit: 0,
  act: async ({ run }) => must('hensteeth backup run', await run.backUp()),
  async look(place, clock) {
    const { memory, run, cluster, recorded } = place;
    const old = recorded() ?? (await cluster());
    if (old === undefined) return failed('no cluster answers, and cluster.json names none', 'npx hensteeth bootstrap');
    memory['old'] ??= old;
    memory['began'] ??= clock.now().toISOString();
    if (await isLost(place)) return done(BEFORE);
    return (await run.backupIsFresh()) === 0 ? done('as told above') : waiting('none is fresh and good');
  },
};

const collected: DisasterStep = {
  name: 'collected',
  title: 'every witness of which volume is whose is in one file',
  limit: 0,
  act: async ({ run }) => must('hensteeth volumes collect', await run.collect(), 1),
  async look(place, clock) {
    const { memory, evidenceAt } = place;
    const at = evidenceAt();
    if (!at || at < new Date(memory['began']!)) return waiting('there is none of this drill');
    memory['collected'] ??= clock.now().toISOString();
    return done(`written ${at.toISOString()}`);
  },
};

const reinstalled: DisasterStep = {
  name: 'reinstalled',
  title: 'MicroK8s is installed anew, and its state is another one',
  limit: 90 * MINUTE,
  hand: ({ reinstall }) => reinstall,
  async look(place, clock) {
    const now = await place.cluster();
    if (now === undefined) return waiting('the machine has no cluster that answers');
    if (now === place.memory['old']) return waiting('it is still the old cluster');
    place.memory['again'] ??= clock.now().toISOString();
    return done(`kube-system has uid ${now}; it had ${place.memory['old']}`);
  },
};

const reached: DisasterStep = {
  name: 'reached',
  title: 'the kubeconfig reaches the new cluster, and cluster.json names it',
  limit: MINUTE,
  async act({ run, record }) {
    must('hensteeth kubeconfig', await run.kubeconfig());
    await record();
  },
  async look({ reached: uidOf, cluster, recorded }) {
    const [uid, own] = await Promise.all([uidOf(), cluster()]);
    if (uid !== own) return waiting(`it reaches ${uid}, the machine has ${own ?? 'none'}`);
    return recorded() === uid ? done(uid) : waiting(`cluster.json names ${recorded() ?? 'none'}`);
  },
};

const deployed: DisasterStep = {
  name: 'deployed',
  title: 'the lab is deployed from git',
  limit: 10 * MINUTE,
  act: async ({ run }) => must('hensteeth bootstrap', await run.bootstrap()),
  look: ({ layers }) => layers(),
};

const planned: DisasterStep = {
  name: 'planned',
  title: 'a plan says which volume goes to which claim, and nothing is left to ask',
  limit: 0,
  act: async ({ run }) => must('hensteeth volumes plan', await run.plan(), 1),
  async look({ planned: plan, memory }) {
    const now = plan();
    if (!now || now.at < new Date(memory['again']!)) return waiting('there is no plan for the new cluster');
    if (now.isWhole) return done(now.told);
    return failed(
      now.told,
      'Answer what it asks, then run the drill again: npx hensteeth volumes plan --assign OLD=NAMESPACE/CLAIM ... --out plan.json',
    );
  },
};

const applied: DisasterStep = {
  name: 'applied',
  title: 'every volume is given back',
  limit: 0,
  hand: () => ['Read the plan above, or plan.json. Nothing was changed yet; from here on volumes are renamed.'],
  act: async ({ run }) => must('hensteeth volumes apply', await run.apply()),
  look: async ({ run }) => ((await run.isApplied()) === 0 ? done('as told above') : waiting('not every one yet')),
};

const verified: DisasterStep = {
  name: 'verified',
  title: 'every claim has its volume, with the content of before',
  limit: 0,
  async look({ run, memory }, clock) {
    const code = await run.verify();
    if (code !== 0) return failed(`hensteeth volumes verify ended with ${code}`, 'See what it says above.');
    memory['verified'] ??= clock.now().toISOString();
    return done('as told above');
  },
};

/** The cluster's state is lost; the volumes are found, matched and given back. */
export const disaster: Drill<DisasterPlace> = {
  name: 'disaster',
  proves: 'after the state of the cluster is lost and MicroK8s is installed anew, every claim gets its old volume back',
  steps: [backedUp, collected, reinstalled, reached, deployed, planned, applied, verified],
  figure: {
    what: 'from the last witness until all was verified',
    of: ({ collected: from, verified: to }) =>
      from === undefined || to === undefined ? undefined : Date.parse(to) - Date.parse(from),
  },
  async resume({ memory }, before) {
    if (before['old'] === undefined) return { goesOn: false, told: 'it had not seen the cluster yet' };
    Object.assign(memory, before);
    return {
      goesOn: true,
      told: `the old cluster is ${before['old']}, and each step looks for itself whether it is done`,
    };
  },
};

/** Whether the machine has no cluster any more, or another one. */
async function isLost({ cluster, memory }: DisasterPlace): Promise<boolean> {
  return memory['collected'] !== undefined && (await cluster()) !== memory['old'];
}

/** @throws Error when a command ended otherwise than it may */
function must(command: string, code: number, most = 0): void {
  if (code > most) throw new Error(`${command} ended with ${code}: see what it says above`);
}

/** What the hands of the owner do: never this project's. The volume group is left alone. */
export function reinstallLines(target: string, channel: string, groups: readonly string[]): readonly string[] {
  return [
    `On the machine (ssh ${target}). The volume group ${groups.join(', ')} is not touched by any of this:`,
    '  sudo microk8s stop',
    '  findmnt --list | grep kubelet/pods                  must print nothing; else restart the machine, and look again',
    '  sudo snap remove microk8s                           the state of the cluster is gone; snapd keeps a copy for 31 days',
    `  sudo snap install microk8s --classic --channel=${channel}`,
    '  sudo microk8s status --wait-ready',
    'Never microk8s reset, which deletes claims while TopoLVM still runs; never lvremove, wipefs or mkfs.',
    'Leave /etc/microk8s.yaml where it is: the launch configuration is read again.',
  ];
}
