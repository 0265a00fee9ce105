import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

/** How names lead to machines, and which addresses belong to the tailnet. */
export interface Network {
  /** All addresses that a name leads to here, in the order in which they are tried. @throws Error when it leads nowhere */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  /** The same for connections; `undefined` for the way of this machine. */
  readonly lookup: LookupFunction | undefined;
  readonly isTailnet: (address: string) => boolean;
  /** Port of the ingress controller. */
  readonly ingressPort: number;
  /** PEM that certificates of hosts are judged by; `undefined` for those that this machine trusts. */
  readonly authority: string | undefined;
}

const RANGES = new BlockList();
RANGES.addSubnet('100.64.0.0', 10, 'ipv4');
RANGES.addSubnet('fd7a:115c:a1e0::', 48, 'ipv6');

/** Whether an address is one of those that Tailscale gives to machines. */
export function isTailnetAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  return isIP(plain) !== 0 && RANGES.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** The network as this machine has it. */
export const thisNetwork: Network = {
  resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  lookup: undefined,
  isTailnet: isTailnetAddress,
  ingressPort: 443,
  authority: undefined,
};
