import { type ApplyProps, apply, type Outcome } from './apply.ts';
import type { Job } from './ways.ts';

/** What is applied, and how it is waited for. */
export interface ApplyAllProps extends Omit<ApplyProps, 'job'> {
  readonly jobs: readonly Job[];
}

/**
 * Applies jobs in turns: none waits while another could go on, since an app may wait for one of another layer, which is suspended still.
 *
 * @returns how far each chosen one came, by its name
 * @throws MachineError, ApiError
 */
export async function applyAll(props: ApplyAllProps): Promise<ReadonlyMap<string, Outcome>> {
  const { jobs, looks, pause, onChange } = props;
  const outcomes = new Map<string, Outcome>();
  let open = jobs;
  for (let waited = 0; ; ) {
    let isAtWork = false;
    const waiting: Job[] = [];
    for (const job of open) {
      const came = await apply({
        ...props,
        job,
        looks: 0,
        onChange: (name, text) => {
          isAtWork = true;
          onChange?.(name, text);
        },
      });
      for (const [name, outcome] of came) outcomes.set(name, outcome);
      if ([...came.values()].some(({ state }) => state === 'waiting')) waiting.push(job);
    }
    open = waiting;
    waited = isAtWork ? 0 : waited + 1;
    if (open.length === 0 || waited > looks) return outcomes;
    await pause();
  }
}
