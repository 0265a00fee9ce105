import type { Clock, Drill, Look, Place, Step } from './drill.ts';
import { minutes } from './minutes.ts';
import type { DrillReport, Figure, NamedReport, StepResult } from './report.ts';

/** What a drill runs with. */
export interface RunDrillProps<P extends Place> {
  readonly drill: Drill<P>;
  readonly place: P;
  readonly clock: Clock;
  readonly where: string;
  /** What is not real, line by line. */
  readonly fakes?: readonly string[];
  /** What to compare with. */
  readonly before: Figure | undefined;
  /** The last run, when it was cut. */
  readonly cut?: NamedReport | undefined;
  /** Asks the owner's hands for something, and waits until the owner says that they are at it. */
  readonly ask: (lines: readonly string[]) => Promise<void>;
  /** Called with the report as far as it is, before each step and after it. */
  readonly save: (report: DrillReport) => void;
  readonly onResumed?: (told: string) => void;
  readonly onLook?: (step: string, told: string, elapsed: number) => void;
  readonly onResult?: (result: StepResult) => void;
}

/** Milliseconds between two looks. */
const PAUSE = 1_000;

/** Runs a drill to its end, step by step. What is seen to be done already is not done again. */
export async function runDrill<P extends Place>(props: RunDrillProps<P>): Promise<DrillReport> {
  const { drill, place, clock, where, fakes = [], before, save } = props;
  const began = clock.now();
  const resumed = await resumeIfCut(props);
  if (resumed !== undefined) props.onResumed?.(resumed);
  const results: StepResult[] = [];
  const report = (verdict: DrillReport['verdict'], current?: StepResult): DrillReport => {
    const rest = drill.steps.slice(results.length + (current ? 1 : 0)).map(notReached);
    const now = clock.now();
    const isWhole = verdict === 'passed';
    const took = drill.figure ? drill.figure.of(place.memory) : isWhole ? now.getTime() - began.getTime() : undefined;
    return {
      version: 1,
      drill: drill.name,
      proves: drill.proves,
      where,
      fakes,
      verdict,
      began: began.toISOString(),
      ended: now.toISOString(),
      ...(resumed !== undefined && { resumed }),
      figure: { what: drill.figure?.what ?? 'all steps together', took, before },
      steps: [...results, ...(current ? [current] : []), ...rest],
      memory: { ...place.memory },
    };
  };
  for (const step of drill.steps) {
    const start = clock.now();
    const { name, title } = step;
    save(report('cut', { name, title, state: 'cut', told: '', began: start.toISOString(), took: 0 }));
    const result = await runStep(step, start, props);
    results.push(result);
    props.onResult?.(result);
    save(report('cut'));
    if (result.state === 'failed' && step.goesOn !== true) break;
  }
  const hasFailed = results.some(({ state }) => state === 'failed');
  const whole = report(hasFailed ? 'failed' : 'passed');
  save(whole);
  return whole;
}

async function runStep<P extends Place>(
  step: Step<P>,
  start: Date,
  { place, clock, ask, onLook }: RunDrillProps<P>,
): Promise<StepResult> {
  const { name, title, limit, hand, act } = step;
  const since = () => clock.now().getTime() - start.getTime();
  const end = (state: StepResult['state'], { told, fix }: Pick<Look, 'told' | 'fix'>): StepResult => ({
    name,
    title,
    state,
    told,
    ...(fix !== undefined && state === 'failed' && { fix }),
    began: start.toISOString(),
    took: since(),
  });
  const look = async (): Promise<Look> => {
    try {
      return await step.look(place, clock);
    } catch (error) {
      return { state: limit === 0 ? 'failed' : 'waiting', told: messageOf(error) };
    }
  };
  if (hand || act) {
    const first = await look();
    if (first.state === 'done') return end('already', first);
  }
  try {
    if (hand) await ask(hand(place));
    if (act) await act(place);
  } catch (error) {
    return end('failed', { told: messageOf(error), fix: fixOf(error) });
  }
  const from = clock.now().getTime();
  for (;;) {
    const seen = await look();
    if (seen.state === 'done') return end('done', seen);
    if (seen.state === 'unknown') return end('not seen', seen);
    if (seen.state === 'failed') return end('failed', { ...seen, fix: seen.fix ?? AGAIN });
    if (clock.now().getTime() - from >= limit) {
      const late = limit > 0 ? `not within ${minutes(limit)}: ` : '';
      return end('failed', { told: `${late}${seen.told}`, fix: seen.fix ?? AGAIN });
    }
    onLook?.(title, seen.told, since());
    await clock.pause(PAUSE);
  }
}

const AGAIN = 'See to what it says, and run the drill again.';

async function resumeIfCut<P extends Place>({ drill, place, cut }: RunDrillProps<P>): Promise<string | undefined> {
  if (!cut) return undefined;
  const at = cut.report.steps.find(({ state }) => state === 'cut');
  const was = `${cut.name} was cut${at ? ` at '${at.title}'` : ''}`;
  if (!drill.resume) return `starts anew: ${was}, and every step looks for itself whether it is done`;
  const { goesOn, told } = await drill
    .resume(place, cut.report.memory)
    .catch((error: unknown) => ({ goesOn: false, told: messageOf(error) }));
  return goesOn ? `goes on: ${was}; ${told}` : `starts anew: ${was}; ${told}`;
}

function notReached({ name, title }: { readonly name: string; readonly title: string }): StepResult {
  return { name, title, state: 'not reached', told: '', took: 0 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fixOf(error: unknown): string {
  const hint = (error as { readonly hint?: unknown }).hint;
  return typeof hint === 'string' ? hint : AGAIN;
}
