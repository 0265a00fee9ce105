import { Cidr, judgeCidr, judgeIp } from '../values/cidr.ts';
import { judgeHost } from '../values/host.ts';
import { integerBetween } from '../values/integer.ts';
import {
  judgeDiskLink,
  judgeDiskSerial,
  judgeInterface,
  judgeNutName,
  judgeTimeZone,
  judgeUserName,
} from '../values/machine.ts';
import type { Judge } from '../values/refusal.ts';
import { judgeSshKey } from '../values/ssh-key.ts';
import { oneOf } from '../values/text.ts';
import type { NodeFacts } from './facts.ts';
import type { OpenFact, Tell } from './facts-judge.ts';
import type { DiskFacts, MachineFacts, ResolvedDisk, ResolvedMachine, StaticAddressFacts } from './machine-facts.ts';
import { type Fact, factText, Placeholder } from './placeholder.ts';

/** What stands in front of the volume group on the system disk, in GiB: the EFI and boot partitions, and what alignment takes. */
export const BOOT_GIB = 4;
const DISK_KEYS = ['byId', 'serial', 'size'] as const;
const MOST_GIB = 1_048_576;

/** Judges machines, one after the other: two may not share an address or a disk. */
export class MachineJudge {
  readonly #tell: Tell;
  readonly #open: OpenFact[];
  readonly #addresses = new Set<string>();

  constructor(tell: Tell, open: OpenFact[]) {
    this.#tell = tell;
    this.#open = open;
  }

  /** The machine of a node, resolved; `undefined` for a node that the owner installs without this project. */
  judge(node: NodeFacts, at: string): ResolvedMachine | undefined {
    const { machine } = node;
    const groups = Array.isArray(node.volumeGroups) ? (node.volumeGroups as NodeFacts['volumeGroups']) : [];
    groups.forEach((group, i) => {
      if (group.disk !== undefined) this.disk(group.disk, `${at}.volumeGroups[${i}].disk`, group.sizeGiB);
    });
    if (machine === undefined) return undefined;
    const here = `${at}.machine`;
    if (typeof machine !== 'object' || machine === null) {
      this.#tell(here, machine, () => ({ expected: 'the facts of a machine', fix: 'Write { disk, sshKeys }.' }));
      return undefined;
    }
    this.#tell(`${at}.volumeGroups`, groups, oneOnSystemDisk);
    const onSystem = groups.find((group) => group.disk === undefined);
    const disk = this.disk(machine.disk, `${here}.disk`, BOOT_GIB + node.rootGiB + (onSystem?.sizeGiB ?? 0));
    this.#twice(disk, groups, at);
    return { ...this.#rest(machine, here), disk };
  }

  /** One disk, which must hold so many GiB. */
  disk(facts: DiskFacts | undefined, at: string, needGiB: number): ResolvedDisk {
    this.#tell(at, facts, oneKey);
    const key = DISK_KEYS.find((one) => facts?.[one] !== undefined) ?? 'serial';
    const what = this.#text(facts?.[key] ?? '', `${at}.${key}`);
    const judges = { byId: judgeDiskLink, serial: judgeDiskSerial, size: oneOf(['largest', 'smallest']) };
    if (facts?.[key] !== undefined) this.#tell(`${at}.${key}`, what, judges[key]);
    const sizeGiB = facts?.sizeGiB;
    if (sizeGiB !== undefined) {
      this.#tell(`${at}.sizeGiB`, sizeGiB, integerBetween(1, MOST_GIB));
      if (Number.isFinite(needGiB)) this.#tell(`${at}.sizeGiB`, sizeGiB, holds(needGiB));
    }
    return { by: key === 'byId' ? 'by-id' : key, what, ...(sizeGiB === undefined ? {} : { sizeGiB }) };
  }

  #rest(machine: MachineFacts, at: string): Omit<ResolvedMachine, 'disk'> {
    const { network = {}, user = 'owner', timeZone = 'Etc/UTC', ups } = machine;
    const keys = Array.isArray(machine.sshKeys) ? (machine.sshKeys as readonly Fact[]) : [];
    this.#tell(`${at}.sshKeys`, machine.sshKeys, atLeastOneKey);
    const sshKeys = keys.map((key, i) => this.#text(key, `${at}.sshKeys[${i}]`));
    sshKeys.forEach((key, i) => {
      this.#tell(`${at}.sshKeys[${i}]`, key, judgeSshKey);
    });
    this.#tell(`${at}.user`, user, judgeUserName);
    this.#tell(`${at}.timeZone`, timeZone, judgeTimeZone);
    const card = network.interface ?? 'en*';
    this.#tell(`${at}.network.interface`, card, judgeInterface);
    if (network.static) this.#address(network.static, `${at}.network.static`);
    if (ups) {
      this.#tell(`${at}.ups.name`, ups.name, judgeNutName);
      this.#tell(`${at}.ups.host`, ups.host, (value) => (judgeIp(value) === undefined ? undefined : judgeHost(value)));
      this.#tell(`${at}.ups.user`, ups.user, judgeNutName);
    }
    const fixed = network.static ? { static: network.static } : {};
    return { sshKeys, user, timeZone, network: { interface: card, ...fixed }, ...(ups ? { ups } : {}) };
  }

  #address(facts: StaticAddressFacts, at: string): void {
    const { address, gateway, dns } = facts;
    this.#tell(`${at}.address`, address, judgeCidr);
    this.#tell(`${at}.gateway`, gateway, judgeIp);
    const bare = String(address).split('/')[0]!;
    if (judgeCidr(address) === undefined) {
      const network = Cidr.parse(address);
      if (judgeIp(gateway) === undefined) this.#tell(`${at}.gateway`, gateway, routerOf(network, bare));
      this.#tell(`${at}.address`, address, notAmong(this.#addresses));
      this.#addresses.add(bare);
    }
    this.#tell(`${at}.dns`, dns, (value) =>
      Array.isArray(value) && value.length > 0
        ? undefined
        : {
            expected: 'a list with at least one name server',
            fix: `Write ['${gateway}'], the router, when it answers.`,
          },
    );
    if (Array.isArray(dns)) {
      (dns as readonly string[]).forEach((server, i) => {
        this.#tell(`${at}.dns[${i}]`, server, judgeIp);
      });
    }
  }

  /** A disk that is told the same way twice would be given to two groups. */
  #twice(system: ResolvedDisk, groups: NodeFacts['volumeGroups'], at: string): void {
    const taken = new Set([`${system.by} ${system.what}`]);
    groups.forEach((group, i) => {
      const key = DISK_KEYS.find((one) => group.disk?.[one] !== undefined);
      if (key === undefined) return;
      const what = factText(group.disk![key]!);
      const name = `${key === 'byId' ? 'by-id' : key} ${what}`;
      const before = taken.has(name);
      this.#tell(`${at}.volumeGroups[${i}].disk`, what, () =>
        before
          ? { expected: 'a disk that nothing else is on', fix: 'Give each volume group a disk of its own.' }
          : undefined,
      );
      taken.add(name);
    });
  }

  #text(fact: Fact, path: string): string {
    const value = factText(fact);
    // A key's comment may name any host, so that only what is marked as an example is one.
    if (fact instanceof Placeholder) this.#open.push({ path, value });
    return value;
  }
}

