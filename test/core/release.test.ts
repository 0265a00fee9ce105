import { parse } from 'yaml';
import { Layer } from '../../lib/core/layer.ts';
import { Reference } from '../../lib/core/reference.ts';
import { Release, type ReleaseProps } from '../../lib/core/release.ts';
import { render } from '../../lib/core/render.ts';
import { sourceOf } from '../../lib/core/source.ts';
import { emptyLab } from '../fixtures/labs.ts';

function released(id: string, props: Partial<ReleaseProps<object>> = {}) {
  const lab = emptyLab();
  const namespace = new Reference({ kind: 'Namespace', name: 'ns', value: 'ns' });
  new Release(new Layer(lab, 'a', { namespace }), id, { chart: 'thanos', values: {}, ...props });
  const { objects, findings, files } = render(lab);
  return {
    object: objects.find(({ manifest }) => manifest.kind === 'HelmRelease')!.manifest,
    findings,
    files,
    objects,
  };
}

test('a release takes version, repository and apiVersion from the track', () => {
  const { object, objects } = released('thanos');
  expect(object.apiVersion).toBe('helm.toolkit.fluxcd.io/v2beta2');
  expect(object['spec']).toMatchObject({
    releaseName: 'thanos',
    chart: { spec: { chart: 'thanos', version: '17.3.1', sourceRef: { name: 'bitnami', namespace: 'flux-system' } } },
  });
  expect(objects.map(({ file }) => file)).toContain('flux/sources/helmrepository-bitnami.yaml');
});

test('a null in the values, which removes a default, reaches the file', () => {
  const { files } = released('thanos', { values: { query: { 'a/b~c': null, kept: 1 } } });
  expect(files.get('dist/a/helmrelease-thanos.yaml')).toContain('      a/b~c: null\n');
});

test('a name of 53 characters passes, one of 54 is refused', () => {
  expect(released('x'.repeat(53)).findings).toEqual([]);
  const [finding] = released('x'.repeat(54)).findings;
  expect(finding!.message).toContain('it has 54');
});

test('a chart that the track has not got is refused with the one that was meant', () => {
  const [finding] = released('thanos', { chart: 'tanos' }).findings;
  expect(finding).toMatchObject({ code: 'track-chart', hint: "Did you mean 'thanos'?" });
});

test('a release that data hangs on is never pruned', () => {
  const { object } = released('thanos', { keep: true, crds: 'CreateReplace' });
  expect(object.metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  expect(object['spec']).toMatchObject({ install: { crds: 'CreateReplace' }, upgrade: { crds: 'CreateReplace' } });
});

test('a release says which unknown values are fine, in a chain, each with its line', () => {
  const layer = new Layer(emptyLab(), 'a');
  const release = new Release(layer, 'thanos', { chart: 'thanos', values: {} })
    .allowUnknown('query.mine', 'read by our own build')
    .allowUnknown('other', 'a later version reads it');
  expect(release).toBeInstanceOf(Release);
  expect(release.allowed.map(({ path, reason }) => [path, reason])).toEqual([
    ['query.mine', 'read by our own build'],
    ['other', 'a later version reads it'],
  ]);
  expect(release.allowed.map((allowed) => sourceOf(allowed.trace)?.file)).toEqual([
    'test/core/release.test.ts',
    'test/core/release.test.ts',
  ]);
});

test('kinds that are to be kept are patched behind the rendering, all objects of each', () => {
  const kept = [{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }];
  const { object } = released('thanos', { kept });
  const [renderer, ...more] = (object['spec'] as { postRenderers: { kustomize: { patches: Patch[] } }[] })
    .postRenderers;
  const [patch, ...others] = renderer!.kustomize.patches;
  expect([more, others, patch!.target]).toEqual([[], [], { kind: 'CustomResourceDefinition' }]);
  const annotations = { 'helm.sh/resource-policy': 'keep' };
  expect(parse(patch!.patch)).toMatchObject({ ...kept[0], metadata: { annotations } });
});

interface Patch {
  readonly target: unknown;
  readonly patch: string;
}
