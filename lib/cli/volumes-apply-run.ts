import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ResolvedFacts } from '../core/facts.ts';
import { type Action, nextStep, previousStep } from '../volumes/adopt.ts';
import { type AdoptPlace, adopt, type Outcome, see } from '../volumes/apply.ts';
import { PlanError, type PlannedVolume, readPlan } from '../volumes/plan.ts';
import { claimKey } from '../volumes/wanted-claims.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { connectLab, type LiveOptions } from './live.ts';
import { refused } from './refused.ts';
import { styleOf } from './style.ts';
import { machineOf } from './volumes-machine.ts';

/** What `hensteeth volumes apply` can be told. */
export interface ApplyOptions extends LiveOptions {
  readonly plan: string;
  readonly only: readonly string[];
  readonly yes?: boolean;
  readonly back?: boolean;
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
    const chosen = chosenOf(context, options);
    const api = await connectLab(context, lab, options);
    const base = { api, machine: machineOf(options), kustomization: lab.track.flux.apis.Kustomization };
    const isBack = options.back === true;
    let open = 0;
    for (const planned of chosen) {
      const claim = claimKey(planned.claim);
      const why = whyNot(planned, lab.facts);
      if (why !== undefined) {
        say(paint('yellow', '-'), claim, why);
        open++;
        continue;
      }
      const place: AdoptPlace = { ...base, node: nodeOf(planned, lab.facts)! };
      if (!options.yes) {
        const action = (isBack ? previousStep : nextStep)(planned, await see(place, planned));
        say(action.do === 'done' ? paint('green', '✓') : '·', claim, actionText(action));
        if (action.do !== 'done') open++;
        continue;
      }
      const outcome = await adopt({
        ...place,
        planned,
        isBack,
        looks: LOOKS,
        pause: () => new Promise((resolve) => setTimeout(resolve, PAUSE)),
        onAction: (action) => say('·', claim, actionText(action)),
      });
      say(outcome.state === 'done' ? paint('green', '✓') : paint('red', '✗'), claim, outcomeText(outcome, isBack));
      if (outcome.state !== 'done') open++;
    }
    if (!options.yes && open > 0) process.stdout.write('nothing was done; add --yes to do it\n');
    return open > 0 ? 1 : 0;
  } catch (error) {
    return refused(error);
  }
}

function chosenOf(context: Context, { plan: file, only }: ApplyOptions): readonly PlannedVolume[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(resolve(context.cwd, file), 'utf8'));
  } catch (error) {
    throw new PlanError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { volumes } = readPlan(parsed, file);
  const unknown = only.find((claim) => !volumes.some((planned) => claimKey(planned.claim) === claim));
  if (unknown !== undefined) {
    const known = volumes.map((planned) => claimKey(planned.claim)).join(', ');
    throw new PlanError(`--only ${unknown}: the plan has ${known || 'no volume'}`);
  }
  return only.length === 0 ? volumes : volumes.filter((planned) => only.includes(claimKey(planned.claim)));
}

/** Why a volume is not given back here. */
function whyNot(planned: PlannedVolume, facts: ResolvedFacts): string | undefined {
  if (planned.strategy !== 'adopt') return `its strategy is ${planned.strategy}: do the steps of the plan`;
  const failing = planned.conditions.find(({ holds }) => holds !== true);
  if (failing) return `it does not hold, or is not known, that ${failing.what}: ${failing.why}`;
  if (nodeOf(planned, facts) === undefined)
    return `no node of main.ts has the volume group ${planned.group} for device class ${planned.claim.deviceClass}`;
  return undefined;
}

function nodeOf({ group, claim }: PlannedVolume, { nodes }: ResolvedFacts): string | undefined {
  return nodes.find(({ volumeGroups }) =>
    volumeGroups.some(({ name, deviceClass }) => name === group && deviceClass === claim.deviceClass),
  )?.name;
}

function actionText(action: Action): string {
  switch (action.do) {
    case 'wait':
      return `waiting for ${action.for}`;
    case 'stop':
      return action.why;
    case 'rename':
      return `rename ${action.from} to ${action.to}`;
    case 'grow':
      return `grow from ${action.from} to ${action.to} bytes`;
    default:
      return action.do.replaceAll('-', ' ');
  }
}

function outcomeText(outcome: Outcome, isBack: boolean): string {
  if (outcome.state === 'done') return isBack ? 'taken back; its layer stays suspended' : 'given back';
  return outcome.state === 'waiting' ? `still waiting for ${outcome.for}; run it again` : outcome.why;
}
