import { sourceLineOf } from '../../lib/charts/source-line.ts';

const LIB = `// size: '2Gi' is enough
const words = 'public';
const secret = 'web-admin';
export function web(props) {
  new Release(layer, 'web', {
    values: {
      persistence: { enabled: true, size: '2Gi', storageClass: props.storageClass },
      cache: { size: '4Gi' },
      other: { size: '4Gi' },
      ingress: { hostname: props.host, port: 8080, class: 'public' },
    },
  });
}
const port = 9090;
`;
const MAIN = `const slow = 'slow-disk';
new Web(lab, {
  host: 'web.example.com',
  storageClass: slow,
});
new Web(lab, { host: 'other.example.com' });
`;
const files = new Map([
  ['lib/web.ts', LIB],
  ['main.ts', MAIN],
]);
const trail = [
  { file: 'lib/web.ts', line: 5 },
  { file: 'main.ts', line: 2 },
];

function lineOf(path: string, value: unknown): string | undefined {
  const found = sourceLineOf(trail, path.split('.'), value, (file) => files.get(file));
  return found && `${found.file}:${found.line}`;
}

test.each([
  ['key and literal in the call', 'persistence.size', '2Gi', 'lib/web.ts:7'],
  ['a number with its key', 'ingress.port', 8080, 'lib/web.ts:10'],
  ['a word that means nothing, with its key', 'ingress.class', 'public', 'lib/web.ts:10'],
  ['a literal under another key, in the call in main.ts', 'ingress.hostname', 'web.example.com', 'main.ts:3'],
  ['a literal outside of the calls', 'persistence.storageClass', 'slow-disk', 'main.ts:1'],
])('%s is found', (_what, path, value, place) => {
  expect(lineOf(path, value)).toBe(place);
});

test.each([
  ['a value that is written twice', 'cache.size', '4Gi'],
  ['a word that means nothing, without its key', 'ingress.ingressClassName', 'public'],
  ['a number without its key', 'ingress.target', 8080],
  ['a value that is composed', 'url', 'https://web.example.com/'],
  ['a map', 'persistence', { size: '2Gi' }],
  ['nothing', 'persistence', undefined],
  ['an empty text', 'persistence.size', ''],
])('%s is left to the line of the construct', (_what, path, value) => {
  expect(lineOf(path, value)).toBeUndefined();
});

test('files that cannot be read, and lines that they do not have, tell nothing', () => {
  expect(sourceLineOf([{ file: 'main.ts', line: 900 }], ['size'], '2Gi', () => undefined)).toBeUndefined();
  expect(sourceLineOf([{ file: 'main.ts', line: 900 }], ['size'], '2Gi', () => "size: '2Gi'")?.line).toBe(1);
});
