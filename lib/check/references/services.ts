import { list, record } from '../pods.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { givenServiceLabels } from './givens.ts';
import { SERVICE } from './kind.ts';
import type { RunningPods } from './running-pods.ts';
import { labelsOf, recordsOf, type Scopes, textOf } from './scope.ts';
import type { Labelled } from './selector.ts';

/** A port of a service. */
export interface ServicePort {
  /** `''` for the only port of a service that names none. */
  readonly name: string;
  readonly port: number;
}

/** A service, as far as those who refer to it care. */
export interface ServiceFacts extends Labelled {
  /** The object; `undefined` for a service of the machine or of an operator. */
  readonly subject: Subject | undefined;
  readonly name: string;
  readonly ports: readonly ServicePort[];
  /** Whether its name stands for the pods themselves, so that every port of theirs can be asked. */
  readonly headless: boolean;
  /** Whether its name stands for one outside of the cluster. */
  readonly external: boolean;
}

/** A flag by which the Prometheus operator is told to keep a service of all kubelets. */
const KUBELET_SERVICE = /^--?kubelet-service=([^/]+)\/(.+)$/;
const KUBELET_PORTS = [
  { name: 'https-metrics', port: 10250 },
  { name: 'http-metrics', port: 10255 },
  { name: 'cadvisor', port: 4194 },
];
const KUBELET_LABELS = { 'k8s-app': 'kubelet', 'app.kubernetes.io/name': 'kubelet' };

/** All services: rendered, of the machine, and those that an operator is told to make. */
export function servicesOf(world: World, scopes: Scopes, pods: readonly RunningPods[]): ServiceFacts[] {
  const rendered = world.ofKind(SERVICE.kind, SERVICE.group).map((subject) => {
    const { spec, metadata } = subject.manifest;
    const { ports, clusterIP, type } = record(spec);
    return {
      subject,
      name: metadata.name,
      namespace: scopes.namespaceOf(subject.manifest),
      labels: labelsOf(metadata.labels),
      ports: recordsOf(ports).flatMap(({ name, port }) =>
        typeof port === 'number' ? [{ name: textOf(name) ?? '', port }] : [],
      ),
      headless: clusterIP === 'None',
      external: type === 'ExternalName',
    };
  });
  const known = new Set(rendered.map(({ namespace, name }) => `${namespace}/${name}`));
  return [...rendered, ...[...given(world), ...kubelets(pods)].filter((service) => !known.has(placeOf(service)))];
}

function placeOf({ namespace, name }: Pick<ServiceFacts, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

function given(world: World): ServiceFacts[] {
  return world.track.microk8s.services.map(({ name, namespace, ports }) =>
    provided(name, namespace, givenServiceLabels(namespace, name), ports),
  );
}

function kubelets(pods: readonly RunningPods[]): ServiceFacts[] {
  return pods.flatMap(({ spec }) =>
    recordsOf(spec['containers']).flatMap(({ args }) =>
      list(args).flatMap((text) => {
        const [, namespace, name] = (typeof text === 'string' && KUBELET_SERVICE.exec(text)) || [];
        return namespace && name ? [provided(name, namespace, KUBELET_LABELS, KUBELET_PORTS)] : [];
      }),
    ),
  );
}

function provided(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  ports: readonly ServicePort[],
): ServiceFacts {
  const rest = { subject: undefined, headless: false, external: false };
  return { ...rest, name, namespace, labels: labelsOf(labels), ports };
}
