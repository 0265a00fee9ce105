import { chartsIn, objectsIn, secretsIn } from '../../../lib/simulator/needs-of-tree.ts';

const release = (version: string) => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: a, namespace: default }
spec: { chart: { spec: { chart: topolvm, version: ${version} } } }
`;

test('each chart of a tree is named once for each version', () => {
  const files = new Map([
    ['dist/a/release.yaml', release('15.0.0')],
    ['dist/b/release.yaml', release('15.0.0')],
    ['dist/c/release.yaml', release('15.0.1')],
  ]);
  expect(chartsIn(files)).toEqual([
    { chart: 'topolvm', version: '15.0.0' },
    { chart: 'topolvm', version: '15.0.1' },
  ]);
});

test('secrets are known by name and keys, whatever their values', () => {
  const text = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\nstringData:\n  key: ENC[AES256]\n';
  expect(secretsIn(new Map([['secrets/a.yaml', text]]))).toEqual([{ name: 'a', namespace: 'b', keys: ['key'] }]);
});

test('a secret whose name is encrypted is left out', () => {
  const text = 'kind: Secret\nmetadata: { name: "ENC[AES256]", namespace: b }\n';
  expect(secretsIn(new Map([['secrets/a.yaml', text]]))).toEqual([]);
});

test('a file that is no YAML has no objects', () => {
  const files = new Map([
    ['dist/a/broken.yaml', 'kind: [\n'],
    ['dist/a/good.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n'],
  ]);
  expect(objectsIn(files).map(({ layer, manifest }) => `${layer} ${manifest.metadata.name}`)).toEqual(['a a']);
});
