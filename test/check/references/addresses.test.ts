import * as fc from 'fast-check';
import { addressesIn } from '../../../lib/check/references/addresses.ts';
import { growth } from '../../growth.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const short = (text: string) => addressesIn(text).map(({ name, namespace, port }) => [name, namespace, port]);

test('an address of a service is read back, wherever it stands in a text', () => {
  fc.assert(
    fc.property(label, label, fc.integer({ min: 1, max: 65535 }), (name, namespace, port) => {
      const host = `${name}.${namespace}.svc`;
      const expected = [[name, namespace, port]];
      for (const text of [
        `http://${host}:${port}`,
        `url: "https://${host}.cluster.local:${port}/path"`,
        `--target=tcp://${host}.:${port},`,
        `${host}:${port}`,
        `--endpoint=${host}:${port}`,
        `--endpoint=dns+${host}:${port}`,
      ]) {
        expect(short(text)).toEqual(expected);
      }
    }),
  );
});

test.each([
  ['http://web', [['web', undefined, 80]]],
  ['https://web.default/x', [['web', 'default', 443]]],
  ['redis://:word@cache.default.svc', [['cache', 'default', undefined]]],
  ['--endpoint=dnssrv+_grpc._tcp.store.default.svc.cluster.local', [['store', 'default', 'grpc']]],
  [
    'a http://x.y, b http://z.y',
    [
      ['x', 'y', 80],
      ['z', 'y', 80],
    ],
  ],
  ['# http://web.default', []],
  ['x: 1\n  # http://web.default\ny: http://wiki.default', [['wiki', 'default', 80]]],
  ['http://web.example.com', []],
  ['http://10.1.2.3:80', []],
  ['http://{{ host }}.svc', []],
  ['http://web.$(NAMESPACE).svc', []],
  ['--flag=value', []],
  ['web.default', []],
])('the text %j has its addresses', (text, expected) => {
  expect(short(text)).toEqual(expected);
});

test.each<[string, (size: number) => string]>([
  ['a scheme and a long name', (size) => `://${'a'.repeat(size)}`],
  ['a long word', (size) => 'a'.repeat(size)],
  ['schemes without hosts', (size) => 'http://'.repeat(size)],
  ['a host of very many labels', (size) => `http://${'a.'.repeat(size)}$`],
])('%s takes no more than eight times as long at four times the length', (_what, make) => {
  const work = (size: number) => {
    const text = make(size);
    return () => addressesIn(text);
  };
  expect(growth(25_000, 100_000, work)).toBeLessThan(8);
});
