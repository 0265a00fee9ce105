import { spawnSync } from 'node:child_process';
import { setValue } from '../../lib/charts/set-value.ts';
import { BUILD_TIMEOUT, describeWithHelm, realHelm, removeScratch } from './real-helm.ts';
import { writeSketch } from './values-dump.ts';

afterAll(removeScratch);

function set(path: string, value: string): unknown {
  const values = {};
  setValue(values, path, value);
  return values;
}

describeWithHelm('setting a value as Helm does', () => {
  jest.setTimeout(BUILD_TIMEOUT);
  beforeAll(realHelm.path);

  test.each([
    ['a', 'x'],
    ['a.b', '7'],
    ['a', '007'],
    ['a', '0'],
    ['a', '-3'],
    ['a', '1.5'],
    ['a', 'TRUE'],
    ['a', ''],
    ['a', 'null'],
    ['a', '{x,1,true}'],
    ['a', 'x,b.c=2'],
    ['a', 'x\\,y'],
    ['a', 'b=c'],
    ['a\\.b.c', 'x'],
    ['a[1].b', 'x'],
    ['a[0][1]', 'x'],
    ['a[0].b[1]', '2'],
  ])('%s=%s', async (path, value) => {
    const folder = writeSketch({ name: 'root' });
    const { stdout } = spawnSync(await realHelm.path(), ['template', 'r', folder, '--set', `${path}=${value}`]);
    const dump = /values: (\S+) \}/.exec(stdout.toString())?.[1] ?? '';
    // Items that were skipped are null.
    expect(JSON.parse(JSON.stringify(set(path, value)))).toEqual(JSON.parse(Buffer.from(dump, 'base64').toString()));
  });
});

test.each([
  ['a', 'x,y', "'y' has no value"],
  ['a[x]', '1', "'x' is no index of a list"],
  ['a[99999]', '1', "'99999' is no index of a list"],
  ['a[0]b', '1', "'b' stands behind an index"],
  ['a', '{x', "a list ends with '}'"],
])('%s=%s is refused with what does not fit', (path, value, message) => {
  expect(() => set(path, value)).toThrow(message);
});

test('a value that is there and no map is not walked through', () => {
  expect(() => setValue({ a: 'x' }, 'a.b', '1')).toThrow("'a' is no map");
});
