import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { madeAt } from '../backup/names.ts';
import { bytesText } from '../check/capacity/amounts.ts';
import { labWorld } from '../check/lab-world.ts';
import { writeWhole } from '../core/write.ts';
import { recordedIdentity } from '../live/identity.ts';
import { EvidenceError, readEvidence } from '../volumes/evidence.ts';
import { type Plan, planFor } from '../volumes/plan.ts';
import { readMap } from '../volumes/volume-map.ts';
import { claimKey, wantedClaims } from '../volumes/wanted-claims.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { withKnownCharts } from './mirror.ts';
import { refused } from './refused.ts';
import { type Style, styleOf } from './style.ts';

/** What `hensteeth volumes plan` can be told. */
export interface PlanOptions {
  readonly evidence: string;
  readonly map: readonly string[];
  readonly now?: string;
  readonly cluster?: string;
  readonly assign: readonly string[];
  readonly datastoreBackup?: string;
  readonly out?: string;
  readonly mirror?: string;
  readonly json?: boolean;
}

/** Matches old volumes to the claims of the lab, and says what would be done. Touches nothing. */
export async function runVolumesPlan(context: Context, options: PlanOptions): Promise<ExitCode> {
  const { lab, rendering, findings } = await renderLab(context, { types: false });
  if (!lab) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    return 2;
  }
  try {
    const { world } = await withKnownCharts(context, labWorld(context.root, lab, rendering), options.mirror);
    const mapIn = (file: string) => readMap(jsonIn(context, file), file);
    const cluster = options.cluster ?? recordedIdentity(context.root)?.uid;
    const plan = planFor({
      evidence: readEvidence(textOf(context, options.evidence), options.evidence),
      wanted: wantedClaims(world),
      maps: options.map.map(mapIn),
      assignments: options.assign,
      ...(cluster !== undefined && { cluster }),
      ...(options.now !== undefined && { now: mapIn(options.now) }),
      ...(options.datastoreBackup !== undefined && { backup: backupIn(context, options.datastoreBackup) }),
    });
    const text = `${JSON.stringify(plan, undefined, 2)}\n`;
    if (options.out !== undefined) writeWhole(resolve(context.cwd, options.out), text);
    process.stdout.write(options.json ? text : `${planText(plan, styleOf(process.stdout))}\n`);
    return isReady(plan) ? 0 : 1;
  } catch (error) {
    return refused(error);
  }
}

function isReady({ volumes, questions, notes }: Plan): boolean {
  const holds = volumes.every(({ conditions }) => conditions.every((condition) => condition.holds === true));
  return holds && questions.length === 0 && notes.length === 0;
}

/** A plan for people. */
export function planText(plan: Plan, paint: Style): string {
  const lines: string[] = [];
  for (const { claim, group, name, bytes, strategy, confidence, witnesses, conditions, steps } of plan.volumes) {
    const fails = conditions.some(({ holds }) => holds !== true);
    lines.push(
      `${fails ? paint('red', '✗') : paint('green', '✓')} ${paint('bold', claimKey(claim))} <- ${group}/${name}, ${bytesText(bytes)}: ${strategy}`,
      `    ${confidence}: ${witnesses.join('; ')}`,
      ...conditions.map(
        ({ what, holds, why }) =>
          `    ${holds ? 'holds' : paint('red', holds === undefined ? 'not known' : 'does not hold')}: ${what}: ${why}`,
      ),
      ...steps.map(({ does, undo }, i) => `    ${i + 1}. ${does}\n       ${paint('dim', `back: ${undo}`)}`),
    );
  }
  for (const { claim, why, candidates } of plan.questions) {
    lines.push(`${paint('yellow', '?')} ${paint('bold', claim)}: ${why}`);
    for (const { uuid, name, witnesses } of candidates)
      lines.push(`    --assign ${uuid}=${claim}   ${name}${witnesses.length > 0 ? `: ${witnesses.join('; ')}` : ''}`);
    lines.push(`    --assign none=${claim}   it starts empty`);
  }
  for (const claim of plan.empty) lines.push(`- ${claim} starts empty, as the owner says`);
  for (const { name, why } of plan.leftOver) lines.push(`- ${name} is left alone: ${why}`);
  for (const claim of plan.unnamed) lines.push(`- the claim ${claim} has no name that can be known here`);
  for (const note of plan.notes) lines.push(`${paint('red', '✗')} ${note}`);
  const { volumes, questions } = plan;
  lines.push(
    '',
    `${volumes.length} of ${volumes.length + questions.length} claims get their volume back, ${questions.length} are for the owner to say`,
  );
  return lines.join('\n');
}

function textOf(context: Context, file: string): string {
  try {
    return readFileSync(resolve(context.cwd, file), 'utf8');
  } catch {
    throw new EvidenceError(`${file} cannot be read. Write the evidence with: npx hensteeth volumes collect`);
  }
}

function jsonIn(context: Context, file: string): unknown {
  try {
    return JSON.parse(textOf(context, file));
  } catch (error) {
    throw new EvidenceError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function backupIn(context: Context, file: string) {
  const path = resolve(context.cwd, file);
  // A file that was copied is younger than what is in it.
  const made = madeAt(basename(file));
  if (made !== undefined) return { file, taken: made.toISOString() };
  try {
    return { file, taken: statSync(path).mtime.toISOString() };
  } catch {
    throw new EvidenceError(`--datastore-backup: ${file} cannot be read`);
  }
}
