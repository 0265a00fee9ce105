import { BlockList } from 'node:net';
import fc from 'fast-check';
import { Cidr, judgeCidr, judgeIp } from '../../lib/values/cidr.ts';
import { ValueError } from '../../lib/values/value-error.ts';

test.each([
  '10.0.0.0/8',
  '192.168.1.7/24',
  '0.0.0.0/0',
  '10.0.0.1/32',
  'fd00::/8',
  '::/0',
  '::1/128',
  '::ffff:1.2.3.4/128',
])('%s is a network', (text) => {
  expect(judgeCidr(text)).toBeUndefined();
  expect(String(Cidr.parse(text))).toBe(text);
});

test.each([
  ['192.168.1.7', 'Write 192.168.1.7/32 for one address, 192.168.1.0/24 for its network.'],
  ['fd00::1', 'Write fd00::1/128 for one address.'],
  ['10.0.0.0/33', 'Write a prefix length from 0 to 32 after the slash.'],
  ['10.0.0.0/', 'Write a prefix length from 0 to 32 after the slash.'],
  ['fd00::/129', 'Write a prefix length from 0 to 128 after the slash.'],
  ['10.0.0.0/08', 'Write 10.0.0.0/8.'],
  ['010.0.0.0/8', 'Write 10.0.0.0/8.'],
  ['fe80::%eth0/64', 'Write fe80::/64.'],
  ['10.0.0.1-10.0.0.9', 'Write an address, a slash and the prefix length.'],
])('%p is no network: %s', (text, fix) => {
  expect(judgeCidr(text)?.fix).toBe(fix);
  expect(() => Cidr.parse(text)).toThrow(ValueError);
});

test.each(['192.168.1.10', '0.0.0.0', '::', 'fd00::1', '::ffff:1.2.3.4'])('%s is an address', (text) => {
  expect(judgeIp(text)).toBeUndefined();
});

test.each([
  ['192.168.1.256', 'Write four numbers from 0 to 255 with dots, such as 192.168.1.10.'],
  ['192.168.1.0/24', 'Write 192.168.1.0.'],
  ['192.168.001.010', 'Write 192.168.1.10.'],
  ['[fd00::1]', 'Write fd00::1.'],
  ['fe80::1%eth0', 'Write fe80::1.'],
  ['localhost', 'Write four numbers from 0 to 255 with dots, such as 192.168.1.10.'],
])('%p is no address: %s', (text, fix) => {
  expect(judgeIp(text)?.fix).toBe(fix);
});

const ipv4Number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const ipv4Text = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

test('an IPv4 network contains what arithmetic says', () => {
  fc.assert(
    fc.property(ipv4Number, ipv4Number, fc.integer({ min: 0, max: 32 }), fc.boolean(), (base, other, prefix, near) => {
      const size = 2 ** (32 - prefix);
      // Half of the addresses are drawn from around the network, since few others hit a small one.
      const low = Math.floor(base / size) * size;
      const address = near ? Math.min(2 ** 32 - 1, Math.max(0, low - size + (other % (3 * size)))) : other;
      const cidr = Cidr.parse(`${ipv4Text(base)}/${prefix}`);
      expect(cidr.contains(ipv4Text(address))).toBe(address >= low && address < low + size);
      expect(cidr.size).toBe(BigInt(size));
    }),
  );
});

test('a network of either family contains what the platform says', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.boolean(), (base, other, prefix, same) => {
      const list = new BlockList();
      list.addSubnet(base, prefix, 'ipv6');
      const address = same ? `${base.split(':')[0] || '0'}::1` : other;
      fc.pre(!/^[0:]*:ffff:/i.test(address));
      expect(Cidr.parse(`${base}/${prefix}`).contains(address)).toBe(list.check(address, 'ipv6'));
    }),
  );
});

test('an address of the other family is outside', () => {
  expect(Cidr.parse('0.0.0.0/0').contains('::1')).toBe(false);
  expect(Cidr.parse('::/0').contains('10.0.0.1')).toBe(false);
});

test('an IPv4 address in IPv6 clothes is the IPv4 address', () => {
  expect(Cidr.parse('10.0.0.0/8').contains('::ffff:10.1.2.3')).toBe(true);
  expect(Cidr.parse('10.0.0.0/8').contains('::ffff:a01:203')).toBe(true);
});

test('a text that is no address is refused, not outside', () => {
  expect(() => Cidr.parse('10.0.0.0/8').contains('10.0.0')).toThrow(ValueError);
});

test('two networks overlap exactly when one contains the start of the other', () => {
  fc.assert(
    fc.property(
      fc.tuple(ipv4Number, fc.integer({ min: 0, max: 8 })),
      fc.tuple(ipv4Number, fc.integer({ min: 0, max: 8 })),
      ([a, p], [b, q]) => {
        const start = (number: number, prefix: number) =>
          ipv4Text(Math.floor(number / 2 ** (32 - prefix)) * 2 ** (32 - prefix));
        const [one, two] = [Cidr.parse(`${ipv4Text(a)}/${p}`), Cidr.parse(`${ipv4Text(b)}/${q}`)];
        expect(one.overlaps(two)).toBe(one.contains(start(b, q)) || two.contains(start(a, p)));
      },
    ),
  );
  expect(Cidr.parse('0.0.0.0/0').overlaps(Cidr.parse('::/0'))).toBe(false);
});
