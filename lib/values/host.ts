import { isIP, isIPv4 } from 'node:net';
import { isSubdomain, labelLimit, subdomainLimit } from './dns-name.ts';
import { causeOf, fixForLength, lowerHyphenated } from './name-spelling.ts';
import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';

/**
 * Whether DNS and an Ingress both take the text as a host. The API server counts only the whole name, but no resolver
 * and no certificate authority takes a label of more than 63 characters.
 */
function isHost(text: string): boolean {
  return isSubdomain(text) && !isIPv4(text) && text.split('.').every((label) => label.length <= labelLimit);
}

/** The host inside a URL, a host with a port, or a name with a trailing dot. */
function bareHost(text: string): string {
  const afterScheme = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/is.exec(text)?.[1] ?? text;
  const host = /^[^/?#:]*/.exec(afterScheme)?.[0] ?? '';
  return lowerHyphenated(host, true);
}

function fixForHost(text: string): string | undefined {
  if (isHost(text)) return undefined;
  if (text === '') return 'Write a host, such as app.example.org.';
  if (isIP(text) !== 0) return 'Write a DNS name that resolves to this address.';
  if (text.includes('*')) return 'Name the host in full: a wildcard is not allowed here.';
  const better = bareHost(text);
  if (isHost(better)) return `Write ${better}: ${hostCause(text)}.`;
  const longest = text.split('.').find((label) => label.length > labelLimit);
  return (
    fixForLength(text, subdomainLimit) ??
    (longest && fixForLength(longest, labelLimit, `the part ${longest}`)) ??
    'Write a DNS name, such as app.example.org.'
  );
}

function hostCause(text: string): string {
  if (text.includes('://')) return 'a host has no scheme and no path';
  if (text.includes('/')) return 'a host has no path';
  if (/:[0-9]+$/.test(text)) return 'a host has no port';
  return text.endsWith('.') ? 'the dot at the end is not allowed' : causeOf(text, /[-.a-z0-9]/);
}

const hostExpected = 'a host: a DNS name in lower case, at most 253 characters, each part at most 63';

/** Accepts a host as an Ingress rule takes it: a DNS name, no address, no wildcard. */
export const judgeHost: Judge = textJudge(hostExpected, fixForHost);

function fixForWildcard(text: string): string | undefined {
  if (!text.startsWith('*.')) return `Write *. before the domain, such as *.example.org.`;
  // The API server counts the two characters of the wildcard, too.
  const tooLong = fixForLength(text, subdomainLimit);
  if (tooLong) return tooLong;
  const domain = text.slice(2);
  const fix = fixForHost(domain);
  if (fix === undefined) return undefined;
  return domain.includes('*') ? 'Keep one wildcard, as the first part.' : fix.replace(/^Write (?!a )/, 'Write *.');
}

/** Accepts a wildcard host: `*.` before a DNS name. */
export const judgeWildcardHost: Judge = textJudge('a wildcard host: *. before a DNS name', fixForWildcard);

/** Accepts a host or a wildcard host, as the `host` of an Ingress rule and the names of a certificate may be. */
export const judgeHostPattern: Judge = textJudge(`${hostExpected}; its first part may be *`, (text) =>
  text.includes('*') ? fixForWildcard(text) : fixForHost(text),
);

/** Whether the host, or every host of the wildcard, is the zone itself or a name below it. DNS ignores case. */
export function isWithin(host: string, zone: string): boolean {
  const [name, parent] = [host.toLowerCase(), zone.toLowerCase()];
  return name === parent || (parent !== '' && name.endsWith(`.${parent}`));
}

/**
 * Whether a certificate for `pattern` serves `host`, by RFC 6125: a wildcard stands for exactly one label.
 * A wildcard host is served by its own pattern only.
 */
export function covers(pattern: string, host: string): boolean {
  const [name, served] = [host.toLowerCase(), pattern.toLowerCase()];
  if (name === served) return true;
  if (!served.startsWith('*.')) return false;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === served.slice(1);
}
