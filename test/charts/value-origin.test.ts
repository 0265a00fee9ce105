import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCharts } from '../../lib/charts/charts-world.ts';
import type { ReleaseToRender } from '../../lib/charts/render-release.ts';
import type { RenderedManifest, RenderResult } from '../../lib/charts/rendered.ts';
import { withOrigins } from '../../lib/charts/value-origin.ts';
import { check } from '../../lib/check/engine.ts';
import { record } from '../../lib/check/pods.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { type Subject, subjectName } from '../../lib/check/subject.ts';
import type { PlacedFinding, Verdict } from '../../lib/check/verdict.ts';
import { verdictOf } from '../check/report/fixture.ts';
import { subjectsOf, worldOf } from '../check/world-of.ts';
import { archiveOf } from './archive-fixture.ts';
import { BUILD_TIMEOUT, describeWithHelm, newFolder, realHelm, releaseOf, removeScratch } from './real-helm.ts';

type Values = Readonly<Record<string, unknown>>;
/** What stands at `spec.hostname` of the one object of a chart, and how it is named. */
type Chart = (values: Values) => unknown;

const TEMPLATE = 'web/templates/thing.yaml';
const TRAIL = [{ file: 'main.ts', line: 1 }];

function objectOf(host: unknown): RenderedManifest {
  const manifest = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'web' }, spec: { hostname: host } };
  return { manifest, template: TEMPLATE, hooks: [], isCrdFile: false };
}

/** A release of a chart made by hand: what is told of its object, and how often it was rendered again. */
async function told(chart: Chart, values: Values, { message = 'wrong', path = 'spec.hostname', source = '' } = {}) {
  const [release] = subjectsOf('{ kind: HelmRelease, metadata: { name: web, namespace: a } }', {
    file: 'dist/web.yaml',
    trail: TRAIL,
    source: TRAIL[0],
  });
  const { manifest } = objectOf(chart(values));
  const subject: Subject = { ...release!, manifest, file: `web-1.tgz/${TEMPLATE}`, release: 'a/web' };
  const finding = (at: string): PlacedFinding => ({
    code: 'code',
    severity: 'error',
    where: { object: subjectName(subject), path: at, source: { file: 'main.ts', line: 1 } },
    message,
    hint: 'fix',
    subject,
  });
  const asked = releaseOf('none', { release: 'web', namespace: 'a', values });
  let renderings = 0;
  const again = (probe: ReleaseToRender): Promise<RenderResult> => {
    renderings += 1;
    const found = chart(record(probe.values));
    return Promise.resolve(found === undefined ? { message: 'no', hint: 'no' } : [objectOf(found)]);
  };
  const { findings } = await withOrigins(
    verdictOf([finding(path), finding(path)]),
    [{ subject: release!, asked }],
    (file) => (file === 'main.ts' ? source : undefined),
    again,
  );
  return { where: findings[0]!.where, findings, renderings };
}

const proven = (path: string) => ({
  path: `spec.values.${path}`,
  file: 'dist/web.yaml',
  document: 0,
  isDefault: false,
  isProven: true,
});

test('a value is proven when the place changes with it, by one rendering for all findings', async () => {
  const { where, renderings, findings } = await told((values) => values['a'], { a: 'x.example', b: 'x.example' });
  expect(where).toMatchObject({ object: 'Thing web', path: 'spec.hostname', template: TEMPLATE, value: proven('a') });
  expect(findings[1]!.where).toEqual(where);
  expect(renderings).toBe(1);
});

test('values that the chart does not use there are not blamed', async () => {
  const { where, renderings } = await told(() => 'x.example', { hostname: 'x.example' });
  expect(where).toMatchObject({ template: TEMPLATE });
  expect([where.value, renderings]).toEqual([undefined, 1]);
});

test('without a value that comes into question nothing is rendered again', async () => {
  const { where, renderings } = await told(() => 'x.example', { hostname: 'y.example' });
  expect([where.template, where.value, renderings]).toEqual([TEMPLATE, undefined, 0]);
});

test('of a composed text the value that the message names is told, else the map that holds all of it', async () => {
  const chart: Chart = ({ image }) => `${record(image)['name']}:${record(image)['tag']}`;
  const values = { image: { name: 'own/web', tag: 'v1.0' } };
  expect((await told(chart, values)).where.value).toEqual(proven('image'));
  expect((await told(chart, values, { message: "no 'v1.0' of it" })).where.value).toEqual(proven('image.tag'));
});

test('a text of values that have nothing in common is left to the template', async () => {
  const { where } = await told(({ a, b }) => `${a}/${b}`, { a: 'first', b: 'second' });
  expect([where.template, where.value]).toEqual([TEMPLATE, undefined]);
});

test.each([
  ['number', 8080],
  ['small number', 2],
  ['fraction', 0.5],
  ['truth', true],
  ['size', '900Gi'],
  ['version', '1.2.3'],
  ['URL', 'https://x.example/'],
  ['number in quotes', '0080'],
])('a %s is changed to another, and seen', async (_what, value) => {
  const chart: Chart = ({ hostname }) => (typeof hostname === typeof value ? hostname : undefined);
  expect((await told(chart, { hostname: value, others: [value, { more: value }] })).where.value).toEqual(
    proven('hostname'),
  );
});

