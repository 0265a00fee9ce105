import type { Live } from '../api.ts';
import { conditionOf } from '../layer-state.ts';
import { nodesOf } from '../node.ts';
import { type Fault, Unmet } from './fault.ts';
import { isStateful } from './scene.ts';

/** The node goes, with all its pods, and comes back. */
export const nodeLost: Fault = {
  name: 'node-lost',
  what: 'the nodes are deleted, their pods go with them, and the nodes come back',
  holds: 'a stateful pod returns to the volume that it had',
  async run(scene) {
    const { stage, lab } = scene;
    const [, { metadata }] = scene.find(isStateful);
    const name = `${metadata.name}-0`;
    const pod = () => stage.api.get('v1', 'Pod', name, metadata.namespace);
    const volume = async () => {
      const claims = await stage.api.list('v1', 'PersistentVolumeClaim', metadata.namespace);
      return claims.find((claim) => claim.metadata.name.endsWith(name))?.['spec'] as
        | { volumeName?: string }
        | undefined;
    };
    const [before, had] = await Promise.all([pod(), volume()]);
    await stage.processes.stop('kwok');
    for (const node of nodesOf(lab.facts)) await stage.api.delete(node);
    const detect = await scene.until(
      'the pod is gone or made anew',
      async () => uidOf(await pod()) !== uidOf(before),
      180_000,
    );
    stage.processes.restart('kwok');
    for (const node of nodesOf(lab.facts)) await stage.api.apply(node);
    const recover = await scene.until('the pod is ready', async () => {
      const now = await pod();
      return now !== undefined && conditionOf(now)?.status === 'True';
    });
    const has = await volume();
    if (has?.volumeName !== had?.volumeName)
      throw new Unmet(`the pod has ${has?.volumeName}, it had ${had?.volumeName}`);
    await scene.settled(await scene.push());
    return { detect, recover };
  },
};

function uidOf(live: Live | undefined): string | undefined {
  return (live?.metadata as { readonly uid?: string } | undefined)?.uid;
}
