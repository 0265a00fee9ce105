import { CONTROLLERS } from '../flux.ts';
import type { Fault } from './fault.ts';

/** Every controller of Flux dies while layers are applied. */
export const controllerKilled: Fault = {
  name: 'controller-killed',
  what: 'source-, kustomize- and helm-controller are killed one second after a push, and started again',
  holds: 'no layer is left half applied',
  async run(scene) {
    const { processes } = scene.stage;
    const revision = await scene.push();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await Promise.all(CONTROLLERS.map((name) => processes.stop(name, 'SIGKILL')));
    for (const name of CONTROLLERS) processes.restart(name);
    return { recover: await scene.settled(revision) };
  },
};