test('a truth that a template writes only where it holds is seen to go', async () => {
  const chart: Chart = ({ hostname }) => (hostname === true ? true : { none: '' });
  expect((await told(chart, { hostname: true })).where.value).toEqual(proven('hostname'));
});

test('where Helm refuses the other value, the only one that comes into question is told as not proven', async () => {
  const picky: Chart = ({ hostname }) => (hostname === 'x.example' ? hostname : undefined);
  const { where } = await told(picky, { hostname: 'x.example', other: 'x.example' });
  expect(where.value).toEqual({ ...proven('hostname'), isProven: false });
  const both = { one: { hostname: 'x.example' }, two: { hostname: 'x.example' } };
  const twice: Chart = (values) => (values === both ? 'x.example' : undefined);
  expect((await told(twice, both)).where.value).toBeUndefined();
});

test('the line of the owner’s source is that of the value when it stands there', async () => {
  const source = "new Web(lab, {\n  host: 'x.example',\n});\n";
  const { where } = await told((values) => values['hostname'], { hostname: 'x.example' }, { source });
  expect(where.source).toEqual({ file: 'main.ts', line: 2 });
});

test('a finding without a place in the object has its template', async () => {
  const { where, renderings } = await told(() => 'x.example', { hostname: 'x.example' }, { path: '' });
  expect([where.template, where.value, renderings]).toEqual([TEMPLATE, undefined, 0]);
});

test('a finding on the release itself goes to the line of the value', async () => {
  const [release] = subjectsOf('{ kind: HelmRelease, metadata: { name: web }, spec: { values: { prot: 8080 } } }', {
    trail: TRAIL,
  });
  const where = { path: 'spec.values.prot', source: TRAIL[0] };
  const finding: PlacedFinding = {
    ...verdictOf([]),
    code: 'c',
    severity: 'error',
    where,
    message: '',
    hint: '',
    subject: release,
  };
  const asked = releaseOf('none');
  const { findings } = await withOrigins(
    verdictOf([finding]),
    [{ subject: release!, asked }],
    () => 'new Web({\n  prot: 8080,\n});',
  );
  expect(findings[0]!.where).toEqual({ path: 'spec.values.prot', source: { file: 'main.ts', line: 2 } });
});

afterAll(removeScratch);

describeWithHelm('with the real Helm', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  const FILES = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\n',
    'web/values.yaml': 'size: 1Gi\nclass: built-in\nhostname: ""\nport: 80\nname: ""\nlabel: x\n',
    'web/templates/claim.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: {{ .Values.name | default .Release.Name }}, annotations: { kustomize.toolkit.fluxcd.io/prune: disabled } }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: {{ .Values.class }}
  resources: { requests: { storage: {{ .Values.size }} } }
`,
    'web/templates/service.yaml': `apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { selector: { app: {{ .Release.Name }} }, ports: [{ port: {{ if gt (int .Values.port) 80803 }}{{ fail "port" }}{{ end }}{{ .Values.port }}, targetPort: 70000 }] }
`,
  };
  const release = (values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: site, namespace: default }
spec:
  interval: 1h
  chart: { spec: { chart: web, version: 1.2.3, sourceRef: { kind: HelmRepository, name: charts } } }
  values: ${values}
`;

  async function verdictOn(values: string): Promise<Verdict> {
    const mirror = newFolder();
    const entries = Object.entries(FILES).map(([path, content]) => ({ path, content }));
    writeFileSync(join(mirror, 'web-1.2.3.tgz'), archiveOf(entries));
    const { world, read, releases } = await withCharts(worldOf(release(values)), mirror, realHelm, {
      cache: newFolder(),
    });
    return withOrigins(check(world, ruleSets, read), releases, () => undefined);
  }

  async function valueTold(code: string, values: string): Promise<string | undefined> {
    const { findings } = await verdictOn(values);
    const value = findings.find((finding) => finding.code === code)!.where.value;
    return value && `${value.path} ${value.isProven ? 'proven' : 'likely'}`;
  }

  test('a storage class that is not there is told at its value', async () => {
    expect(await valueTold('storage-class-missing', '{ class: none-such, label: none-such }')).toBe(
      'spec.values.class proven',
    );
  });

  test('a port that is none is told at its value', async () => {
    expect(await valueTold('schema-port', '{ port: 80800, label: "80800" }')).toBe('spec.values.port proven');
  });

  test('a value beside which Helm takes no other is likely, where its key is the only one', async () => {
    expect(await valueTold('schema-port', '{ port: 80803, label: "80803" }')).toBe('spec.values.port likely');
  });

  test('a default of the chart that nobody set is told as one', async () => {
    const { findings } = await verdictOn('{ label: built-in }');
    const { where } = findings.find(({ code }) => code === 'storage-class-missing')!;
    expect(where.value).toMatchObject({ path: 'spec.values.class', isDefault: true, isProven: true });
  });

  test('what a template writes by itself has its template alone', async () => {
    const { findings } = await verdictOn('{ class: "", size: 1Gi, label: http }');
    const { where } = findings.find(({ where: { path } }) => path === 'spec.ports[0].targetPort')!;
    expect([where.template, where.value]).toEqual(['web/templates/service.yaml', undefined]);
  });
});
