import { covers, isWithin } from '../../values/host.ts';
import { nearest } from '../../values/nearest.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { classOf, ingressesOf, pathsOf, ruleHosts, tlsHosts } from './network-ingress.ts';
import { issuerAnnotation } from './network-wanted.ts';

/** Domains that are never in a public zone: names under them are local on purpose. */
const LOCAL = ['local', 'lan', 'internal', 'test', 'localhost', 'home.arpa'];

/** Hosts of Ingresses: one owner each, in the lab's zone, with a certificate where TLS is asked for. */
export function* judgeHosts(world: World): Generator<Report> {
  const ingresses = ingressesOf(world);
  yield* judgeClashes(world, ingresses);
  const secured = new Set(ingresses.flatMap((ingress) => tlsHosts(ingress).map(({ host }) => host.toLowerCase())));
  const domain = world.props.facts?.domain;
  for (const ingress of ingresses) {
    if (domain !== undefined) yield* judgeZone(ingress, domain);
    yield* judgeTls(ingress, secured);
  }
}

function* judgeClashes(world: World, ingresses: readonly Subject[]): Generator<Report> {
  const controllers = controllersOf(world);
  const taken = new Map<string, { readonly ingress: Subject; readonly path: string }>();
  for (const ingress of ingresses) {
    // A canary shares host and path on purpose.
    if (record(ingress.manifest.metadata.annotations)['nginx.ingress.kubernetes.io/canary'] === 'true') continue;
    const name = classOf(world, ingress) ?? '';
    for (const { host, route, exact, path } of pathsOf(ingress)) {
      const key = `${controllers.get(name) ?? name} ${host ?? '*'} ${route} ${exact}`;
      const other = taken.get(key);
      if (!other) {
        taken.set(key, { ingress, path });
        continue;
      }
      const first = other.ingress === ingress ? other.path : `${subjectName(other.ingress)} (${other.path})`;
      yield {
        code: 'network-ingress-clash',
        subject: ingress,
        path,
        message: `${host ?? 'every host'} with path ${route} belongs to ${first}; expected one Ingress for it: the controller serves the older one and leaves this one out in silence`,
        hint: 'Give it another host or path, or remove one of the two.',
      };
    }
  }
}

/** The controller behind each ingress class: two classes of one controller share their hosts. */
function controllersOf(world: World): ReadonlyMap<string, string> {
  const controllers = new Map<string, string>(
    world.track.microk8s.ingressClasses.map(({ name, controller }) => [name, controller]),
  );
  for (const { manifest } of world.ofKind('IngressClass', 'networking.k8s.io')) {
    const controller = text(record(manifest['spec'])['controller']);
    if (controller !== undefined) controllers.set(manifest.metadata.name, controller);
  }
  return controllers;
}

function* judgeZone(ingress: Subject, domain: string): Generator<Report> {
  const secured = new Set(tlsHosts(ingress).map(({ host }) => host));
  for (const { host, path } of ruleHosts(ingress)) {
    if (isWithin(host, domain)) continue;
    if (!secured.has(host) && LOCAL.some((local) => isWithin(host, local))) continue;
    yield zoneReport(ingress, path, host, domain);
  }
}

/** Tells a host that is not the lab's. */
export function zoneReport(subject: Subject, path: string, host: string, domain: string): Report {
  const [first = ''] = host.split('.', 1);
  const meant = nearest(host, [domain, `${first}.${domain}`]) ?? `${first}.${domain}`;
  return {
    code: 'network-host-zone',
    subject,
    path,
    message: `host '${host}' is outside of the lab's domain; expected a name under ${domain}: nothing resolves it to this lab, and no certificate can be proven for it`,
    hint: `Write ${meant}, or another name under ${domain}.`,
  };
}

function* judgeTls(ingress: Subject, secured: ReadonlySet<string>): Generator<Report> {
  const entries = list(record(ingress.manifest['spec'])['tls']);
  const asked = issuerAnnotation(ingress);
  if (entries.length === 0) {
    if (!asked) return;
    yield {
      code: 'network-tls-host',
      subject: ingress,
      path: 'spec.tls',
      message: `${asked.key} asks for a certificate and spec.tls names no host; expected the hosts of the rules: cert-manager makes none, and the hosts answer with the controller's own certificate`,
      hint: 'Add tls: [{ hosts: [...], secretName: ... }], or take the annotation away.',
    };
    return;
  }
  const bare = entries.findIndex((entry) => list(record(entry)['hosts']).length === 0);
  if (bare >= 0) {
    if (!asked) return;
    yield {
      code: 'network-tls-host',
      subject: ingress,
      path: `spec.tls[${bare}].hosts`,
      message: `${asked.key} asks for a certificate and this entry names no host; expected the hosts of the rules: cert-manager makes none`,
      hint: 'Name the hosts of the rules.',
    };
    return;
  }
  const own = tlsHosts(ingress).map(({ host }) => host);
  for (const { host, path } of ruleHosts(ingress)) {
    if (own.some((pattern) => covers(pattern, host)) || isSecured(host.toLowerCase(), secured)) continue;
    const meant = nearest(host, own);
    yield {
      code: 'network-tls-host',
      subject: ingress,
      path,
      message: `host '${host}' is in no tls.hosts; expected one of these to cover it: ${own.join(', ')}. Browsers get the controller's own certificate and warn`,
      hint: meant
        ? `Write '${host}' in place of '${meant}' in tls.hosts, or the other way round.`
        : `Add '${host}' to tls.hosts.`,
    };
  }
}

function isSecured(host: string, secured: ReadonlySet<string>): boolean {
  const dot = host.indexOf('.');
  return secured.has(host) || (dot > 0 && secured.has(`*${host.slice(dot)}`));
}
