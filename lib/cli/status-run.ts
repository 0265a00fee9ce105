import { overviewOf } from '../live/overview.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { connectLab, type LiveOptions } from './live.ts';
import { overviewText } from './overview-text.ts';
import { refused } from './refused.ts';
import { styleOf } from './style.ts';

/** What `hensteeth status` can be told. */
export interface StatusOptions extends LiveOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

const PAUSE = 2_000;

/** Shows the lab as the cluster has it. */
export async function runStatus(context: Context, options: StatusOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  const { lab } = rendered;
  try {
    const api = await connectLab(context, lab, options);
    for (;;) {
      const overview = await overviewOf(api, lab, new Date());
      const text = options.json
        ? JSON.stringify({ version: 1, ...overview }, undefined, 2)
        : overviewText(overview, styleOf(process.stdout));
      const clear = options.watch && process.stdout.isTTY ? '\u001b[H\u001b[2J' : '';
      process.stdout.write(`${clear}${text}\n`);
      if (!options.watch) return overview.layers.every(({ state }) => state === 'ready') ? 0 : 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch (error) {
    return refused(error);
  }
}
