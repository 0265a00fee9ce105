import { conditionOf } from '../layer-state.ts';
import { type Fault, Unmet } from './fault.ts';
import { isStateful } from './scene.ts';

interface Templated {
  readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
}

/** A commit takes an image back to an older version. */
export const downgrade: Fault = {
  name: 'downgrade',
  what: 'a commit takes the image of a StatefulSet to an older version, then forward again',
  holds: 'the older one runs on the same claim: nothing but the check stands in the way of a downgrade',
  async run(scene) {
    const [, { metadata }] = scene.find(isStateful);
    const older = scene.edited(isStateful, (set) => {
      const spec = set['spec'] as Templated;
      const [first, ...rest] = spec.template.spec.containers;
      const image = `${first!.image.replace(/:[^:/]*$/, '')}:1.0.0`;
      const template = {
        ...spec.template,
        spec: { ...spec.template.spec, containers: [{ ...first!, image }, ...rest] },
      };
      return { ...set, spec: { ...spec, template } };
    });
    await scene.settled(await scene.push(older), older);
    const pod = await scene.stage.api.get('v1', 'Pod', `${metadata.name}-0`, metadata.namespace);
    const { containers } = (pod?.['spec'] ?? { containers: [] }) as Templated['template']['spec'];
    if (!containers[0]?.image.endsWith(':1.0.0') || conditionOf(pod!)?.status !== 'True')
      throw new Unmet('the older image does not run');
    return { recover: await scene.settled(await scene.push()) };
  },
};
