import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import { chartUses } from '../releases.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { ingressesOf, type NamedHost, tlsHosts } from './network-ingress.ts';

/** A certificate that somebody wants, and of whom. */
export interface WantedCertificate {
  readonly subject: Subject;
  /** The issuer, where it is among the objects. */
  readonly issuer: Subject | undefined;
  /** Where the issuer is named. */
  readonly issuerPath: string;
  /** Names that the certificate is for; none where a release that is not rendered wants it. */
  readonly names: readonly NamedHost[];
}

const GROUP = 'cert-manager.io';
const CLUSTER_ISSUER = 'cert-manager.io/cluster-issuer';
const ISSUER = 'cert-manager.io/issuer';
/** Values deeper than this are no annotations of a chart. */
const DEPTH = 12;

/** The annotation by which an Ingress asks for a certificate. */
export function issuerAnnotation({ manifest }: Subject): { readonly key: string; readonly name: string } | undefined {
  const annotations = record(manifest.metadata.annotations);
  for (const key of [CLUSTER_ISSUER, ISSUER]) {
    const name = text(annotations[key]);
    if (name !== undefined) return { key, name };
  }
  return undefined;
}

/** Certificates that objects of cert-manager, Ingresses, and the values of releases that are not rendered ask for. */
export function* wantedCertificates(world: World): Generator<WantedCertificate> {
  for (const subject of world.ofKind('Certificate', GROUP)) {
    const spec = record(subject.manifest['spec']);
    const { name, kind } = record(spec['issuerRef']);
    const names = list(spec['dnsNames']).flatMap((host, i) =>
      typeof host === 'string' ? [{ host, path: pathText(['spec', 'dnsNames', i]) }] : [],
    );
    const issuer = issuerOf(world, subject, kind === 'ClusterIssuer', text(name));
    yield { subject, issuer, issuerPath: 'spec.issuerRef.name', names };
  }
  for (const subject of ingressesOf(world)) {
    const asked = issuerAnnotation(subject);
    if (!asked) continue;
    const kind = record(subject.manifest.metadata.annotations)['cert-manager.io/issuer-kind'];
    const issuer = issuerOf(world, subject, asked.key === CLUSTER_ISSUER || kind === 'ClusterIssuer', asked.name);
    const issuerPath = pathText(['metadata', 'annotations', asked.key]);
    yield { subject, issuer, issuerPath, names: tlsHosts(subject) };
  }
  yield* wantedByReleases(world);
}

function* wantedByReleases(world: World): Generator<WantedCertificate> {
  for (const { subject, values, rendered } of chartUses(world)) {
    if (rendered) continue;
    for (const [path, issuerName] of annotationsIn(values, ['spec', 'values'])) {
      const issuer = issuerOf(world, subject, path.at(-1) === CLUSTER_ISSUER, issuerName);
      yield { subject, issuer, issuerPath: pathText(path), names: [] };
    }
  }
}

/** Places where values name an issuer by the key of the annotation. */
function* annotationsIn(value: unknown, path: readonly Step[]): Generator<[readonly Step[], string]> {
  if (value === null || typeof value !== 'object' || path.length > DEPTH) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    const name = text(inner);
    if ((key === CLUSTER_ISSUER || key === ISSUER) && name !== undefined) yield [place, name];
    else yield* annotationsIn(inner, place);
  }
}

function issuerOf(
  world: World,
  { manifest }: Subject,
  clusterWide: boolean,
  name: string | undefined,
): Subject | undefined {
  if (name === undefined) return undefined;
  return clusterWide
    ? world.find(GROUP, 'ClusterIssuer', undefined, name)
    : world.find(GROUP, 'Issuer', manifest.metadata.namespace, name);
}
