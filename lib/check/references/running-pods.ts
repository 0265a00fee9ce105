import type { Step } from '../path.ts';
import { record } from '../pods.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { podSpecsOf } from './pod-specs.ts';
import { groupOfManifest, labelsOf, recordsOf, type Scopes, textOf } from './scope.ts';
import { CONTROLLER_LABELS, type Labelled } from './selector.ts';

/** Pods that are alike, as one object makes them. */
export interface RunningPods extends Labelled {
  /** What makes them; `undefined` for pods of the machine. */
  readonly subject: Subject | undefined;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Path of the pods' spec in the object. */
  readonly path: readonly Step[];
  /** Named ports of all containers. */
  readonly ports: ReadonlyMap<string, number>;
  /** All ports that containers list. */
  readonly numbers: ReadonlySet<number>;
}

interface Operated {
  /** Value of `app.kubernetes.io/name`, and the label with the object's name. */
  readonly app: string;
  readonly ports: readonly (readonly [string, number])[];
}

const RELOADER = ['reloader-web', 8080] as const;
const SIDECAR = [
  ['grpc', 10901],
  ['http', 10902],
] as const;
/** What the Prometheus operator adds to the pods that it makes. The first port is named by `spec.portName`. */
const OPERATED: Readonly<Record<string, Operated>> = {
  Prometheus: { app: 'prometheus', ports: [['web', 9090], RELOADER] },
  PrometheusAgent: { app: 'prometheus-agent', ports: [['web', 9090], RELOADER] },
  Alertmanager: { app: 'alertmanager', ports: [['web', 9093], ['mesh-tcp', 9094], ['mesh-udp', 9094], RELOADER] },
  ThanosRuler: { app: 'thanos-ruler', ports: [['web', 10902], ['grpc', 10901], RELOADER] },
};
const OPERATOR_GROUP = 'monitoring.coreos.com';

/** All pods of the world, and those of the machine that are known. */
export function runningPods(world: World, scopes: Scopes): RunningPods[] {
  const pods = world.subjects.flatMap((subject) => {
    const group = groupOfManifest(subject.manifest);
    return podSpecsOf(group, subject.manifest).map(({ spec, path, metadata }) => {
      const operated = group === OPERATOR_GROUP ? OPERATED[subject.manifest.kind] : undefined;
      const listed = portsOf(spec);
      const added = operated ? operatedPorts(operated, spec) : [];
      return {
        subject,
        spec,
        path,
        namespace: scopes.namespaceOf(subject.manifest),
        labels: new Map([
          ...labelsOf(metadata['labels']),
          ...(operated ? operatedLabels(operated, subject.manifest.metadata.name) : []),
        ]),
        alsoHas: controllerLabels(subject),
        ports: new Map([...added, ...listed.filter(([name]) => name !== '')]),
        numbers: new Set([...added, ...listed].map(([, port]) => port)),
      };
    });
  });
  return [...pods, ...DNS_PODS];
}

/** CoreDNS, which every MicroK8s with its dns addon has: other objects select it by this label. */
const DNS_PODS: readonly RunningPods[] = [
  {
    subject: undefined,
    spec: {},
    path: [],
    namespace: 'kube-system',
    labels: new Map([['k8s-app', 'kube-dns']]),
    ports: new Map([
      ['dns', 53],
      ['dns-tcp', 53],
      ['metrics', 9153],
    ]),
    numbers: new Set([53, 9153]),
  },
];

function portsOf(spec: Readonly<Record<string, unknown>>): (readonly [string, number])[] {
  return [...recordsOf(spec['containers']), ...recordsOf(spec['initContainers'])].flatMap(({ ports }) =>
    recordsOf(ports).flatMap(({ name, containerPort }) =>
      typeof containerPort === 'number' ? [[textOf(name) ?? '', containerPort] as const] : [],
    ),
  );
}

function operatedPorts({ ports }: Operated, spec: Readonly<Record<string, unknown>>): (readonly [string, number])[] {
  const first = textOf(spec['portName']);
  const named = ports.map(([name, port], i) => [i === 0 && first ? first : name, port] as const);
  return Object.keys(record(spec['thanos'])).length > 0 ? [...named, ...SIDECAR] : named;
}

function operatedLabels({ app }: Operated, name: string): [string, string][] {
  return [
    ['app.kubernetes.io/name', app],
    ['app.kubernetes.io/instance', name],
    ['app.kubernetes.io/managed-by', 'prometheus-operator'],
    ['operator.prometheus.io/name', name],
    [app === 'prometheus-agent' ? 'prometheus' : app, name],
  ];
}

/** Labels that controllers give to each pod by itself. */
function controllerLabels({ manifest }: Subject): (key: string, value: string) => boolean {
  const { name } = manifest.metadata;
  return (key, value) => {
    if (!CONTROLLER_LABELS.has(key)) return false;
    return key.endsWith('pod-name') ? value.startsWith(`${name}-`) : value === name;
  };
}
