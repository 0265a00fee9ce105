import { distance } from 'fastest-levenshtein';
import { nearest } from '../../values/nearest.ts';
import { lacks } from '../lacks.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { NAMESPACE } from '../references/kind.ts';
import { recordsOf, textOf } from '../references/scope.ts';
import { isFromChart } from '../releases.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';
const SERVICE_LABEL = 'kubernetes.io/service-name';
const WRITES = new Set(['create', 'update', 'patch', '*']);
const ENDPOINTS = new Set(['endpoints', 'endpointslices', '*']);
/** Letters by which a name is a slip of another one, in a world where not all namespaces are known. */
const SLIP = 2;

/** Judges headless services that select no pods and are given no addresses by anybody. Others are judged by what they select. */
export function judgeSelectorless(world: World, facts: ReferenceFacts, findings: ReferenceFindings): void {
  const { scopes, unknowns } = facts;
  const services = world.ofKind('Service', '').filter((service) => !isFromChart(service));
  const bare = services.filter(({ manifest }) => isSelectorless(manifest['spec']));
  if (bare.length === 0) return;
  const addressed = addressedServices(world, facts);
  const written = namespacesWithWriters(world, facts);
  for (const subject of bare) {
    const namespace = scopes.namespaceOf(subject.manifest);
    const { name } = subject.manifest.metadata;
    if (addressed.has(`${namespace}/${name}`) || world.isPromised('Endpoints', namespace, name)) continue;
    const why = written.has(namespace)
      ? `a Role in namespace ${namespace} may write endpoints`
      : unknowns.whyIn(namespace, name);
    if (why) {
      findings.leave(subject, `who gives ${subjectName(subject)} its addresses: ${why}`);
      continue;
    }
    findings.tell({
      code: 'service-hollow',
      subject,
      path: 'spec.selector',
      message: `${subjectName(subject)} is headless without a selector, and there are no Endpoints of its name; expected the labels of its pods: its name is not found, nor is that of any pod`,
      hint: 'Write selector with labels of the pods, or add an EndpointSlice for addresses outside of the cluster.',
    });
  }
}

function isSelectorless(spec: unknown): boolean {
  if (spec === null || typeof spec !== 'object') return false;
  const { type, clusterIP, selector } = record(spec);
  if (type === 'ExternalName' || clusterIP !== 'None') return false;
  return lacks(record(spec), 'selector') || isEmptyMap(selector);
}

function isEmptyMap(value: unknown): boolean {
  return value !== null && typeof value === 'object' && Object.keys(value).length === 0;
}

/** Services that somebody gives addresses to, as `namespace/name`. */
function addressedServices(world: World, { scopes, allPods }: ReferenceFacts): ReadonlySet<string> {
  const named = new Set(world.track.microk8s.services.map(({ namespace, name }) => `${namespace}/${name}`));
  for (const { manifest } of world.ofKind('Endpoints', '')) {
    named.add(`${scopes.namespaceOf(manifest)}/${manifest.metadata.name}`);
  }
  for (const { manifest } of world.ofKind('EndpointSlice', 'discovery.k8s.io')) {
    named.add(`${scopes.namespaceOf(manifest)}/${spell(record(manifest.metadata.labels)[SERVICE_LABEL])}`);
  }
  // The Prometheus operator keeps the addresses of the service that a flag names.
  for (const { spec } of allPods) {
    for (const { args } of recordsOf(spec['containers'])) {
      for (const text of list(args)) {
        const service = typeof text === 'string' ? /^--?kubelet-service=(.+)$/.exec(text)?.[1] : undefined;
        if (service !== undefined) named.add(service);
      }
    }
  }
  return named;
}

/** Namespaces in which some program keeps addresses by itself, as a database with a leader does. */
function namespacesWithWriters(world: World, { scopes }: ReferenceFacts): ReadonlySet<string> {
  const roles = world
    .ofKind('Role', 'rbac.authorization.k8s.io')
    .filter(({ manifest }) =>
      recordsOf(manifest['rules']).some(
        ({ verbs, resources }) =>
          list(verbs).some((verb) => WRITES.has(spell(verb))) &&
          list(resources).some((resource) => ENDPOINTS.has(spell(resource))),
      ),
    );
  return new Set(roles.map(({ manifest }) => scopes.namespaceOf(manifest)));
}

/** Judges network policies that let in, or out to, a namespace that is not there. */
export function judgePeerNamespaces(world: World, facts: ReferenceFacts, findings: ReferenceFindings): void {
  for (const subject of world.ofKind('NetworkPolicy', 'networking.k8s.io')) {
    const spec = record(subject.manifest['spec']);
    for (const [direction, field] of [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const) {
      list(spec[direction]).forEach((rule, i) => {
        list(record(rule)[field]).forEach((peer, j) => {
          const path = ['spec', direction, i, field, j, 'namespaceSelector'];
          for (const [name, steps] of namesIn(record(peer)['namespaceSelector'])) {
            judgeNamespace(world, facts, findings, subject, name, [...path, ...steps]);
          }
        });
      });
    }
  }
}

/** Namespaces that a selector takes by name. */
function namesIn(selector: unknown): [string, readonly Step[]][] {
  const { matchLabels, matchExpressions } = record(selector);
  const label = textOf(record(matchLabels)[NAMESPACE_LABEL]);
  const labelled: [string, readonly Step[]][] =
    label === undefined ? [] : [[label, ['matchLabels', NAMESPACE_LABEL] as const]];
  const listed = list(matchExpressions).flatMap((expression, i) => {
    const { key, operator, values } = record(expression);
    if (key !== NAMESPACE_LABEL || operator !== 'In') return [];
    return list(values).flatMap((value, at): [string, readonly Step[]][] => {
      const name = textOf(value);
      return name === undefined ? [] : [[name, ['matchExpressions', i, 'values', at]]];
    });
  });
  return [...labelled, ...listed];
}

function judgeNamespace(
  world: World,
  { inventory }: ReferenceFacts,
  findings: ReferenceFindings,
  subject: Subject,
  name: string,
  path: readonly Step[],
): void {
  if (inventory.find(NAMESPACE, '', name)) return;
  const near = nearest(name, inventory.names(NAMESPACE, ''));
  // A folder of YAML that is no lab may well leave its namespaces to others.
  if (!world.props.facts && (near === undefined || distance(near, name) > SLIP)) {
    findings.leave(subject, `whether namespace '${name}', which ${subjectName(subject)} names, is there`);
    return;
  }
  findings.tell({
    code: 'policy-namespace',
    subject,
    path: pathText(path),
    message: `namespace '${name}' is not there; expected one that is declared: the policy lets nobody through by it, and whom it was meant for is cut off`,
    hint: near ? `Did you mean '${near}'?` : 'Declare the namespace, or take the peer out.',
  });
}
