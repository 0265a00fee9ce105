import { resolve } from 'node:path';
import { writeWhole } from '../core/write.ts';
import { type Check, type Verification, verdictOf } from '../volumes/verification.ts';
import { verify } from '../volumes/verify.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { connectLab, type LiveOptions } from './live.ts';
import { withProgress } from './progress.ts';
import { readingLines } from './reading-lines.ts';
import { refused } from './refused.ts';
import { type Style, styleOf } from './style.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { machineOf } from './volumes-machine.ts';
import { readPlanFile } from './volumes-plan-file.ts';

/** What `hensteeth volumes verify` can be told. */
export interface VerifyOptions extends LiveOptions {
  readonly plan: string;
  readonly content?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const PLAIN: Style = (_color, text) => text;

/** Looks whether everything was given back, and tells and keeps what was found. */
export async function runVolumesVerify(context: Context, options: VerifyOptions): Promise<ExitCode> {
  const { lab, findings } = await renderLab(context, { types: false });
  if (!lab) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    return 2;
  }
  try {
    const plan = readPlanFile(context, options.plan);
    const verification = await withProgress(
      'looking at every volume',
      verify({
        machine: untilInterrupted(machineOf(options)),
        api: await connectLab(context, lab, options),
        plan,
        now: new Date(),
        hasContent: options.content === true,
        onReading: readingLines(),
      }),
    );
    const json = `${JSON.stringify(verification, undefined, 2)}\n`;
    if (options.out !== undefined) {
      const kept = options.out.endsWith('.json') ? json : verificationText(verification, PLAIN);
      writeWhole(resolve(context.cwd, options.out), kept);
    }
    process.stdout.write(options.json ? json : verificationText(verification, styleOf(process.stdout)));
    return verdictOf(verification);
  } catch (error) {
    return refused(error);
  }
}

/** The report as a person reads it. */
export function verificationText(verification: Verification, paint: Style): string {
  const { volumes, open, counts, taken, machine } = verification;
  const marks: Readonly<Record<Check['state'], string>> = {
    holds: paint('green', '✓'),
    fails: paint('red', '✗'),
    unknown: paint('yellow', '?'),
    skipped: paint('dim', '-'),
  };
  const lines = [`volumes of ${machine}, looked at ${taken}, plan ${verification.plan.slice(0, 12)}`];
  for (const { claim, uuid, strategy, checks } of volumes) {
    lines.push(`${paint('bold', claim)} <- ${uuid} (${strategy})`);
    for (const { what, state, why, hint } of checks) {
      lines.push(`  ${marks[state]} ${what}: ${why}`);
      if (hint !== undefined) lines.push(`    fix: ${hint}`);
    }
  }
  for (const claim of open)
    lines.push(
      `${marks.fails} ${claim} is open in the plan`,
      `    fix: npx hensteeth volumes plan --assign OLD=${claim}`,
    );
  const whole = volumes.filter(({ checks }) => checks.every(({ state }) => state === 'holds')).length;
  lines.push(
    '',
    `${whole} of ${volumes.length + open.length} claims hold in all; ` +
      `checks: ${counts.holds} hold, ${counts.fails} fail, ${counts.unknown} could not be judged, ${counts.skipped} skipped`,
    '',
  );
  return lines.join('\n');
}
