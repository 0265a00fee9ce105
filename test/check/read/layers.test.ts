import { LayerFolders, layersOf } from '../../../lib/check/read/layers.ts';
import { readText } from '../../../lib/check/read/read-text.ts';

function kustomization(name: string, spec: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

test('a layer is what Flux applies, with its folder, needs and switches', () => {
  const text = [
    kustomization('infra', '{path: ./infra, prune: true}'),
    kustomization('apps', '{path: /apps/home/, suspend: true, dependsOn: [{name: infra}, {nmae: x}, 7]}'),
    kustomization('all', '{}'),
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: none}\n',
  ].join('---\n');
  expect(layersOf(readText('a.yaml', text).subjects)).toEqual([
    { name: 'infra', source: undefined, dependsOn: [], prune: true, suspended: false, folder: 'infra' },
    { name: 'apps', source: undefined, dependsOn: ['infra'], prune: false, suspended: true, folder: 'apps/home' },
    { name: 'all', source: undefined, dependsOn: [], prune: false, suspended: false, folder: '.' },
  ]);
});

test('a file belongs to the innermost folder that a layer applies', () => {
  const text = [kustomization('apps', '{path: apps}'), kustomization('web', '{path: apps/web}')].join('---\n');
  const folders = new LayerFolders(layersOf(readText('a.yaml', text).subjects));
  expect(
    ['apps/a.yaml', 'apps/web/b/c.yaml', 'apps-old/a.yaml', 'a.yaml'].map((file) => folders.layerOf(file)),
  ).toEqual(['apps', 'web', undefined, undefined]);
});
