import { isIPv4, isIPv6 } from 'node:net';
import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';
import { insist } from './value-error.ts';

/** An IP address as a number. */
interface Address {
  readonly family: 4 | 6;
  readonly number: bigint;
}

/** Node takes `fe80::1%eth0`, which names an interface of one machine and which Kubernetes refuses. */
function isAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes('%'));
}

const ipExpected = 'an IP address, IPv4 or IPv6';

function fixForIp(text: string): string | undefined {
  if (isAddress(text)) return undefined;
  const bare = text.trim().replace(/^\[|\]$/g, '');
  const [address = ''] = bare.split(/[/%]/, 1);
  for (const candidate of [bare, address, withoutLeadingZeros(address)]) {
    if (isAddress(candidate)) return `Write ${candidate}.`;
  }
  return 'Write four numbers from 0 to 255 with dots, such as 192.168.1.10.';
}

/** `010.0.0.1` is 8.0.0.1 to some programs and 10.0.0.1 to others. */
function withoutLeadingZeros(text: string): string {
  return text.length > 40 ? text : text.replace(/(^|\.)0+(?=[0-9])/g, '$1');
}

/** Accepts an IPv4 or IPv6 address without a zone. */
export const judgeIp: Judge = textJudge(ipExpected, fixForIp);

const cidrExpected = 'a network in CIDR notation, such as 192.168.1.0/24';

function fixForCidr(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) {
    if (isIPv4(text)) return `Write ${text}/32 for one address, ${text.replace(/[0-9]+$/, '0')}/24 for its network.`;
    return isAddress(text) ? `Write ${text}/128 for one address.` : 'Write an address, a slash and the prefix length.';
  }
  const address = text.slice(0, slash);
  const length = text.slice(slash + 1);
  const fix = fixForIp(address);
  if (fix !== undefined) return fix.replace(/^Write (\S+)\.$/, `Write $1/${length}.`);
  const bits = isIPv4(address) ? 32 : 128;
  if (/^(0|[1-9][0-9]{0,2})$/.test(length) && Number(length) <= bits) return undefined;
  const plain = length.replace(/^0+(?=[0-9])/, '');
  return /^[0-9]{1,3}$/.test(plain) && Number(plain) <= bits
    ? `Write ${address}/${plain}.`
    : `Write a prefix length from 0 to ${bits} after the slash.`;
}

/** Accepts an IPv4 or IPv6 network in CIDR notation. Bits beyond the prefix may be set, as the API server allows. */
export const judgeCidr: Judge = textJudge(cidrExpected, fixForCidr);

function toAddress(text: string): Address {
  if (isIPv4(text)) return { family: 4, number: fromIPv4(text) };
  const number = fromIPv6(text);
  // An IPv4 address in IPv6 clothes (::ffff:10.0.0.1) is the IPv4 address, as it is in Go.
  return number >> 32n === 0xffffn ? { family: 4, number: number & 0xffffffffn } : { family: 6, number };
}

function fromIPv4(text: string): bigint {
  return BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
}

function fromIPv6(text: string): bigint {
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  if (tail.includes('.')) {
    const low = fromIPv4(tail);
    return fromIPv6(`${text.slice(0, lastColon + 1)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const [head = '', rest] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(rest ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** A range of IP addresses. */
export class Cidr {
  readonly #text: string;
  readonly #low: bigint;
  readonly #high: bigint;
  /** 4 or 6. */
  readonly family: 4 | 6;
  /** Length of the prefix, in bits. */
  readonly prefix: number;

  private constructor(text: string, address: Address, prefix: number) {
    const free = BigInt((address.family === 4 ? 32 : 128) - prefix);
    this.#text = text;
    this.#low = (address.number >> free) << free;
    this.#high = this.#low + (1n << free) - 1n;
    this.family = address.family;
    this.prefix = prefix;
  }

  /** @throws ValueError when `judgeCidr` refuses the text */
  static parse(text: string): Cidr {
    insist(text, judgeCidr);
    const [address = '', length = ''] = text.split('/');
    const family = isIPv4(address) ? 4 : 6;
    const number = family === 4 ? fromIPv4(address) : fromIPv6(address);
    return new Cidr(text, { family, number }, Number(length));
  }

  /** How many addresses the range has, network and broadcast included. */
  get size(): bigint {
    return this.#high - this.#low + 1n;
  }

  /**
   * Whether the address lies in the range. An address of the other family does not.
   *
   * @throws ValueError when `judgeIp` refuses the text
   */
  contains(ip: string): boolean {
    insist(ip, judgeIp);
    const address = toAddress(ip);
    return address.family === this.family && address.number >= this.#low && address.number <= this.#high;
  }

  /** Whether the two ranges share an address. */
  overlaps(other: Cidr): boolean {
    return this.family === other.family && this.#low <= other.#high && other.#low <= this.#high;
  }

  /** The text that was parsed. */
  toString(): string {
    return this.#text;
  }
}
