/** An address in a text that may be that of a service. */
export interface Address {
  readonly name: string;
  /** Namespace, where the address names one. */
  readonly namespace: string | undefined;
  /** Whether the address says that it is a service's: `name.namespace.svc`. */
  readonly sure: boolean;
  /** Whether its last part is the end of hosts outside as well: `nas.home`, `web.dev`. */
  readonly maybeOutside: boolean;
  /** Port by number, or by name in a lookup of SRV records. */
  readonly port: number | string | undefined;
  /** As it stands in the text. */
  readonly text: string;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = `${LABEL}(?:\\.${LABEL}){0,9}`;
/** `scheme://user@host:port`, or `dns+host:port` as Thanos writes it; nothing may follow that makes the host longer. */
const ADDRESS = new RegExp(
  `(?:([a-z][a-z0-9+]{0,15})://(?:[^\\s/@"']{0,99}@)?|\\b(dns(?:srv(?:noa)?)?)\\+((?:_[a-z0-9-]+\\.)*))(${HOST})\\.?(?::(\\d{1,5}))?(?=[/?#\\s,;"'\\])}]|$)`,
  'gi',
);
/** A value or a flag that is nothing but an address: `--endpoint=name.namespace.svc:10901`. */
const BARE = new RegExp(`^(?:--[\\w.-]{1,60}=)?(${HOST})(?::(\\d{1,5}))?$`, 'i');
const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
/** Ends of hosts, on the internet or in home networks, that namespaces are called by too. */
const OUTSIDE = new Set(
  'app auth blog box chat cloud corp dev digital email family games group home host info internal lab lan live local media net network online page photos run services shop social space storage store systems team tech test tools video work zone'.split(
    ' ',
  ),
);
const CLUSTER_DOMAIN = '.cluster.local';
/** How far before an address its line is taken to begin. */
const LONGEST_COMMENT = 400;

/** Addresses in a text that can be those of services, commented-out lines left aside. */
export function addressesIn(text: string): Address[] {
  const [, bareHost, barePort] = BARE.exec(text) ?? [];
  if (bareHost) {
    const address = read(bareHost, barePort === undefined ? undefined : Number(barePort), text);
    return address && (address.sure || barePort !== undefined) ? [address] : [];
  }
  if (!text.includes('://') && !text.includes('dns')) return [];
  const found: Address[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    if (isComment(text, match.index)) continue;
    const [whole, scheme, lookup, service = '', host = '', port] = match;
    const number = port === undefined ? DEFAULT_PORTS[(scheme ?? '').toLowerCase()] : Number(port);
    const named = lookup?.startsWith('dnssrv') ? /^_([^.]+)\./.exec(service)?.[1] : undefined;
    const address = read(host, named ?? number, whole);
    if (address) found.push(address);
  }
  return found;
}

function read(host: string, port: number | string | undefined, text: string): Address | undefined {
  const lower = host.toLowerCase();
  const short = lower.endsWith(CLUSTER_DOMAIN) ? lower.slice(0, -CLUSTER_DOMAIN.length) : lower;
  if (/^[\d.]+$/.test(short) || short === 'localhost') return undefined;
  const labels = short.split('.');
  if (labels.at(-1) === 'svc') {
    const [name, namespace] = labels.slice(-3, -1);
    return name && namespace ? { name, namespace, sure: true, maybeOutside: false, port, text } : undefined;
  }
  const [name = '', namespace, ...more] = labels;
  if (more.length > 0) return undefined;
  return { name, namespace, sure: false, maybeOutside: namespace !== undefined && OUTSIDE.has(namespace), port, text };
}

function isComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LONGEST_COMMENT), at);
  const line = before.lastIndexOf('\n') + 1;
  return (line > 0 || at <= LONGEST_COMMENT) && /^\s*(#|;|\/\/)/.test(before.slice(line));
}
