import { objectsIn } from '../../../lib/check/read/objects.ts';
import { readText } from '../../../lib/check/read/read-text.ts';
import { manifests, said } from './said.ts';

/** The one fault of a text: its path, message and hint. */
function fault(text: string) {
  const { reports } = readText('a.yaml', text);
  expect(reports.map(({ code }) => code)).toEqual(['object-shape']);
  return reports[0]!;
}

test.each([
  ['a list', '- a\n', 'a list'],
  ['bare text', 'hello\n', '`hello`'],
  ['a bare number', '42\n', '`42`'],
])('%s is no object', (_, text, shown) => {
  expect(fault(text)).toMatchObject({ isForeign: true, message: expect.stringContaining(shown) });
});

test('a key that is nearly apiVersion or kind is named', () => {
  expect(fault('apiversion: v1\nkind: Pod\nmetadata: {name: a}\n').hint).toBe(
    'Did you mean apiVersion where it says `apiversion`?',
  );
  expect(fault('apiVersion: v1\nKind: Pod\nmetadata: {name: a}\n').hint).toContain('`Kind`');
  expect(fault('apiVersion: v1\nkind: Pod\nmetdata: {name: a}\n').hint).toContain('`metdata`');
  expect(fault('apiVersion: v1\nkind: Pod\nmetadata: {nmae: a}\n').hint).toContain('`nmae`');
});

test('what is missing is named', () => {
  expect(fault('kind: Pod\nmetadata: {name: a}\n').message).toContain('apiVersion is missing');
  expect(fault('apiVersion: v1\nmetadata: {name: a}\n').message).toContain('kind is missing');
  expect(fault('apiVersion: v1\nkind: Pod\n').message).toContain('metadata is missing');
  expect(fault('apiVersion: v1\nkind: Pod\nmetadata: {}\n').message).toContain('metadata.name is missing');
});

test('a name that is no text is told with its path', () => {
  const report = fault('apiVersion: v1\nkind: Pod\nmetadata: {name: 123}\n');
  expect(report.path).toBe('metadata.name');
  expect(report.hint).toBe('Put it in quotes: name: "123".');
  expect(fault('apiVersion: v1\nkind: Pod\nmetadata: [a]\n').path).toBe('metadata');
  const placed = fault('apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: {toString: {}}}\n');
  expect(placed.path).toBe('metadata.namespace');
  expect(placed.hint).toBe('Write text: namespace: web.');
  expect(fault('apiVersion: 1\nkind: Pod\nmetadata: {name: a}\n').path).toBe('apiVersion');
});

test('a document without anything of an object is foreign, one that lacks a part is not', () => {
  expect(fault('site: docs\n').isForeign).toBe(true);
  expect(fault('kind: Pod\n').isForeign).toBe(false);
});

test('generateName does for a name', () => {
  const text = 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: backup-}\n';
  expect(said(text)).toEqual([]);
  expect(manifests(text)).toMatchObject([{ metadata: { generateName: 'backup-', name: 'backup-xxxxx' } }]);
});

test('the items of a List are objects, those of a List in it too', () => {
  const item = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const inner = { apiVersion: 'v1', kind: 'List', items: [item('b')] };
  const { manifests: found, shapeless } = objectsIn({ apiVersion: 'v1', kind: 'List', items: [inner, item('a'), 7] });
  expect(found.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  expect(shapeless.map(({ path }) => path)).toEqual(['items[2]']);
});

test('the items of a typed list get the kind that kubectl leaves out', () => {
  const { manifests: found } = objectsIn({ apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a' } }] });
  expect(found).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }]);
});

test('a kind that ends in List and has no items is an object', () => {
  expect(said('apiVersion: example.org/v1\nkind: AllowList\nmetadata: {name: a}\n')).toEqual([]);
});
