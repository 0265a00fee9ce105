import { list, type PodTemplate, record } from '../pods.ts';
import { count } from '../read.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** Kinds that the Prometheus operator turns into pods, with the container that `spec.resources` is for. */
const MAIN_CONTAINER: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus',
  PrometheusAgent: 'prometheus',
  Alertmanager: 'alertmanager',
  ThanosRuler: 'thanos-ruler',
};
/** What the operator itself asks for its reloader, without flags of its own. */
const RELOADER = { name: 'config-reloader', resources: { requests: { cpu: '10m', memory: '50Mi' } } };
/** The operator asks this much for an Alertmanager that says nothing. */
const ALERTMANAGER = { requests: { memory: '200Mi' } };

/** Pods that the Prometheus operator makes of its objects, as templates: shards times replicas of them. */
export function operatorTemplates(world: World): PodTemplate[] {
  return Object.entries(MAIN_CONTAINER).flatMap(([kind, main]) =>
    world.ofKind(kind, 'monitoring.coreos.com').map((subject) => templateOf(subject, main)),
  );
}

/** Pods of one such object at once. */
export function operatorReplicas(subject: Subject): number {
  const spec = record(subject.manifest['spec']);
  return (count(spec['replicas']) ?? 1) * (count(spec['shards']) ?? 1);
}

function templateOf(subject: Subject, main: string): PodTemplate {
  const spec = record(subject.manifest['spec']);
  const { kind, metadata } = subject.manifest;
  const own = record(spec['resources']);
  const resources =
    kind === 'Alertmanager' && record(own['requests'])['memory'] === undefined ? merged(ALERTMANAGER, own) : own;
  const thanos = spec['thanos'] === undefined ? [] : [{ name: 'thanos-sidecar', ...record(spec['thanos']) }];
  const containers = mergedByName([{ name: main, resources }, RELOADER, ...thanos], list(spec['containers']));
  return {
    subject,
    path: ['spec'],
    spec: {
      containers,
      initContainers: mergedByName([{ ...RELOADER, name: `init-${RELOADER.name}` }], list(spec['initContainers'])),
      nodeSelector: spec['nodeSelector'],
      hostNetwork: spec['hostNetwork'],
    },
    labels: record(record(spec['podMetadata'])['labels']) as Record<string, string>,
    namespace: metadata.namespace,
    count: operatorReplicas(subject),
  };
}

/** The operator merges the containers that an object gives with its own, by name. */
function mergedByName(own: readonly Readonly<Record<string, unknown>>[], given: readonly unknown[]): unknown[] {
  const containers = new Map<unknown, Readonly<Record<string, unknown>>>(own.map((each) => [each['name'], each]));
  for (const each of given.map(record)) containers.set(each['name'], { ...containers.get(each['name']), ...each });
  return [...containers.values()];
}

function merged(base: typeof ALERTMANAGER, own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...own, requests: { ...base.requests, ...record(own['requests']) } };
}
