import type { Cluster } from './cluster.ts';
import { render } from './render.ts';

/**
 * What a layer renders to, as one text: for snapshot tests.
 *
 *     test('web', () => {
 *       expect(renderLayer(lab, 'experimental-web')).toMatchSnapshot();
 *     });
 *
 * @throws Error when the lab has an error, or no such layer
 */
export function renderLayer(lab: Cluster, layer: string): string {
  const rendering = render(lab);
  const errors = rendering.findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((finding) => `${finding.message}. ${finding.hint}`).join('\n'));
  const files = [...rendering.files].filter(
    ([file]) => file.startsWith(`dist/${layer}/`) || file === `flux/layers/kustomization-${layer}.yaml`,
  );
  if (files.length === 0) {
    throw new Error(`there is no layer ${layer}; there are ${lab.layers.map(({ name }) => name).join(', ')}`);
  }
  return files.map(([, text]) => text).join('---\n');
}
