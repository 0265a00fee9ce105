import { join } from 'node:path';
import { sourceOf, trailOf } from '../../lib/core/source.ts';

const at = (...places: string[]) => ({
  stack: ['Error', ...places.map((place) => `    at new Thing (${join(process.cwd(), place)}:9)`)].join('\n'),
});
const inMain = at('lib/core/layer.ts:1', 'lib/platform/web.ts:20', 'node_modules/x/y.js:3', 'main.ts:7', 'lib/z.ts:1');

test('the trail goes from the construct to main.ts, without the kernel, dependencies and what started main.ts', () => {
  expect(trailOf(inMain)).toEqual([
    { file: 'lib/platform/web.ts', line: 20 },
    { file: 'main.ts', line: 7 },
  ]);
});

test('the source line is that of main.ts, else the nearest outside of the kernel', () => {
  expect(sourceOf(inMain)).toEqual({ file: 'main.ts', line: 7 });
  expect(sourceOf(at('lib/core/layer.ts:1', 'lib/a.ts:2', 'lib/b.ts:3'))).toEqual({ file: 'lib/a.ts', line: 2 });
  expect(sourceOf(undefined)).toBeUndefined();
});
