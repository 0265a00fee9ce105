import { dataRules } from '../../../lib/check/rules/data.ts';
import type { DeclaredSecret, LayerInfo, SecretFile, WorldProps } from '../../../lib/check/world.ts';
import type { ResolvedFacts } from '../../../lib/core/facts.ts';
import { codesOf, scenario } from '../scenario.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const OURS = `age1${'q'.repeat(58)}`;
const OTHER = `age1${'p'.repeat(58)}`;
const SOPS = `creation_rules: [{ path_regex: 'secrets/.*\\.sops\\.yaml$', age: ${OURS} }]`;
const DECLARED: DeclaredSecret = {
  name: 'grafana-admin',
  namespace: 'monitoring',
  keys: ['password'],
  purpose: 'Grafana',
};

function secret(entries: string, recipient = OURS, namespace = 'monitoring'): SecretFile {
  return {
    file: 'secrets/grafana-admin.sops.yaml',
    text: `apiVersion: v1
kind: Secret
metadata: { name: grafana-admin, namespace: ${namespace} }
stringData: { ${entries} }
sops: { mac: 'ENC[AES256_GCM]', age: [{ recipient: ${recipient} }] }`,
  };
}

/** What is told of files in `secrets/`, as `code file path`. */
function filed(props: Partial<WorldProps>): string[] {
  const world = worldOf('', { sopsRules: SOPS, ...props });
  return [...dataRules.judge(world).reports].map(({ code, file, path }) =>
    [code, file, path].filter(Boolean).join(' '),
  );
}

const layer = (more: Partial<LayerInfo> = {}): LayerInfo => ({
  name: 'test',
  source: undefined,
  dependsOn: [],
  prune: true,
  suspended: false,
  folder: 'dist/test',
  ...more,
});

test.each(dataRules.rules.filter(({ bad }) => !bad.startsWith('//')).map((rule) => [rule.code, rule] as const))(
  '%s tells its bad example and not its good one',
  (code, { bad, good }) => {
    expect(codesOf(dataRules, bad)).toContain(code);
    expect(codesOf(dataRules, good)).not.toContain(code);
  },
);

test('a declared secret that is not in secrets/ is pending (secret-pending), one that is there is not', () => {
  expect(filed({ declaredSecrets: [DECLARED], secretFiles: [] })).toEqual([
    'secret-pending secrets/grafana-admin.sops.yaml',
  ]);
  expect(filed({ declaredSecrets: [DECLARED], secretFiles: [secret("password: 'ENC[AES256_GCM]'")] })).toEqual([]);
});

test('a secret in the wrong namespace is pending, and the right one is said', () => {
  const world = worldOf('', {
    sopsRules: SOPS,
    declaredSecrets: [DECLARED],
    secretFiles: [secret("password: 'ENC[AES256_GCM]'", OURS, 'default')],
  });
  const pending = [...dataRules.judge(world).reports].find(({ code }) => code === 'secret-pending');
  expect(pending?.hint).toContain("write 'monitoring'");
});

test('a key that the file lacks is told (secret-file-key) with the near one', () => {
  const world = worldOf('', {
    sopsRules: SOPS,
    declaredSecrets: [DECLARED],
    secretFiles: [secret("pasword: 'ENC[AES256_GCM]'")],
  });
  expect([...dataRules.judge(world).reports]).toMatchObject([
    {
      code: 'secret-file-key',
      file: 'secrets/grafana-admin.sops.yaml',
      hint: "Rename 'pasword' to 'password', with sops.",
    },
  ]);
});

test('when secrets/ was not read, the declared secrets are not judged', () => {
  const judgement = dataRules.judge(worldOf('', { declaredSecrets: [DECLARED] }));
  expect([...judgement.reports]).toEqual([]);
  expect([...(judgement.notJudged ?? [])]).toHaveLength(1);
});

test('facts that are still examples are told by their path (fact-placeholder)', () => {
  const openFacts = [{ path: 'dns.zone', value: 'lab-example-com' }];
  expect(told(dataRules, worldOf('', { openFacts, facts: {} as ResolvedFacts }))).toEqual([
    'dns.zone fact-placeholder',
  ]);
});

