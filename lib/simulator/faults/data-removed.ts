import { type Fault, Unmet } from './fault.ts';
import { isStateful } from './scene.ts';

/** A commit that takes away what holds data. */
export const dataRemoved: Fault = {
  name: 'data-removed',
  what: 'a commit removes a StatefulSet with claims and every namespace from the tree; then it is reverted',
  holds: 'claims, volumes and namespaces stay, and the set finds its claim again',
  async run(scene) {
    const [path] = scene.find(isStateful);
    const before = await scene.data();
    const rest = [...scene.files].filter(
      ([name, text]) => name !== path && !(name.startsWith('dist/') && /^kind: Namespace$/m.test(text)),
    );
    const fewer = new Map(rest);
    // Flux refuses a folder without objects: the layer of namespaces keeps one of no consequence.
    fewer.set(
      'dist/namespaces/placeholder.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: placeholder\n  namespace: default\n',
    );
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (![...fewer.keys()].some((name) => name.startsWith(`${folder}/`))) {
      fewer.set(
        `${folder}/placeholder.yaml`,
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: placeholder-2\n  namespace: default\n',
      );
    }
    await scene.settled(await scene.push(fewer), fewer);
    const after = await scene.data();
    const lost = [...before].filter((each) => !after.has(each));
    if (lost.length > 0) throw new Unmet(`lost: ${lost.join(', ')}`);
    return { recover: await scene.settled(await scene.push()) };
  },
};
