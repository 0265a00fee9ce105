import { placeholder } from '../../lib/core/placeholder.ts';
import { KEYS } from '../node/keys.ts';
import { labOf, MACHINE, nodeWith, STATIC } from '../node/machines.ts';

const group = { name: 'vg0', deviceClass: 'ssd', sizeGiB: 400 };
const second = { name: 'vg1', deviceClass: 'hdd', sizeGiB: 100 };
const fixed = (more: object) => ({ network: { static: { ...STATIC, ...more } } });

test('a machine is resolved with its defaults', () => {
  const lab = labOf(nodeWith());
  expect(lab.findings).toEqual([]);
  expect(lab.facts.nodes[0]!.machine).toEqual({
    disk: { by: 'by-id', what: '/dev/disk/by-id/nvme-one' },
    sshKeys: [KEYS.ed25519],
    network: { interface: 'en*' },
    user: 'owner',
    timeZone: 'Etc/UTC',
  });
});

test.each<[string, object, string, string]>([
  ['a disk told in two ways', { disk: { serial: 'abc', size: 'largest' } }, 'disk', 'exactly one of'],
  ['no disk', { disk: undefined }, 'disk', 'exactly one of'],
  ['a disk by a name that changes', { disk: { byId: '/dev/sda' } }, 'disk.byId', 'by-id'],
  ['a size that is none', { disk: { size: 'large' } }, 'disk.size', 'largest'],
  ['a disk too small for root and group', { disk: { serial: 'abc', sizeGiB: 500 } }, 'disk.sizeGiB', 'at least 504'],
  ['no keys', { sshKeys: [] }, 'sshKeys', 'at least one public SSH key'],
  ['a key that is cut', { sshKeys: [KEYS.rsa, KEYS.ed25519.slice(0, 50)] }, 'sshKeys[1]', 'a public SSH key'],
  ['a user of the system', { user: 'root' }, 'user', 'user name'],
  ['a zone that is none', { timeZone: 'Berlin' }, 'timeZone', 'time zone'],
  ['an address without its network', fixed({ address: '192.168.1.10' }), 'network.static.address', 'CIDR'],
  ['a router elsewhere', fixed({ gateway: '192.168.2.1' }), 'network.static.gateway', 'another address in'],
  ['the own address as router', fixed({ gateway: '192.168.1.10' }), 'network.static.gateway', 'another address in'],
  ['no name server', fixed({ dns: [] }), 'network.static.dns', 'at least one name server'],
  ['a name server by name', fixed({ dns: ['router.lan'] }), 'network.static.dns[0]', 'IP address'],
  ['an interface with blanks', { network: { interface: 'e n' } }, 'network.interface', 'network interface'],
  ['a supply without a name', { ups: { name: '', host: 'nas', user: 'u' } }, 'ups.name', 'letters'],
])('%s is refused at its path', (_, machine, path, words) => {
  const { findings } = labOf(nodeWith(machine));
  expect(findings.map(({ where }) => where.path)).toEqual([`nodes[0].machine.${path}`]);
  expect(findings[0]!.message).toContain(words);
  expect(findings[0]!.hint).not.toBe('');
});

test('two nodes with one address are told at the second', () => {
  const one = nodeWith({ network: { static: STATIC } });
  const two = { ...nodeWith({ network: { static: { ...STATIC, address: '192.168.1.10/16' } } }), name: 'two' };
  const { findings } = labOf(one, two);
  expect(findings.map(({ where }) => where.path)).toEqual(['nodes[1].machine.network.static.address']);
  expect(findings[0]!.message).toContain('no other node has');
});

test.each<[string, object[], string]>([
  ['two groups on the system disk', [group, second], 'volumeGroups'],
  ['no group on the system disk', [{ ...group, disk: { serial: 'abc' } }], 'volumeGroups'],
  ['a group on the system disk and told so', [group, { ...second, disk: MACHINE.disk }], 'volumeGroups[1].disk'],
  [
    'a group larger than its disk',
    [group, { ...second, disk: { serial: 'abc', sizeGiB: 50 } }],
    'volumeGroups[1].disk.sizeGiB',
  ],
])('%s is refused', (_, volumeGroups, path) => {
  const { findings } = labOf(nodeWith({}, { volumeGroups } as object));
  expect(findings.map(({ where }) => where.path)).toEqual([`nodes[0].${path}`]);
});

test('a node without a machine may have any groups', () => {
  const { machine: _, ...node } = nodeWith({}, { volumeGroups: [group, second] });
  expect(labOf(node).findings).toEqual([]);
});

test('examples in machine facts are listed as open, and the comment of a key is none', () => {
  const sshKeys = [placeholder(KEYS.rsa), `${KEYS.ed25519}.example.com`];
  const { openFacts } = labOf(nodeWith({ disk: { byId: placeholder('/dev/disk/by-id/x') }, sshKeys }));
  expect(openFacts.map(({ path }) => path).filter((path) => path.startsWith('nodes'))).toEqual([
    'nodes[0].machine.disk.byId',
    'nodes[0].machine.sshKeys[0]',
  ]);
});
