import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { BUILD_TIMEOUT } from '../charts/real-helm.ts';
import { Project } from './project.ts';

jest.setTimeout(BUILD_TIMEOUT);

let project: Project;
let folder: string;
beforeAll(() => {
  project = new Project();
});
afterAll(() => project.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const foreign = (text: string): void => writeFileSync(join(folder, 'all.yaml'), text);
const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec: { selector: { app: web }, ports: [{ port: 80800 }] }
`;

test('the shipped lab is clean, with counts in the last line, and is not judged twice', () => {
  const first = project.hensteeth('check');
  expect(first.code).toBe(0);
  expect(first.out).toMatch(
    /✓ \d+ objects, \d+ references, \d+ rules: 0 errors, 0 warnings, \d+ notices; 0 allowed, \d+ not judged\n$/,
  );
  expect(project.hensteeth('check').out).toBe(first.out);
});

test('what was judged before is judged anew after an edit, with the line of the edit', () => {
  const main = project.read('main.ts');
  project.edit('main.ts', "image: 'nginx:1.27.5'", "image: 'nginx:latest'");
  project.edit('main.ts', "size: '1Gi'", "size: '900Gi'");
  const { code, err } = project.hensteeth('check');
  expect(code).toBe(1);
  expect(err).toMatch(/main\.ts:\d+/);
  project.write('main.ts', main);
  project.edit('main.ts', "size: '1Gi'", "size: '900Gi'");
  const full = project.hensteeth('check');
  expect(full.code).toBe(1);
  expect(full.out).toMatch(/main\.ts:\d+\n {2}error capacity-claim StatefulSet experimental\/web/);
  expect(full.out).toMatch(/> +\d+ \| +storage: 900Gi/);
  project.write('main.ts', main);
});

test('with a mirror a verdict is remembered until an archive comes, goes or changes', () => {
  const inMirror = () =>
    project.run('env', [`HENSTEETH_CHART_MIRROR=${folder}`, process.execPath, 'bin/hensteeth.mjs', 'check']);
  const first = inMirror();
  expect(first.code).toBe(0);
  expect(inMirror().out).toBe(first.out);
  // Whether Helm is here or not: this is no chart.
  writeFileSync(join(folder, 'topolvm-15.0.0.tgz'), 'no archive');
  const second = inMirror();
  expect(second.code).toBe(1);
  expect(second.out).toContain('error chart-render HelmRelease topolvm-system/topolvm');
  rmSync(join(folder, 'topolvm-15.0.0.tgz'));
  expect(inMirror().out).toBe(first.out);
});

test('warnings fail the run only with --strict', () => {
  foreign(`apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default }
spec: { containers: [{ name: web, image: nginx }] }
`);
  expect(project.hensteeth('check', folder).code).toBe(0);
  expect(project.hensteeth('check', folder, '--strict').code).toBe(1);
});

test('a folder of YAML is judged, and each finding names file, place and fix', () => {
  foreign(SERVICE);
  const { code, out } = project.hensteeth('check', folder);
  expect(code).toBe(1);
  expect(out).toContain('error schema-port Service default/web spec.ports[0].port');
  expect(out).toContain('service-selects-nothing');
  expect(out).toMatch(/all\.yaml:4\n/);
  expect(out).toContain('fix: ');
});

test('the report for machines keeps to its schema', () => {
  foreign(SERVICE);
  const { code, out } = project.hensteeth('check', folder, '--format', 'json');
  expect(code).toBe(1);
  const schema = JSON.parse(project.read('docs/check-report.schema.json')) as object;
  const validate = new Ajv2020({ strict: false }).compile(schema);
  expect(validate(JSON.parse(out))).toBe(true);
});

test.each(['sarif', 'github'])('the format %s names the rule and the file', (format) => {
  foreign(SERVICE);
  const { code, out } = project.hensteeth('check', folder, '--format', format);
  expect(code).toBe(1);
  expect(out).toContain('schema-port');
  expect(out).toContain('all.yaml');
});

test('a folder that is not there could not be judged', () => {
  const { code, err } = project.hensteeth('check', join(folder, 'nowhere'));
  expect(code).toBe(2);
  expect(err).toContain('nowhere');
  expect(err).not.toMatch(/^ {4}at /m);
});

test('an unknown format is answered with those there are', () => {
  const { code, err } = project.hensteeth('check', '--format', 'xml');
  expect(code).toBe(2);
  expect(err).toContain('sarif');
});

test('the table of capacity says who uses how much, and what there is', () => {
  const { code, out } = project.hensteeth('check', '--capacity');
  expect(code).toBe(0);
  expect(out).toMatch(/experimental-web +0\.05 +0\.1/);
  expect(out).toMatch(/node hensteeth has +16\.00 +63\.9/);
  expect(out).toMatch(/ssd has +750/);
});

test('a rule is explained with a wrong and a right example, and an unknown one with what was meant', () => {
  const { code, out } = project.hensteeth('explain', 'secret-missing');
  expect(code).toBe(0);
  expect(out).toContain('allow.hensteeth/secret-missing');
  const unknown = project.hensteeth('explain', 'secret-mising');
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('secret-missing');
});
