import { layerStates } from '../layer-state.ts';
import { type Fault, Unmet } from './fault.ts';
import { isStateful } from './scene.ts';

/** A commit that the API server refuses, and its revert. */
export const badCommit: Fault = {
  name: 'bad-commit',
  what: 'a commit gives a StatefulSet a field of the wrong type; then it is reverted',
  holds: 'one layer fails, its pods go on, the revert heals it',
  async run(scene) {
    const { stage, lab } = scene;
    const [, { metadata }] = scene.find(isStateful);
    const pod = () => stage.api.get('v1', 'Pod', `${metadata.name}-0`, metadata.namespace);
    const before = await pod();
    const broken = scene.edited(isStateful, (set) => ({
      ...set,
      spec: { ...(set['spec'] as object), replicas: 'many' },
    }));
    const revision = await scene.push(broken);
    const detect = await scene.until('a layer fails', async () => {
      const states = await layerStates(stage.api, lab.track, revision);
      return states.some(({ state }) => state === 'failed');
    });
    const after = await pod();
    if (JSON.stringify(before?.metadata) !== JSON.stringify(after?.metadata)) throw new Unmet('the pod did not go on');
    return { detect, recover: await scene.settled(await scene.push()) };
  },
};