test('row 66: a plain Secret among the objects is told at its first value', () => {
  const yaml = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { empty: "", password: ZXhhbXBsZQ== }';
  expect(told(dataRules, worldOf(yaml))).toEqual(['Secret/a data.password secret-plain']);
  const text = JSON.stringify([...dataRules.judge(worldOf(yaml)).reports].map(({ message, hint }) => message + hint));
  expect(text).not.toContain('ZXhhbXBsZQ');
});

test('a Secret that a chart makes, an empty one and one that Flux fills in are fine', () => {
  const yaml = (value: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { password: ${value} }`;
  expect(
    told(dataRules, worldOf('', { subjects: subjectsOf(yaml('example'), { release: 'monitoring/grafana' }) })),
  ).toEqual([]);
  expect(told(dataRules, worldOf(yaml('""')))).toEqual([]);
  expect(told(dataRules, worldOf(yaml(`'\${PASSWORD}'`)))).toEqual([]);
});

test('an encrypted Secret among the objects is told only where a value is plain', () => {
  const yaml = (value: string) =>
    `kind: Secret\napiVersion: v1\nmetadata: { name: a }\nstringData: { x: ${value} }\nsops: { mac: 'ENC[]' }`;
  expect(told(dataRules, worldOf(yaml("'ENC[AES256_GCM]'")))).toEqual([]);
  expect(told(dataRules, worldOf(yaml('plain')))).toEqual(['Secret/a stringData.x secret-partial']);
});

test('row 67: a file that is not encrypted is told at its first value', () => {
  const text = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\nstringData: { password: example }';
  const named = (file: string) =>
    filed({ secretFiles: [{ file, text }] }).filter((line) => !line.startsWith('secret-unused'));
  expect(named('secrets/a.sops.yaml')).toEqual(['secret-unencrypted secrets/a.sops.yaml stringData.password']);
  expect(named('secrets/a.yaml')).toEqual(['secret-unencrypted secrets/a.yaml stringData.password']);
});

test('row 67: a file named as encrypted that SOPS never saw is told whatever is in it', () => {
  expect(filed({ secretFiles: [{ file: 'secrets/a.sops.yaml', text: 'kind: ConfigMap' }] })).toEqual([
    'secret-unencrypted secrets/a.sops.yaml',
  ]);
  expect(filed({ secretFiles: [{ file: 'secrets/kustomization.yaml', text: 'kind: Kustomization' }] })).toEqual([]);
});

test('a secret key of age in a file is told and never repeated', () => {
  const key = `AGE-SECRET-KEY-${'1'.repeat(59)}`;
  const world = worldOf('', { secretFiles: [{ file: 'secrets/key.yaml', text: `# ${key}\nkind: ConfigMap` }] });
  const reports = [...dataRules.judge(world).reports];
  expect(reports).toMatchObject([{ code: 'secret-unencrypted' }]);
  expect(JSON.stringify(reports)).not.toContain(key);
});

test('row 68: a file for the wrong recipient is told, and so is one that too many can read', () => {
  const declaredSecrets = [DECLARED];
  const given = (recipient: string) =>
    filed({ declaredSecrets, secretFiles: [secret("password: 'ENC[AES256_GCM]'", recipient)] });
  expect(given(OTHER)).toEqual(['secret-recipient secrets/grafana-admin.sops.yaml sops.age']);
  expect(given(`${OURS} }, { recipient: ${OTHER}`)).toEqual([
    'secret-recipient secrets/grafana-admin.sops.yaml sops.age',
  ]);
  expect(given(OURS)).toEqual([]);
});

test('row 68: a file that no creation rule fits is told', () => {
  const file = { ...secret("password: 'ENC[AES256_GCM]'"), file: 'secrets/grafana.yaml' };
  expect(filed({ declaredSecrets: [DECLARED], secretFiles: [file] })).toEqual(['sops-rule secrets/grafana.yaml']);
});

test('a file whose name is encrypted (secret-hidden), and one that is no YAML (secret-unreadable), are told', () => {
  const hidden = {
    ...secret("password: 'ENC[AES256_GCM]'"),
    text: secret("password: 'ENC[]'").text.replace('name: grafana-admin', "name: 'ENC[]'"),
  };
  expect(filed({ secretFiles: [hidden] })).toEqual(['secret-hidden secrets/grafana-admin.sops.yaml metadata.name']);
  expect(filed({ secretFiles: [{ ...hidden, text: 'kind: [' }] })).toEqual([
    'secret-unreadable secrets/grafana-admin.sops.yaml',
  ]);
});

test('without .sops.yaml the recipients are not judged, and that is said once', () => {
  const files = [
    secret("password: 'ENC[AES256_GCM]'"),
    { ...secret("password: 'ENC[AES256_GCM]'"), file: 'secrets/b.sops.yaml' },
  ];
  const judgement = dataRules.judge(worldOf('', { declaredSecrets: [DECLARED], secretFiles: files }));
  expect([...judgement.reports]).toEqual([]);
  expect([...(judgement.notJudged ?? [])]).toHaveLength(1);
});

test('row 20: what holds data is told in a layer that is pruned, and in no other', () => {
  const yaml = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: photos }';
  expect(told(dataRules, worldOf(yaml, { layers: [layer()] }))).toEqual([
    'Namespace/photos metadata.annotations prune-data',
  ]);
  expect(told(dataRules, worldOf(yaml, { layers: [layer({ prune: false })] }))).toEqual([]);
  expect(told(dataRules, worldOf(yaml))).toEqual([]);
  const kept = subjectsOf(yaml, { release: 'default/app' });
  expect(told(dataRules, worldOf('', { subjects: kept, layers: [layer()] }))).toEqual([]);
});

