import { conditionOf } from '../layer-state.ts';
import { ROOT } from '../stage.ts';
import type { Fault } from './fault.ts';

/** The git server cannot be reached for a while. */
export const gitGone: Fault = {
  name: 'git-gone',
  what: 'the git server goes away, Flux looks, and it comes back with a new revision',
  holds: 'the source says that it cannot be fetched; all goes on as it was',
  async run(scene) {
    const { stage, lab } = scene;
    await stage.git.stop();
    await stage.reconcile(lab, 'git-gone');
    const detect = await scene.until('the source is not ready', async () => {
      const source = await stage.api.get(lab.track.flux.apis.GitRepository, 'GitRepository', ROOT, ROOT);
      return source !== undefined && conditionOf(source)?.status === 'False';
    });
    await stage.git.start();
    return { detect, recover: await scene.settled(await scene.push()) };
  },
};
