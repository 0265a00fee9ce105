import { referenceRules } from '../../../lib/check/rules/reference.ts';
import type { WorldProps } from '../../../lib/check/world.ts';
import type { ResolvedFacts } from '../../../lib/core/facts.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const layer = (name: string, spec: string, source = 'flux-system') => `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { sourceRef: { kind: GitRepository, name: ${source} }, ${spec} }
---
`;
const folders = (...known: string[]): Partial<WorldProps> => ({ hasFolder: (path) => known.includes(path) });
const inside = (path: string) => ({ git: { path } }) as unknown as ResolvedFacts;

function whys(yaml: string, props: Partial<WorldProps> = {}): string[] {
  return [...(referenceRules.judge(worldOf(yaml, props)).notJudged ?? [])].map(({ why }) => why);
}

test('row 15: a folder that is not in the project is told', () => {
  const world = worldOf(layer('web', 'path: ./dist/wbe'), folders('dist/web'));
  expect(told(referenceRules, world)).toEqual(['Kustomization/web spec.path path-missing']);
});

test.each(['./dist/web', 'dist/web/', '/dist/web', './dist//web'])('the folder of path %s is found', (path) => {
  expect(told(referenceRules, worldOf(layer('web', `path: ${path}`), folders('dist/web')))).toEqual([]);
});

test('a path is read from the root of the repository, where the project may be a folder', () => {
  const props = { ...folders('dist/web'), facts: inside('lab') };
  expect(told(referenceRules, worldOf(layer('web', 'path: ./lab/dist/web'), props))).toEqual([]);
  expect(told(referenceRules, worldOf(layer('web', 'path: ./lab/dist/wiki'), props))).toEqual([
    'Kustomization/web spec.path path-missing',
  ]);
});

test('a folder of another source, or of an unknown project, is not judged and said so', () => {
  const other = `${layer('web', 'path: ./web', 'elsewhere')}
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: elsewhere, namespace: flux-system }
`;
  expect(whys(other, folders())).toEqual(["whether GitRepository elsewhere has the folder './web': it is not here"]);
  expect(whys(layer('web', 'path: ./web'))).toEqual([expect.stringContaining('the project they are in is not known')]);
});

const config = (text: string, annotation = '') => `
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: default, annotations: { ${annotation} } }
data: { text: '${text}' }
---
`;
const substituting = layer('test', 'postBuild: { substitute: { ZONE: home } }');

test.each([
  ['$' + '{ZNE}', ['ConfigMap/web data.text substitute-undefined']],
  ['$' + '{ZONE}', []],
  ['$' + '{ZNE:=home}', []],
  ['$' + '{ZNE:-home}', []],
  ['$$' + '{ZNE}', []],
  ['$ZNE', []],
  ['$' + '{ZNE^^}', ['ConfigMap/web data.text substitute-undefined']],
])('row 18: the text %s is judged as Flux replaces it', (text, expected) => {
  expect(told(referenceRules, worldOf(substituting + config(text)))).toEqual(expected);
});

test('a variable is not judged where nothing is replaced', () => {
  const text = '$' + '{ZNE}';
  const off = config(text, 'kustomize.toolkit.fluxcd.io/substitute: disabled');
  expect(told(referenceRules, worldOf(substituting + off))).toEqual([]);
  expect(told(referenceRules, worldOf(layer('test', 'path: ./web') + config(text)))).toEqual([]);
  const elsewhere = [...subjectsOf(substituting), ...subjectsOf(config(text), { layer: 'other' })];
  expect(told(referenceRules, worldOf('', { subjects: elsewhere }))).toEqual([]);
});

test('variables of a secret that is declared count by its keys', () => {
  const from = layer('test', 'postBuild: { substituteFrom: [{ kind: Secret, name: facts }] }');
  const declaredSecrets = [{ name: 'facts', namespace: 'flux-system', keys: ['ZONE'], purpose: 'a test' }];
  const judged = (name: string) =>
    told(referenceRules, worldOf(from + config(['$', '{', name, '}'].join('')), { declaredSecrets }));
  expect(judged('ZONE')).toEqual([]);
  expect(judged('ZNE')).toEqual(['ConfigMap/web data.text substitute-undefined']);
});

test('variables that come from where nobody can look are not judged', () => {
  const from = layer('test', 'postBuild: { substituteFrom: [{ kind: Secret, name: facts, optional: true }] }');
  const yaml = from + config('$' + '{ZNE}');
  expect(told(referenceRules, worldOf(yaml))).toEqual([]);
  expect(whys(yaml)).toContain("variables of Kustomization flux-system/test: the keys of Secret 'facts' are not known");
});

const release = (chart: string) => `
apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: web, namespace: default }
spec: { ${chart} }
---
apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: { name: charts, namespace: flux-system }
---
`;

test('row 8: a source is looked for in its namespace and by its kind', () => {
  const named = (ref: string) => told(referenceRules, worldOf(release(`chart: { spec: { sourceRef: ${ref} } }`)));
  expect(named('{ kind: HelmRepository, name: charts, namespace: flux-system }')).toEqual([]);
  expect(named('{ kind: HelmRepository, name: charts }')).toEqual([
    'HelmRelease/web spec.chart.spec.sourceRef.name source-missing',
  ]);
  expect(named('{ kind: GitRepository, name: charts, namespace: flux-system }')).toEqual([
    'HelmRelease/web spec.chart.spec.sourceRef.name source-missing',
  ]);
});

test('row 7: a key of values that the config map lacks is told', () => {
  const values = `
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: default }
data: { web.yaml: '{}' }
`;
  const from = (ref: string) => told(referenceRules, worldOf(release(`valuesFrom: [${ref}]`) + values));
  expect(from('{ kind: ConfigMap, name: web, valuesKey: web.yaml }')).toEqual([]);
  expect(from('{ kind: ConfigMap, name: web }')).toEqual([
    'HelmRelease/web spec.valuesFrom[0].name config-map-key-missing',
  ]);
  expect(from('{ kind: ConfigMap, name: web, valuesKey: web.yml }')).toEqual([
    'HelmRelease/web spec.valuesFrom[0].valuesKey config-map-key-missing',
  ]);
});

test('row 14: a layer that waits for a release is told as the wrong kind', () => {
  const world = worldOf(`${layer('apps', 'dependsOn: [{ name: web, namespace: default }]')}${release('')}`);
  expect(told(referenceRules, world)).toEqual(['Kustomization/apps spec.dependsOn[0].name depends-on-kind']);
});
