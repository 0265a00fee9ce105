import { distance } from 'fastest-levenshtein';
import { isWithin } from '../../values/host.ts';
import { nearest } from '../../values/nearest.ts';
import { fixForUrl } from '../../values/url.ts';
import { quoted } from '../../values/value-error.ts';
import { lacks } from '../lacks.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import type { Report, RuleSet } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { issuerDocs } from './issuer-docs.ts';
import { wantedCertificates } from './network-wanted.ts';

type Fields = Readonly<Record<string, unknown>>;

const TYPES = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'];
const CHALLENGES = ['http01', 'dns01'];
const HTTP_WAYS = ['ingress', 'gatewayHTTPRoute'];
/** Setting of `dns01` that is no provider. */
const STRATEGY = 'cnameStrategy';
const PENDING = 'every order stays pending, and no certificate comes';
const REFUSED = 'the webhook of cert-manager refuses the issuer, and what Flux applies with it waits';

/** Directories of public authorities: host, and the path where it is one and the same for all. */
const DIRECTORIES: ReadonlyMap<string, string | undefined> = new Map([
  ['acme-v02.api.letsencrypt.org', '/directory'],
  ['acme-staging-v02.api.letsencrypt.org', '/directory'],
  ['dv.acme-v02.api.pki.goog', '/directory'],
  ['dv.acme-v02.test-api.pki.goog', '/directory'],
  ['acme.zerossl.com', undefined],
]);
/** An authority that has no directory beside those above. */
const CLOSED_DOMAIN = 'letsencrypt.org';
/** Letters by which a host may differ from a directory and still be meant for it. */
const SLIP = 2;

/** Rules about issuers by themselves: that they can issue, whoever asks them. */
export const issuerRules: RuleSet = {
  rules: issuerDocs,
  judge: (world) => ({ reports: judgeIssuers(world) }),
};

function* judgeIssuers(world: World): Generator<Report> {
  const issuers = ['ClusterIssuer', 'Issuer'].flatMap((kind) => world.ofKind(kind, 'cert-manager.io'));
  if (issuers.length === 0) return;
  const asked = askedWithin(world);
  for (const issuer of issuers) {
    const { spec } = issuer.manifest;
    if (spec === null || typeof spec !== 'object' || Array.isArray(spec)) continue;
    yield* judgeType(issuer, record(spec));
    const { acme } = record(spec);
    if (acme === null || typeof acme !== 'object' || Array.isArray(acme)) continue;
    yield* judgeServer(issuer, record(acme));
    yield* judgeSolvers(issuer, record(acme));
    if (!asked.has(issuer)) yield* judgeZones(world, issuer, record(acme));
  }
}

/** Issuers that are asked for a name of the lab: whether they have a solver for it is judged with that name. */
function askedWithin(world: World): ReadonlySet<Subject> {
  const domain = world.props.facts?.domain;
  const asked = new Set<Subject>();
  if (domain === undefined) return asked;
  for (const { issuer, names } of wantedCertificates(world)) {
    if (issuer && names.some(({ host }) => isWithin(host, domain))) asked.add(issuer);
  }
  return asked;
}

function* judgeType(subject: Subject, spec: Fields): Generator<Report> {
  const given = TYPES.filter((type) => isThere(spec[type]));
  // A type that is misspelt is a field that the schema does not know.
  if (given.length === 1 || Object.keys(spec).some((key) => !TYPES.includes(key))) return;
  const what = given.length === 0 ? 'no type' : `${given.length} types (${given.join(', ')})`;
  yield {
    code: 'issuer-type',
    subject,
    path: 'spec',
    message: `${subjectName(subject)} has ${what}; expected one of ${TYPES.join(', ')}: ${REFUSED}`,
    hint: given.length === 0 ? 'Write acme with a server and solvers, or another type.' : 'Keep one of them.',
  };
}

function* judgeServer(subject: Subject, acme: Fields): Generator<Report> {
  const { server } = acme;
  if (typeof server !== 'string') return;
  const tell = (message: string, hint: string): Report => ({
    code: 'issuer-server',
    subject,
    path: 'spec.acme.server',
    message: `${message}: no account is made there, and the issuer never becomes ready`,
    hint,
  });
  const fix = fixForUrl(server, ['https']);
  if (fix !== undefined) {
    yield tell(`the server is ${quoted(server)}; expected a URL with https://`, fix);
    return;
  }
  const { hostname, pathname } = new URL(server);
  if (DIRECTORIES.has(hostname)) {
    const path = DIRECTORIES.get(hostname);
    if (path !== undefined && pathname.replace(/\/$/, '') !== path) {
      yield tell(`the path is ${quoted(pathname)}; expected '${path}'`, `Write https://${hostname}${path}.`);
    }
    if (lacks(acme, 'email') || acme['email'] === '') yield emailReport(subject, hostname);
    return;
  }
  const meant = directoryMeantBy(hostname);
  if (meant === undefined) return;
  yield tell(
    `the host is '${hostname}', which is no directory of an authority; expected '${meant}'`,
    `Did you mean https://${meant}${DIRECTORIES.get(meant) ?? pathname}?`,
  );
}

/** The directory that a host is a slip of. Other hosts may well be authorities of their own. */
function directoryMeantBy(host: string): string | undefined {
  const known = [...DIRECTORIES.keys()];
  const near = known.find((directory) => distance(directory, host) <= SLIP);
  if (near !== undefined || !isWithin(host, CLOSED_DOMAIN)) return near;
  const own = known.filter((directory) => isWithin(directory, CLOSED_DOMAIN));
  return nearest(host, own) ?? own[0];
}

