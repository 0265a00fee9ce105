import { appendFileSync, chmodSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentOf, writeContent } from '../../lib/drill/known-content.ts';

const root = mkdtempSync(join(tmpdir(), 'known-content-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function written(name: string): string {
  const folder = mkdtempSync(join(root, 'f'));
  writeContent(folder, name);
  return folder;
}

test('the same name gives the same content, and another name another', () => {
  const [one, same, other] = ['a', 'a', 'b'].map((name) => contentOf(written(name)));
  expect([same!.hash, same!.bytes, same!.files]).toEqual([one!.hash, one!.bytes, 5]);
  expect(other!.hash).not.toBe(one!.hash);
});

test.each<[string, (folder: string) => void]>([
  ['a byte more', (folder) => appendFileSync(join(folder, 'whose.txt'), ' ')],
  ['a file cut short', (folder) => truncateSync(join(folder, 'deep/er/2.bin'), 100)],
  ['a file gone', (folder) => rmSync(join(folder, 'empty'))],
  ['a file too many', (folder) => writeFileSync(join(folder, 'more'), '')],
  ['another name', (folder) => renameSync(join(folder, 'empty'), join(folder, 'void'))],
  ['another mode', (folder) => chmodSync(join(folder, 'deep/er/0.bin'), 0o600)],
])('%s is another content', (_what, change) => {
  const folder = written('a');
  const before = contentOf(folder).hash;
  change(folder);
  expect(contentOf(folder).hash).not.toBe(before);
});
