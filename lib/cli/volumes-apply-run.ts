import type { ResolvedFacts } from '../core/facts.ts';
import { type Outcome, preview } from '../volumes/apply.ts';
import { applyAll } from '../volumes/apply-all.ts';
import { type Plan, PlanError, type PlannedVolume } from '../volumes/plan.ts';
import { proofOn } from '../volumes/sound.ts';
import { claimKey } from '../volumes/wanted-claims.ts';
import type { Place } from '../volumes/way.ts';
import { jobsFor } from '../volumes/ways.ts';
import { datastoreFor } from './backup-datastore.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { connectLab, type LiveOptions } from './live.ts';
import { progressLine } from './progress.ts';
import { refused } from './refused.ts';
import { styleOf } from './style.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { machineOf } from './volumes-machine.ts';
import { readPlanFile } from './volumes-plan-file.ts';

/** What `hensteeth volumes apply` can be told. */
export interface ApplyOptions extends LiveOptions {
  readonly plan: string;
  readonly only: readonly string[];
  readonly yes?: boolean;
  readonly back?: boolean;
  readonly ageKey?: string;
}

const LOOKS = 60;
const PAUSE = 2_000;

/** Gives volumes back as the plan says, or says what would be next. */
export async function runVolumesApply(context: Context, options: ApplyOptions): Promise<ExitCode> {
  const { lab, findings } = await renderLab(context, { types: false });
  if (!lab) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    return 2;
  }
  const paint = styleOf(process.stdout);
  const say = (mark: string, claim: string, text: string) => process.stdout.write(`${mark} ${claim}: ${text}\n`);
  try {
    const { facts, track } = lab;
    const { volumes, backup } = planOf(context, options);
    const api = await connectLab(context, lab, options);
    const isBack = options.back === true;
    const { Kustomization: kustomization, HelmRelease: helmRelease } = track.flux.apis;
    const nodeNamed = (planned: PlannedVolume) => nodeOf(planned, facts)!;
    const place: Place = {
      api,
      machine: untilInterrupted(machineOf(options)),
      nodeOf: nodeNamed,
      kustomization,
      helmRelease,
    };
    const isChosen = (planned: PlannedVolume) =>
      options.only.length === 0 || options.only.includes(claimKey(planned.claim));
    let open = 0;
    const datastore = backup === undefined ? undefined : datastoreFor(context, lab, backup, options);
    const restoring = backup === undefined ? {} : { restoring: { file: backup, ...(datastore && { datastore }) } };
    const jobs = jobsFor(volumes, { isChosen, whyNot: (planned) => whyNot(planned, facts), ...restoring });
    if (options.yes) {
      const pause = () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE));
      const onChange = (claim: string, text: string) => say('·', claim, text);
      const proof = proofOn(place.machine, (volume) =>
        progressLine(`looking into ${volume}, before its app runs again`),
      );
      for (const [claim, outcome] of await applyAll({ place, jobs, isBack, looks: LOOKS, pause, onChange, proof })) {
        say(outcome.state === 'done' ? paint('green', '✓') : paint('red', '✗'), claim, outcomeText(outcome, isBack));
        if (outcome.state !== 'done') open++;
      }
    } else {
      for (const job of jobs) {
        for (const [claim, next] of await preview({ place, job, isBack })) {
          const text = next.state === 'next' ? next.text : outcomeText(next, isBack);
          say(next.state === 'done' ? paint('green', '✓') : '·', claim, text);
          if (next.state !== 'done') open++;
        }
      }
    }
    if (!options.yes && open > 0) process.stdout.write('nothing was done; add --yes to do it\n');
    return open > 0 ? 1 : 0;
  } catch (error) {
    return refused(error);
  }
}

function planOf(context: Context, { plan: file, only }: ApplyOptions): Plan {
  const plan = readPlanFile(context, file);
  const { volumes } = plan;
  const unknown = only.find((claim) => !volumes.some((planned) => claimKey(planned.claim) === claim));
  if (unknown !== undefined) {
    const known = volumes.map((planned) => claimKey(planned.claim)).join(', ');
    throw new PlanError(`--only ${unknown}: the plan has ${known || 'no volume'}`);
  }
  return plan;
}

/** Why a volume is not given back here. */
function whyNot(planned: PlannedVolume, facts: ResolvedFacts): string | undefined {
  const failing = planned.conditions.find(({ holds }) => holds !== true);
  if (failing) return `it does not hold, or is not known, that ${failing.what}: ${failing.why}`;
  // A copy reads its old volume wherever it lies.
  if (planned.strategy !== 'copy' && nodeOf(planned, facts) === undefined)
    return `no node of main.ts has the volume group ${planned.group} for device class ${planned.claim.deviceClass}`;
  return undefined;
}

function nodeOf({ group, claim }: PlannedVolume, { nodes }: ResolvedFacts): string | undefined {
  return nodes.find(({ volumeGroups }) =>
    volumeGroups.some(({ name, deviceClass }) => name === group && deviceClass === claim.deviceClass),
  )?.name;
}

function outcomeText(outcome: Outcome, isBack: boolean): string {
  if (outcome.state === 'done') return isBack ? 'taken back; its layer stays suspended' : 'given back';
  return outcome.state === 'waiting' ? `still waiting for ${outcome.for}; run it again` : outcome.why;
}
