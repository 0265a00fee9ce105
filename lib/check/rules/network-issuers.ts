import { isWithin } from '../../values/host.ts';
import { pathText } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { zoneReport } from './network-hosts.ts';
import type { NamedHost } from './network-ingress.ts';
import { type WantedCertificate, wantedCertificates } from './network-wanted.ts';

const PRODUCTION = 'acme-v02.api.letsencrypt.org';
const STAGING = 'acme-staging-v02.api.letsencrypt.org';

/** Certificates against the issuers that are to issue them, and issuers against the facts. */
export function* judgeIssuers(world: World): Generator<Report> {
  const issuers = ['ClusterIssuer', 'Issuer'].flatMap((kind) => world.ofKind(kind, 'cert-manager.io'));
  for (const issuer of issuers) {
    yield* judgeName(issuer);
    yield* judgeCloudDns(world, issuer);
  }
  const staging = issuers.find((issuer) => serverOf(issuer) === STAGING);
  for (const wanted of wantedCertificates(world)) {
    if (!wanted.issuer || !isAcme(wanted.issuer)) continue;
    yield* judgeProduction(world, wanted, wanted.issuer, staging);
    for (const name of wanted.names) yield* judgeSolvers(world, wanted.subject, wanted.issuer, name);
  }
}

function isAcme({ manifest }: Subject): boolean {
  return record(manifest['spec'])['acme'] !== undefined;
}

/** Host of the ACME directory. */
function serverOf({ manifest }: Subject): string | undefined {
  const server = text(record(record(manifest['spec'])['acme'])['server']);
  return server === undefined ? undefined : /^https?:\/\/([^/:?#]+)/i.exec(server)?.[1]?.toLowerCase();
}

function* judgeName(issuer: Subject): Generator<Report> {
  const { name } = issuer.manifest.metadata;
  if (serverOf(issuer) !== PRODUCTION || !/(^|[-.])(staging|stage|test)($|[-.])/.test(name)) return;
  yield {
    code: 'network-acme-production',
    subject: issuer,
    path: 'spec.acme.server',
    message: `issuer '${name}' asks ${PRODUCTION}; expected ${STAGING}, as its name says: trials use up the 50 certificates a week of the domain`,
    hint: `Write https://${STAGING}/directory, or name the issuer for production.`,
  };
}

function* judgeProduction(
  world: World,
  { subject, issuerPath }: WantedCertificate,
  issuer: Subject,
  staging: Subject | undefined,
): Generator<Report> {
  if (world.props.facts?.acme.environment !== 'staging' || serverOf(issuer) !== PRODUCTION) return;
  const meant = staging ? `Use '${staging.manifest.metadata.name}'` : 'Use an issuer of the staging environment';
  yield {
    code: 'network-acme-production',
    subject,
    path: issuerPath,
    message: `${subjectName(issuer)} is Let's Encrypt in production, and the lab's facts say staging; expected an issuer of staging: trials use up the 50 certificates a week of the domain`,
    hint: `${meant}, or set acme.environment to 'production' in the facts.`,
  };
}

function* judgeSolvers(world: World, subject: Subject, issuer: Subject, { host, path }: NamedHost): Generator<Report> {
  const domain = world.props.facts?.domain;
  if (domain !== undefined && !isWithin(host, domain)) {
    // Hosts of Ingresses are told by their rules.
    if (subject.manifest.kind === 'Certificate') yield zoneReport(subject, path, host, domain);
    return;
  }
  const solvers = list(record(record(issuer.manifest['spec'])['acme'])['solvers']).map(record);
  if (solvers.length === 0) return;
  const labels = record(subject.manifest.metadata.labels);
  const able = solvers.filter((solver) => isFor(record(solver['selector']), host, labels));
  if (able.length === 0) {
    yield {
      code: 'network-solver',
      subject,
      path,
      message: `no solver of ${subjectName(issuer)} is for '${host}'; expected a selector that covers it${zonesText(solvers)}: the order stays pending and the certificate never comes`,
      hint: 'Add the zone to a solver, or name a host that one covers.',
    };
  } else if (host.startsWith('*.') && !able.some((solver) => solver['dns01'] !== undefined)) {
    yield {
      code: 'network-wildcard-http01',
      subject,
      path,
      message: `wildcard '${host}' and ${subjectName(issuer)} proves hosts by HTTP01 only; expected a DNS01 solver: the authority gives no HTTP challenge for a wildcard, so the certificate never comes`,
      hint: 'Add a dns01 solver to the issuer, or name the hosts one by one.',
    };
  }
}

/** Whether a solver's selector takes a name. All of its parts must. */
function isFor(
  selector: Readonly<Record<string, unknown>>,
  host: string,
  labels: Readonly<Record<string, unknown>>,
): boolean {
  const names = list(selector['dnsNames']);
  const zones = list(selector['dnsZones']);
  return (
    (names.length === 0 || names.includes(host)) &&
    (zones.length === 0 || zones.some((zone) => typeof zone === 'string' && isWithin(host, zone))) &&
    Object.entries(record(selector['matchLabels'])).every(([key, value]) => labels[key] === value)
  );
}

function zonesText(solvers: readonly Readonly<Record<string, unknown>>[]): string {
  const zones = solvers.flatMap((solver) => list(record(solver['selector'])['dnsZones']));
  return zones.length > 0 ? `, as those for ${zones.slice(0, 5).map(spell).join(', ')} do for theirs` : '';
}

/** DNS-01 through Google Cloud DNS writes into the zone that the facts name. */
function* judgeCloudDns(world: World, issuer: Subject): Generator<Report> {
  const { facts } = world.props;
  if (!facts) return;
  for (const [i, solver] of list(record(record(issuer.manifest['spec'])['acme'])['solvers'])
    .map(record)
    .entries()) {
    const cloudDns = record(record(solver['dns01'])['cloudDNS']);
    const zones = list(record(solver['selector'])['dnsZones']).filter((zone) => typeof zone === 'string');
    // A solver for other domains only has another zone and maybe another project.
    if (zones.length > 0 && !zones.some((zone) => isWithin(zone, facts.domain) || isWithin(facts.domain, zone)))
      continue;
    for (const [key, expected] of [
      ['project', facts.dns.project],
      ['hostedZoneName', facts.dns.zone],
    ] as const) {
      const given = text(cloudDns[key]);
      if (given === undefined || given === expected) continue;
      yield {
        code: 'network-dns-zone',
        subject: issuer,
        path: pathText(['spec', 'acme', 'solvers', i, 'dns01', 'cloudDNS', key]),
        message: `${key} is '${given}'; expected '${expected}', as the facts say: cert-manager would write its proof where nobody looks, and no certificate comes`,
        hint: `Write '${expected}', or correct dns.${key === 'project' ? 'project' : 'zone'} in the facts.`,
      };
    }
  }
}
