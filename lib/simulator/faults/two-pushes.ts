import type { Fault } from './fault.ts';
import { isStateful } from './scene.ts';

/** A second commit comes while the first is applied. */
export const twoPushes: Fault = {
  name: 'two-pushes',
  what: 'two commits are pushed within a second',
  holds: 'the second one is what is applied in the end',
  async run(scene) {
    const labelled = scene.edited(isStateful, ({ metadata, ...set }) => ({
      ...set,
      metadata: { ...metadata, labels: { ...metadata.labels, pushed: 'first' } },
    }));
    await scene.push(labelled);
    const revision = await scene.push();
    const recover = await scene.settled(revision);
    return { recover };
  },
};