function emailReport(subject: Subject, host: string): Report {
  return {
    code: 'issuer-email',
    subject,
    path: 'spec.acme.email',
    message: `the account at ${host} has no e-mail address: the authority can tell nobody of a revocation or of trouble with the account`,
    hint: 'Write email with an address that is read.',
  };
}

function* judgeSolvers(subject: Subject, acme: Fields): Generator<Report> {
  const { solvers } = acme;
  const tell = (path: readonly Step[], message: string, hint: string): Report => ({
    code: 'issuer-solver',
    subject,
    path: pathText(['spec', 'acme', 'solvers', ...path]),
    message,
    hint,
  });
  if (lacks(acme, 'solvers')) {
    const message = `${subjectName(subject)} has no solver; expected one at least: ${PENDING}`;
    yield tell([], message, 'Write a solver with dns01 or http01.');
  }
  for (const [i, entry] of list(solvers).entries()) {
    const solver = record(entry);
    const given = CHALLENGES.filter((challenge) => isThere(solver[challenge]));
    const isBlank = given.length === 0 && CHALLENGES.every((challenge) => lacks(solver, challenge));
    if (isBlank || given.length > 1) {
      const what = isBlank ? 'neither http01 nor dns01' : 'both http01 and dns01';
      const hint = isBlank ? 'Write dns01 with its provider, or http01.' : 'Make two solvers of it.';
      yield tell([i], `the solver has ${what}; expected one of them: ${REFUSED}`, hint);
    }
    const { http01, dns01 } = solver;
    if (isRecord(http01) && HTTP_WAYS.every((way) => lacks(record(http01), way))) {
      const message = `http01 has none of ${HTTP_WAYS.join(' and ')}; expected one of them: ${REFUSED}`;
      yield tell([i, 'http01'], message, 'Write ingress with its class.');
    }
    if (!isRecord(dns01)) continue;
    const providers = Object.keys(record(dns01)).filter((key) => key !== STRATEGY && isThere(record(dns01)[key]));
    if (providers.length !== 1) {
      const what = providers.length === 0 ? 'no provider' : `${providers.length} providers (${providers.join(', ')})`;
      const hint = providers.length === 0 ? 'Write the provider of the zone, such as cloudDNS.' : 'Keep one of them.';
      yield tell([i, 'dns01'], `dns01 has ${what}; expected one: ${REFUSED}`, hint);
    }
    yield* judgeCredentials(subject, record(dns01)['cloudDNS'], ['spec', 'acme', 'solvers', i, 'dns01', 'cloudDNS']);
  }
}

/** Without a key cert-manager asks the metadata server of Google Cloud who it is, and there is none in a home lab. */
function* judgeCredentials(subject: Subject, cloudDns: unknown, path: readonly Step[]): Generator<Report> {
  if (!isRecord(cloudDns)) return;
  const field = 'serviceAccountSecretRef';
  const reference = record(cloudDns)[field];
  if (lacks(record(cloudDns), field)) {
    yield {
      code: 'issuer-credentials',
      subject,
      path: pathText([...path, field]),
      message: `cloudDNS has no ${field}; expected the Secret with the key of a service account: outside of Google Cloud nobody gives cert-manager rights to the zone, so ${PENDING}`,
      hint: `Write ${field} with the name and the key of the Secret.`,
    };
  } else if (isRecord(reference) && (lacks(record(reference), 'key') || record(reference)['key'] === '')) {
    yield {
      code: 'issuer-credentials',
      subject,
      path: pathText([...path, field, 'key']),
      message: `${field} names no key of its Secret; expected one: ${REFUSED}`,
      hint: 'Write the key under which the JSON of the service account is stored, such as key.json.',
    };
  }
}

function* judgeZones(world: World, subject: Subject, acme: Fields): Generator<Report> {
  const domain = world.props.facts?.domain;
  const solvers = list(acme['solvers']).map(record);
  if (domain === undefined || solvers.some((solver) => reaches(record(solver['selector']), domain))) return;
  const places = solvers.flatMap((solver, i) =>
    ['dnsZones', 'dnsNames'].flatMap((field) =>
      list(record(solver['selector'])[field]).map((zone, at) => ({ zone: text(zone) ?? '', steps: [i, field, at] })),
    ),
  );
  const near = nearest(
    domain,
    places.map(({ zone }) => zone),
  );
  const place = places.find(({ zone }) => zone === near) ?? places[0];
  if (!place) return;
  const [i, ...rest] = place.steps;
  yield {
    code: 'issuer-zone',
    subject,
    path: pathText(['spec', 'acme', 'solvers', i!, 'selector', ...rest]),
    message: `no solver of ${subjectName(subject)} is for '${domain}' or a part of it, but for '${place.zone}'; expected the lab's domain: for each of its hosts ${PENDING}`,
    hint: `Write '${domain}', or correct domain in the facts.`,
  };
}

/** Whether a selector can take a name of the domain. What is no text is told by the schemas. */
function reaches(selector: Fields, domain: string): boolean {
  const names = list(selector['dnsNames']);
  const zones = list(selector['dnsZones']);
  return (
    (names.length === 0 || names.some((name) => typeof name !== 'string' || isWithin(name, domain))) &&
    (zones.length === 0 ||
      zones.some((zone) => typeof zone !== 'string' || isWithin(domain, zone) || isWithin(zone, domain)))
  );
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isRecord(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
