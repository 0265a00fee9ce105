import { runChecks } from '../live/checks/check.ts';
import { liveChecks } from '../live/checks/index.ts';
import { linesText } from './check-lines.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { connectLab, type LiveOptions, sshOf } from './live.ts';
import { withProgress } from './progress.ts';
import { refused } from './refused.ts';
import { styleOf } from './style.ts';

/** What `hensteeth doctor` can be told. */
export interface DoctorOptions extends LiveOptions {
  readonly json?: boolean;
}

/** Looks at everything of a running lab and changes nothing. */
export async function runDoctor(context: Context, options: DoctorOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  const { lab } = rendered;
  try {
    const api = await connectLab(context, lab, options);
    const place = { lab, api, ssh: sshOf(options), now: new Date() };
    const lines = await withProgress('looking at the lab', runChecks(liveChecks, place));
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ version: 1, lines }, undefined, 2)}\n`
        : `${linesText(lines, styleOf(process.stdout))}\n`,
    );
    return lines.some(({ state }) => state === 'finding') ? 1 : 0;
  } catch (error) {
    return refused(error);
  }
}
