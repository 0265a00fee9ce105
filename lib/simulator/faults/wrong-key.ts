import { conditionOf } from '../layer-state.ts';
import { ROOT } from '../stage.ts';
import type { Fault } from './fault.ts';

/** The key in the cluster does not open the secrets. */
export const wrongKey: Fault = {
  name: 'wrong-key',
  what: 'the age key in the cluster is replaced by another one, then put back',
  holds: 'the layer of secrets says so; the secrets in the cluster stay as they were',
  async run(scene) {
    const { stage, lab } = scene;
    await stage.putKey(stage.otherKey);
    await scene.push();
    const { Kustomization } = lab.track.flux.apis;
    const detect = await scene.until('a layer cannot be decrypted', async () => {
      const layers = await stage.api.list(Kustomization, 'Kustomization', ROOT);
      return layers.some((layer) => /decrypt|data key/i.test(conditionOf(layer)?.message ?? ''));
    });
    await stage.putKey();
    return { detect, recover: await scene.settled(await scene.push()) };
  },
};
