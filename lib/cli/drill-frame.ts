import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { writeWhole } from '../core/write.ts';
import type { Clock, Drill, Place } from '../drill/drill.ts';
import { minutes } from '../drill/minutes.ts';
import { type DrillReport, type Figure, lastFigure, newName, reportsIn, type StepResult } from '../drill/report.ts';
import { comparedText, reportMarkdown } from '../drill/report-text.ts';
import { type RunDrillProps, runDrill } from '../drill/run-drill.ts';
import type { Context, ExitCode } from './context.ts';
import type { LiveOptions } from './live.ts';
import { progressLine } from './progress.ts';
import { type Style, styleOf } from './style.ts';

/** What every drill can be told. */
export interface DrillOptions extends LiveOptions {
  readonly rehearse?: boolean;
  readonly reports: string;
  readonly mirror?: string;
  readonly json?: boolean;
}

/** What a drill or its rehearsal is given by the command line. */
export type Frame = Pick<
  RunDrillProps<Place>,
  'clock' | 'before' | 'cut' | 'save' | 'ask' | 'onLook' | 'onResult' | 'onResumed'
>;

/** The clock of this machine. */
export const realClock: Clock = {
  now: () => new Date(),
  pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
};

/** Runs a drill on the real lab. */
export function onLab<P extends Place>(
  context: Context,
  options: DrillOptions,
  { drill, place, where, seed }: Pick<RunDrillProps<P>, 'drill' | 'place' | 'where'> & { readonly seed?: Figure },
): Promise<ExitCode> {
  return framed(context, options, drill.name, seed, (frame) => runDrill({ ...frame, drill, place, where }));
}

/** Where reports are. */
export function reportsFolder({ root }: Context, { reports }: DrillOptions): string {
  return resolve(root, reports);
}

/** Why a drill cannot be run as it was asked for; told. */
export function refusedFor<P extends Place>({ name, steps }: Drill<P>, { json }: DrillOptions): boolean {
  if (!steps.some(({ hand }) => hand)) return false;
  const why = json ? '--json is for machines' : process.stdin.isTTY === true ? undefined : 'this is no terminal';
  if (why === undefined) return false;
  process.stderr.write(
    `error: the drill ${name} needs a person's hands, and ${why}\n  fix: Run it in a terminal, without --json: npx hensteeth drill ${name}. Or rehearse it: --rehearse.\n`,
  );
  return true;
}

/**
 * Runs a drill or a rehearsal with everything around it: progress, questions, Ctrl-C and the reports.
 *
 * @param name of the reports
 * @param seed to compare the first one with
 * @param onCut ends what must not be left behind
 */
export async function framed(
  context: Context,
  options: DrillOptions,
  name: string,
  seed: Figure | undefined,
  work: (frame: Frame) => Promise<DrillReport>,
  onCut: () => Promise<void> = async () => undefined,
): Promise<ExitCode> {
  const folder = reportsFolder(context, options);
  const earlier = reportsIn(folder, name);
  const last = earlier.at(-1);
  const own = newName(folder, name, realClock.now());
  const paint = styleOf(process.stdout);
  const tell = (line: string) => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  const live = new LiveStep();
  const save = (report: DrillReport) => {
    writeWhole(join(folder, `${own}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
    writeWhole(join(folder, `${own}.md`), reportMarkdown(report));
  };
  const place = relative(context.cwd, join(folder, `${own}.md`));
  const asking = new AbortController();
  let isCut = false;
  const onSignal = () => {
    if (isCut) process.exit(130);
    isCut = true;
    live.rest();
    asking.abort();
    progressLine(`cut: ${place} says how far it came; run it again, and it looks for itself what is done`);
    onCut().finally(() => process.exit(130));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const report = await work({
      clock: realClock,
      before: lastFigure(earlier) ?? seed,
      cut: last?.report.verdict === 'cut' ? last : undefined,
      save: (each) => {
        if (!isCut) save(each);
      },
      ask: async (lines) => {
        live.rest();
        await question(lines, paint, asking.signal, onSignal);
        if (isCut) await forEver();
      },
      onResumed: (told) => tell(`${paint('yellow', '-')} ${told}`),
      onLook: (step, told, elapsed) => live.show(`${step}: ${told} (${minutes(elapsed)})`),
      onResult: (result) => {
        live.rest();
        tell(resultText(result, paint));
      },
    });
    if (options.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    const isPassed = report.verdict === 'passed';
    tell('');
    for (const fake of report.fakes) tell(`${paint('yellow', '-')} not real: ${fake}`);
    tell(`${isPassed ? paint('green', '✓ passed') : paint('red', '✗ failed')}; ${comparedText(report.figure)}`);
    tell(`  ${place}`);
    return isPassed ? 0 : 1;
  } catch (error) {
    // What ends because it was cut is no error: the process is about to end.
    if (isCut) await forEver();
    throw error;
  } finally {
    live.rest();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function forEver(): Promise<never> {
  return new Promise(() => undefined);
}

const MARKS = {
  done: ['green', '✓'],
  already: ['green', '✓'],
  failed: ['red', '✗'],
  'not seen': ['yellow', '?'],
  cut: ['yellow', '-'],
  'not reached': ['dim', '-'],
} as const;

function resultText({ title, state, told, fix, took }: StepResult, paint: Style): string {
  const [colour, mark] = MARKS[state];
  const line = `${paint(colour, mark)} ${title}${state === 'already' ? ', already' : ''} (${minutes(took)})\n    ${told}`;
  return fix === undefined ? line : `${line}\n    ${paint('green', 'fix:')} ${fix}`;
}

/** Says what hands are to do, and waits for Enter. */
async function question(
  lines: readonly string[],
  paint: Style,
  signal: AbortSignal,
  onInterrupt: () => void,
): Promise<void> {
  process.stdout.write(`\n${lines.map((line) => `  ${paint('bold', line)}`).join('\n')}\n`);
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  // The reader takes Ctrl-C from the terminal for itself.
  reader.on('SIGINT', onInterrupt);
  try {
    await reader.question('  Enter, when you are at it. ', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    reader.close();
  }
}

/** What is waited for: one line that is taken back, on a terminal alone. */
class LiveStep {
  #isShown = false;

  show(line: string): void {
    if (process.stderr.isTTY !== true) return;
    process.stderr.write(`\r\u001b[K... ${line.slice(0, (process.stderr.columns ?? 80) - 6)}`);
    this.#isShown = true;
  }

  rest(): void {
    if (this.#isShown) process.stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}