test('a label keeps an object as well as an annotation does, and so does a reason to let its data go', () => {
  const claim = (metadata: string) => `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: a, ${metadata} }`;
  const of = (metadata: string) => told(dataRules, worldOf(claim(metadata), { layers: [layer()] }));
  expect(of('labels: { kustomize.toolkit.fluxcd.io/prune: disabled }')).toEqual([]);
  expect(of('annotations: { scratch.hensteeth/reason: cache }')).toEqual([]);
  expect(of('annotations: { scratch.hensteeth/reason: "" }')).toHaveLength(1);
});

/** The definition of logical volumes, kept. */
const KEPT_DEFINITION =
  "postRenderers: [{ kustomize: { patches: [{ target: { kind: CustomResourceDefinition }, patch: 'metadata: { annotations: { helm.sh/resource-policy: keep } }' }] } }]";

test('a release that uninstalls itself after a failed upgrade is told', () => {
  const yaml = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: topolvm }
spec: { chart: { spec: { chart: topolvm } }, ${KEPT_DEFINITION}, upgrade: { remediation: { strategy: uninstall } } }`;
  expect(told(dataRules, worldOf(yaml))).toEqual([
    'HelmRelease/topolvm spec.upgrade.remediation.strategy release-uninstall',
  ]);
});

const TOPOLVM = (more: string) => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: topolvm }
spec: { chart: { spec: { chart: topolvm } }, ${KEPT_DEFINITION}, values: { storageClasses: [{ name: ssd, storageClass: { ${more} } }, { name: hdd, storageClass: { reclaimPolicy: Retain } }] } }`;

test('a class in the values of TopoLVM is judged as a rendered one is, and only with a claim on it', () => {
  const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec: { volumeClaimTemplates: [{ metadata: { name: data }, spec: { storageClassName: ssd } }] }`;
  const place = 'HelmRelease/topolvm spec.values.storageClasses[0].storageClass.reclaimPolicy storage-reclaim';
  expect(told(dataRules, worldOf(`${TOPOLVM('')}\n---\n${set}`))).toEqual([place]);
  expect(
    told(dataRules, worldOf(`${TOPOLVM('isDefaultClass: true')}\n---\n${set.replace('storageClassName: ssd', '')}`)),
  ).toEqual([place]);
  expect(told(dataRules, worldOf(`${TOPOLVM('')}\n---\n${set.replace('ssd', 'hdd')}`))).toEqual([]);
  expect(told(dataRules, worldOf(TOPOLVM('')))).toEqual([]);
});

test('a claim that is marked as scratch may be on a class that deletes', () => {
  const yaml = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: ssd }
provisioner: topolvm.io
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: cache, annotations: { scratch.hensteeth/reason: it is filled anew } }
spec: { storageClassName: ssd }`;
  expect(told(dataRules, worldOf(yaml))).toEqual([]);
  expect(told(dataRules, worldOf(yaml.replace('scratch.hensteeth/reason', 'a')))).toEqual([
    'StorageClass/ssd reclaimPolicy storage-reclaim',
  ]);
});

const FLUX = (postBuild: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: test, namespace: flux-system }
spec: { path: ./test, prune: true, postBuild: ${postBuild} }
---
`;
const SCRIPT = (text: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: script }
data: { run.sh: '${text}' }`;
const substituted = (postBuild: string, text: string) => told(dataRules, worldOf(FLUX(postBuild) + SCRIPT(text)));

test('row 19: a dollar of a script is told in a layer that substitutes', () => {
  const place = ["ConfigMap/script data['run.sh'] substitute-dollar"];
  expect(substituted('{ substitute: { DOMAIN: a } }', `echo \${file}`)).toEqual(place);
  expect(substituted('{ substitute: { DOMAIN: a } }', `echo \${#list[@]} \${1}`)).toEqual(place);
  expect(substituted('{ substitute: { DOMAIN: a } }', `echo $file \${DOMAIN} $\${file} \${SIZE:=1}`)).toEqual([]);
  expect(substituted('{}', `echo \${file}`)).toEqual([]);
});

test('row 19: the command of a container is judged as a script is', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { containers: [{ name: a, command: [sh, -c, 'echo \${HOME}'] }] }`;
  expect(told(dataRules, worldOf(FLUX('{ substitute: { DOMAIN: a } }') + pod))).toEqual([
    'Pod/a spec.containers[0].command[2] substitute-dollar',
  ]);
});

test('variables from an encrypted secret are known by their keys, those from one that is not here are not judged', () => {
  const from = '{ substituteFrom: [{ kind: Secret, name: grafana-admin }] }';
  const secretFiles = [secret("file: 'ENC[AES256_GCM]'", OURS, 'flux-system')];
  expect(told(dataRules, worldOf(FLUX(from) + SCRIPT(`echo \${file}`), { sopsRules: SOPS, secretFiles }))).toEqual([]);
  const judgement = dataRules.judge(worldOf(FLUX(from) + SCRIPT(`echo \${file}`)));
  expect([...judgement.reports]).toEqual([]);
  expect([...(judgement.notJudged ?? [])]).toMatchObject([{ why: expect.stringContaining('Secret grafana-admin') }]);
});

test('garbage is passed over', () => {
  const kinds = [
    'Secret',
    'ConfigMap',
    'Namespace',
    'StorageClass',
    'PersistentVolumeClaim',
    'StatefulSet',
    'HelmRelease',
    'Kustomization',
  ];
  const groups = [
    'v1',
    'storage.k8s.io/v1',
    'apps/v1',
    'helm.toolkit.fluxcd.io/v2beta2',
    'kustomize.toolkit.fluxcd.io/v1',
  ];
  for (const garbage of ['null', '7', '[]', '[null]', '{ spec: 7 }', '{ data: [1], stringData: 3, a: null }']) {
    const yaml = kinds
      .flatMap((kind) =>
        groups.map(
          (api) =>
            `apiVersion: ${api}\nkind: ${kind}\nmetadata: { name: a, annotations: 3, labels: [] }\nspec: ${garbage}\ndata: ${garbage}`,
        ),
      )
      .join('\n---\n');
    expect(() => told(dataRules, worldOf(yaml, { layers: [layer({ prune: false })] }))).not.toThrow();
  }
});

test('an example with files is a world with files', () => {
  expect(scenario('# file: secrets/a.yaml\nkind: Secret\n').props.secretFiles).toHaveLength(1);
});
