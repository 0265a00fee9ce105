import { Project } from './project.ts';

let project: Project;
let shipped: ReturnType<Project['rendered']>;
beforeEach(() => {
  project = new Project();
  shipped = project.rendered();
});
afterEach(() => project.remove());

/** Files that differ from what is shipped. */
const changed = (): string[] => {
  const now = project.rendered();
  return [...new Set([...now.keys(), ...shipped.keys()])].filter((file) => now.get(file) !== shipped.get(file)).sort();
};

test('what is shipped is what main.ts renders, and a run that changes nothing writes nothing', () => {
  const { code, out } = project.hensteeth('synth');
  expect(code).toBe(0);
  expect(out).toMatch(/0 written, 0 removed, \d+ unchanged/);
  expect(out).toMatch(/to fill in.*\n {2}domain +lab\.example\.com/);
});

test('the command of cdk8s writes the same bytes', () => {
  expect(project.run('node_modules/.bin/cdk8s', ['synth']).code).toBe(0);
  expect(changed()).toEqual([]);
});

test('another domain changes only the files that carry it', () => {
  project.edit('main.ts', 'lab.example.com', 'other.example.com');
  expect(project.hensteeth('synth').code).toBe(0);
  expect(changed()).toEqual(
    [...shipped.keys()].filter((file) => shipped.get(file)!.includes('lab.example.com')).sort(),
  );
  expect(changed().length).toBeGreaterThan(2);
});

test('a layer that is removed takes its folder and its Kustomization with it', () => {
  project.edit('main.ts', /new StatefulApp\([\s\S]*?\n}\);\n/, '');
  project.edit('main.ts', '  StatefulApp,\n', '');
  project.edit('main.ts', 'const { priority } = new', 'new');
  const { code, err } = project.hensteeth('synth', '--no-types');
  expect([code, err]).toEqual([0, '']);
  expect(changed()).toEqual([
    'dist/experimental-web/service-web.yaml',
    'dist/experimental-web/statefulset-web.yaml',
    'flux/layers/kustomization-experimental-web.yaml',
  ]);
});

test('a file in dist/ that is not ours is named, left alone, and fails the run', () => {
  project.write('dist/experimental-web/mine.yaml', 'kind: Mine\n');
  const { code, out } = project.hensteeth('synth');
  expect(code).toBe(1);
  expect(out).toContain('dist/experimental-web/mine.yaml [foreign-file]');
  expect(project.read('dist/experimental-web/mine.yaml')).toBe('kind: Mine\n');
});

test('wrong facts and wrong types are told together, in words, and nothing is written', () => {
  project.edit('main.ts', "track: '1.27'", "track: '1.99'");
  project.edit('main.ts', "placeholder('lab.example.com')", "'lab.example.com/'");
  const { code, err } = project.hensteeth('synth');
  expect(code).toBe(1);
  expect(err).toContain("track is '1.99'; expected");
  expect(err).toContain("domain is 'lab.example.com/'; expected");
  expect(err).toMatch(/error main\.ts:\d+ .*\[type\]/);
  expect(err).not.toMatch(/^ {4}at /m);
  expect(changed()).toEqual([]);
});

test('a field that no type knows is refused before it vanishes', () => {
  project.edit('lib/apps/stateful-app.ts', 'replicas: props', 'repicas: props');
  const { code, err } = project.hensteeth('synth');
  expect(code).toBe(1);
  expect(err).toMatch(/lib\/apps\/stateful-app\.ts:\d+ \[type\]\n.*repicas/);
  expect(changed()).toEqual([]);
});

test('a main.ts that throws is told by its line, without a stack', () => {
  project.edit('main.ts', 'export default lab;', "throw new Error('no lab today');");
  const { code, err } = project.hensteeth('synth', '--no-types');
  expect(code).toBe(1);
  expect(err).toMatch(/error main\.ts:\d+ \[main\]\n {2}no lab today/);
  expect(err).not.toMatch(/^ {4}at /m);
});

test('a main.ts that does not parse is shown with the place', () => {
  project.edit('main.ts', 'const lab =', 'const lab = =');
  const { code, err } = project.hensteeth('synth');
  expect(code).toBe(2);
  expect(err).toMatch(/main\.ts:\d+:\d+/);
});

test.each([
  [['snyth'], 'Did you mean synth?'],
  [['synth', '--secret'], 'Did you mean --secrets?'],
])('%j is answered with what was meant', (args, answer) => {
  const { code, err } = project.hensteeth(...args);
  expect(code).toBe(2);
  expect(err).toContain(answer);
});

test.each([[['--help']], [['synth', '--help']], [['imports', '--help']]])('%j shows worked examples', (args) => {
  const { code, out } = project.hensteeth(...args);
  expect(code).toBe(0);
  expect(out).toMatch(/Examples:\n {2}np[mx] /);
});

test('the secrets that the lab needs are listed on request, and nothing is written', () => {
  const { code, out } = project.hensteeth('synth', '--secrets');
  expect(code).toBe(0);
  expect(out).toContain('monitoring/thanos-objstore');
  expect(out).toContain('objstore.yml');
});

test('a reader that stops early is no mistake', () => {
  const { err } = project.run('sh', ['-c', 'node bin/hensteeth.mjs explain | head -n 1']);
  expect(err).toBe('');
});
