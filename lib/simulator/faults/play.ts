import { type Course, type Fault, Unmet } from './fault.ts';
import type { Scene } from './scene.ts';

/** How a fault went. */
export interface Played {
  readonly fault: Fault;
  readonly course: Course | undefined;
  /** What does not hold; empty when all does. */
  readonly problems: readonly string[];
}

/** Plays faults one after the other. One that leaves the lab not ready ends the row: what follows would prove nothing. */
export async function play(faults: readonly Fault[], scene: Scene, onFault: (fault: Fault) => void): Promise<Played[]> {
  const played: Played[] = [];
  for (const fault of faults) {
    onFault(fault);
    const one = await playOne(fault, scene);
    played.push(one);
    if (one.course === undefined) break;
  }
  return played;
}

async function playOne(fault: Fault, scene: Scene): Promise<Played> {
  const before = await scene.data();
  try {
    const course = await fault.run(scene);
    const after = await scene.data();
    const lost = fault.losesState ? [] : [...before].filter((each) => !after.has(each));
    return { fault, course, problems: lost.map((each) => `lost: ${each}`) };
  } catch (error) {
    if (error instanceof Unmet) return { fault, course: undefined, problems: [error.message] };
    throw error;
  }
}