const oneKey: Judge = (value) => {
  const given = DISK_KEYS.filter((key) => (value as DiskFacts | undefined)?.[key] !== undefined);
  if (given.length === 1) return undefined;
  return {
    expected: 'exactly one of byId, serial and size',
    fix: "Write { byId: '/dev/disk/by-id/...' }, or { size: 'largest' } for a machine with one disk.",
  };
};

const oneOnSystemDisk: Judge = (value) => {
  const count = (value as NodeFacts['volumeGroups']).filter((group) => group.disk === undefined).length;
  return count === 1
    ? undefined
    : {
        expected: `exactly one volume group without a disk of its own, not ${count}: the one on the system disk`,
        fix: 'Give each other group the disk that it is on.',
      };
};

const atLeastOneKey: Judge = (value) =>
  Array.isArray(value) && value.length > 0
    ? undefined
    : {
        expected: 'a list with at least one public SSH key',
        fix: 'Write the line of ~/.ssh/id_ed25519.pub: without a key nobody can log in.',
      };

function holds(needGiB: number): Judge {
  return (value) =>
    typeof value !== 'number' || value >= needGiB
      ? undefined
      : {
          expected: `at least ${needGiB}: what the root volume, its boot partitions and the volume group take together`,
          fix: 'Make rootGiB or the sizeGiB of the group smaller, or name a larger disk.',
        };
}

function routerOf(network: Cidr, own: string): Judge {
  return (value) =>
    network.contains(String(value)) && value !== own
      ? undefined
      : { expected: `another address in ${network}`, fix: "Write the router's address, as ip route prints it." };
}

function notAmong(taken: ReadonlySet<string>): Judge {
  const before = new Set(taken);
  return (value) =>
    before.has(String(value).split('/')[0]!)
      ? { expected: 'an address that no other node has', fix: 'Give each node an address of its own.' }
      : undefined;
}
