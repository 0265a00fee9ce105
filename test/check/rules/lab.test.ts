import { labWorld } from '../../../lib/check/lab-world.ts';
import { labRules } from '../../../lib/check/rules/lab.ts';
import type { Subject } from '../../../lib/check/subject.ts';
import { World, type WorldProps } from '../../../lib/check/world.ts';
import { Layer } from '../../../lib/core/layer.ts';
import { Reference } from '../../../lib/core/reference.ts';
import { render } from '../../../lib/core/render.ts';
import { Namespaces } from '../../../lib/platform/namespaces.ts';
import { Secrets } from '../../../lib/platform/secrets.ts';
import { TopoLvm } from '../../../lib/platform/topolvm.ts';
import { emptyLab } from '../../fixtures/labs.ts';
import { told, worldOf } from '../world-of.ts';

/** A small lab with a layer that waits for another, one with a release, and one of secrets. */
function props(): WorldProps {
  const lab = emptyLab();
  const namespaces = new Namespaces(lab);
  const secrets = new Secrets(lab);
  secrets.declare({ name: 's', namespace: namespaces.monitoring, keys: ['k'], purpose: 'a test' });
  new TopoLvm(lab, { namespace: namespaces.topolvm });
  return labWorld('.', lab, render(lab)).props;
}

/** What is told after an edit of one object's spec; `undefined` takes the object out. */
function after(kind: string, name: string, edit?: (spec: Record<string, unknown>) => object): string[] {
  const all = props();
  const subjects = all.subjects.flatMap((subject): Subject[] => {
    const { manifest } = subject;
    if (manifest.kind !== kind || manifest.metadata.name !== name) return [subject];
    if (!edit) return [];
    const spec = edit(structuredClone(manifest['spec']) as Record<string, unknown>);
    return [{ ...subject, source: undefined, manifest: { ...manifest, spec } }];
  });
  return told(labRules, new World({ ...all, subjects }));
}

const without = (key: string) => (spec: Record<string, unknown>) => ({ ...spec, [key]: undefined });

test('a lab as it is rendered has nothing to tell', () => {
  expect(told(labRules, new World(props()))).toEqual([]);
});

test('a layer without its Kustomization is told', () => {
  expect(after('Kustomization', 'topolvm')).toEqual(['layer topolvm layer-kustomization']);
});

test('row 16: a layer that does not wait for what it uses is told', () => {
  expect(after('Kustomization', 'topolvm', without('dependsOn'))).toEqual([
    'Kustomization/topolvm spec.dependsOn layer-kustomization',
  ]);
});

test('a Kustomization of another folder, or of none, is told', () => {
  const told = ['Kustomization/topolvm spec.path layer-kustomization'];
  expect(after('Kustomization', 'topolvm', (spec) => ({ ...spec, path: './dist/other' }))).toEqual(told);
  expect(after('Kustomization', 'topolvm', without('path'))).toEqual(told);
});

test('secrets that nobody could decrypt are told', () => {
  expect(after('Kustomization', 'secrets', without('decryption'))).toEqual([
    'Kustomization/secrets spec.decryption layer-kustomization',
  ]);
});

test('rows 23 and 31: a reference to an object that its layer does not render is told, with the one that was meant', () => {
  const lab = emptyLab();
  const provider = new Layer(lab, 'provider');
  provider.add({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' } });
  const user = new Layer(lab, 'user');
  user.use(new Reference({ kind: 'StorageClass', name: 'fats', provider, value: 'fats' }));
  const reports = [...labRules.judge(labWorld('.', lab, render(lab))).reports];
  expect(reports).toMatchObject([{ code: 'reference-unrendered', path: 'layer user', hint: "Did you mean 'fast'?" }]);
});

test('a release that is not rendered is told by its layer', () => {
  expect(after('HelmRelease', 'topolvm')).toEqual(['layer topolvm reference-unrendered']);
});

test('row 5: a chart at another version than the track is told', () => {
  const version = (to: string) => (spec: Record<string, unknown>) => {
    const chart = spec['chart'] as { spec: object };
    return { ...spec, chart: { spec: { ...chart.spec, version: to } } };
  };
  expect(after('HelmRelease', 'topolvm', version('15.0.1'))).toEqual([
    'HelmRelease/topolvm spec.chart.spec.version track-version',
  ]);
});

test('a repository that is not that of the track is told', () => {
  expect(after('HelmRepository', 'topolvm', (spec) => ({ ...spec, url: 'https://charts.example.com' }))).toEqual([
    'HelmRepository/topolvm spec.url track-version',
  ]);
});

test('row 23: an object of a namespace that names none is told, and a cluster-wide one is not', () => {
  const world = worldOf(`apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
---
apiVersion: v1
kind: Namespace
metadata: { name: web }`);
  expect(told(labRules, world)).toEqual(['ConfigMap/settings metadata.namespace namespace-unset']);
});

test('an object without a spec is told, and one that is its name alone is not', () => {
  const world = worldOf(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: web }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: web }`);
  expect(told(labRules, world)).toEqual(['NetworkPolicy/deny spec object-empty']);
});
