import { isRenderFailure, type RenderedManifest, readRendered } from '../../lib/charts/rendered.ts';

function read(text: string): readonly RenderedManifest[] {
  const result = readRendered(text);
  if (isRenderFailure(result)) throw new Error(result.message);
  return result;
}

const object = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
const named = (text: string) => read(text).map(({ manifest, template }) => `${manifest.metadata.name} ${template}`);

test('each object has the file that is named above it', () => {
  expect(
    named(`---\n# Source: a/templates/x.yaml\n${object('x')}---\n# Source: a/charts/b/y.yaml\n${object('z')}`),
  ).toEqual(['x a/templates/x.yaml', 'z a/charts/b/y.yaml']);
});

test('a comment of the file that looks like a name of one does not count', () => {
  const text = `---\n# Source: a/crds/x.yaml\n# Source: https://x.test\n---\n# Source: elsewhere/y.yaml\n${object('x')}`;
  expect(named(text)).toEqual(['x a/crds/x.yaml']);
});

test('data that looks like a document does not end the object', () => {
  const text = `---\n# Source: a/templates/x.yaml\n${object('x', 'data:\n  text: |\n    ---\n    # Source: a/b.yaml\n')}`;
  expect(read(text)[0]?.manifest['data']).toEqual({ text: '---\n# Source: a/b.yaml\n' });
});

test('events of a hook are told one by one', () => {
  const annotations = '  annotations:\n    helm.sh/hook: pre-install, test\n';
  expect(read(`---\n# Source: a/t/x.yaml\n${object('x', annotations)}`)[0]?.hooks).toEqual(['pre-install', 'test']);
});

test.each([
  ['a/crds/x.yaml', true],
  ['a/charts/b/crds/x.yaml', true],
  ['a/templates/crds/x.yaml', false],
])('whether %s is in a crds folder: %s', (file, isCrdFile) => {
  expect(read(`---\n# Source: ${file}\n${object('x')}`)[0]?.isCrdFile).toBe(isCrdFile);
});

test('nothing rendered is no object and no failure', () => {
  expect(readRendered('')).toEqual([]);
  expect(readRendered('---\n# Source: a/templates/x.yaml\n# nothing here\n')).toEqual([]);
});

test('what is not YAML is told with its file', () => {
  const result = readRendered('---\n# Source: a/templates/x.yaml\nkind: [\n');
  expect(result).toMatchObject({ template: 'a/templates/x.yaml', message: expect.stringContaining('not YAML') });
});
