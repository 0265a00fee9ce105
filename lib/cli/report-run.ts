import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { check } from '../check/engine.ts';
import { labWorld } from '../check/lab-world.ts';
import { ruleSets } from '../check/rule-sets.ts';
import { writeWhole } from '../core/write.ts';
import { RevisionError } from '../diff/git.ts';
import { diffText } from '../diff/report/text.ts';
import { reportPage } from '../report/page.ts';
import { compareWith } from './compared.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { withKnownCharts } from './mirror.ts';
import { styleOf } from './style.ts';

/** What `hensteeth report` can be told. */
export interface ReportOptions {
  readonly out: string;
  /** Revision; `true` for where the branch left its upstream. */
  readonly diff?: string | true;
  readonly open?: boolean;
  readonly mirror?: string;
}

/** Programs that open a file as its owner would, by system. */
const OPENERS: Readonly<Record<string, string>> = { darwin: 'open', linux: 'xdg-open' };

/** Writes the lab as one page. */
export async function runReport(context: Context, options: ReportOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  const { lab, rendering } = rendered;
  const { world, read } = await withKnownCharts(context, labWorld(context.root, lab, rendering), options.mirror);
  const out = resolve(context.cwd, options.out);
  try {
    const name = options.diff === true ? undefined : options.diff;
    const compared = options.diff === undefined ? undefined : await compareWith(context, world, name, options.mirror);
    const change = compared && { against: compared.revision.name, text: diffText(compared.comparison) };
    const page = reportPage({ lab, rendering, world, verdict: check(world, ruleSets, read), change });
    writeWhole(out, page);
    const size = Math.round(Buffer.byteLength(page) / 1024);
    process.stdout.write(`${styleOf(process.stdout)('green', '✓')} ${out}: ${size} KiB\n`);
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error;
    process.stderr.write(`error: ${error.message}\n  fix: ${error.hint}\n`);
    return 2;
  }
  return options.open ? open(out) : 0;
}

function open(file: string): Promise<ExitCode> {
  const opener = OPENERS[process.platform];
  return new Promise((done) => {
    const refuse = () => {
      process.stderr.write(`error: nothing here opens a page. Open ${file} in a browser.\n`);
      done(2);
    };
    if (opener === undefined) {
      refuse();
      return;
    }
    const child = spawn(opener, [file], { stdio: 'ignore', detached: true });
    child.once('error', refuse);
    child.once('spawn', () => {
      child.unref();
      done(0);
    });
  });
}
