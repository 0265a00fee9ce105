import { nearest } from '../../values/nearest.ts';
import { lacks } from '../lacks.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { labelsOf, recordsOf, textOf } from '../references/scope.ts';
import { isEmpty, selectorOfLabels, selects } from '../references/selector.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

type Fields = Readonly<Record<string, unknown>>;

const CONTAINERS = ['containers', 'initContainers'];
const MOUNTS = ['volumeMounts', 'volumeDevices'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
const ACTIONS = ['httpGet', 'tcpSocket', 'grpc'];

/** Judges claim templates that no container mounts, and those that claim nothing. */
export function judgeClaimTemplates(world: World, findings: ReferenceFindings): void {
  for (const subject of world.ofKind('StatefulSet', 'apps')) {
    const spec = record(subject.manifest['spec']);
    const templates = list(spec['volumeClaimTemplates']);
    if (templates.length === 0) continue;
    const containers = containersOf(record(record(spec['template'])['spec']));
    const mounted = new Set(containers.flatMap(mountsOf));
    // Mounts under a misspelt field, and mounts without a name, are told by the schemas.
    const isKnown = containers.length > 0 && !containers.some(isMisspelt);
    templates.forEach((entry, i) => {
      const template = record(entry);
      const path = ['spec', 'volumeClaimTemplates', i];
      const name = textOf(record(template['metadata'])['name']);
      if (lacks(template, 'spec')) tellEmpty(findings, subject, name, [...path, 'spec']);
      if (name === undefined || mounted.has(name) || !isKnown || isSlipOf(name, mounted, templates)) return;
      findings.tell({
        code: 'claim-unmounted',
        subject,
        path: pathText([...path, 'metadata', 'name']),
        message: `no container mounts claim '${name}'; expected a mount of that name: the volume stays empty, and what the program writes is lost with its pod`,
        hint: `Write volumeMounts with name: ${name} and the path of the program's data, or take the template out.`,
      });
    });
  }
}

function tellEmpty(
  findings: ReferenceFindings,
  subject: Subject,
  name: string | undefined,
  path: readonly Step[],
): void {
  findings.tell({
    code: 'claim-hollow',
    subject,
    path: pathText(path),
    message: `claim '${name ?? ''}' has no spec; expected access modes and a size: no claim is made of it, and no pod starts`,
    hint: 'Write spec with accessModes: [ReadWriteOnce] and resources.requests.storage.',
  });
}

function containersOf(pod: Fields): Fields[] {
  return CONTAINERS.flatMap((field) => recordsOf(pod[field]));
}

function mountsOf(container: Fields): string[] {
  return MOUNTS.flatMap((field) => recordsOf(container[field]).flatMap(({ name }) => textOf(name) ?? []));
}

/** Judges StatefulSets that name no service although one is there to give their pods names. */
export function judgeGoverning(world: World, { scopes, services }: ReferenceFacts, findings: ReferenceFindings): void {
  for (const subject of world.ofKind('StatefulSet', 'apps')) {
    const spec = record(subject.manifest['spec']);
    if (textOf(spec['serviceName']) !== undefined || !(lacks(spec, 'serviceName') || spec['serviceName'] === ''))
      continue;
    const labels = labelsOf(record(record(spec['template'])['metadata'])['labels']);
    const governing = services.in(scopes.namespaceOf(subject.manifest)).find((service) => {
      const selector = selectorOfLabels(record(service.subject?.manifest['spec'])['selector']);
      return service.headless && !isEmpty(selector) && selects(selector, { labels });
    });
    if (!governing) continue;
    findings.tell({
      code: 'governing-service-unset',
      subject,
      path: 'spec.serviceName',
      message: `the StatefulSet names no service, and headless Service '${governing.name}' selects its pods; expected its name: no pod can be reached by a name of its own`,
      hint: `Write serviceName: ${governing.name}.`,
    });
  }
}

function isMisspelt(container: Fields): boolean {
  return MOUNTS.some(
    (field) =>
      (!Object.hasOwn(container, field) && !lacks(container, field)) ||
      recordsOf(container[field]).some(({ name }) => textOf(name) === undefined),
  );
}

/** Whether a mount has nearly this name: it is told as one without a volume. */
function isSlipOf(name: string, mounted: ReadonlySet<string>, templates: readonly unknown[]): boolean {
  const known = new Set(templates.map((template) => record(record(template)['metadata'])['name']));
  return (
    nearest(
      name,
      [...mounted].filter((other) => !known.has(other)),
    ) !== undefined
  );
}

/** Judges probes and hooks that ask a port by number which no container of the pod lists. */
export function judgeProbePorts({ allPods }: ReferenceFacts, findings: ReferenceFindings): void {
  for (const { subject, spec, path, numbers } of allPods) {
    if (!subject || numbers.size === 0) continue;
    for (const field of CONTAINERS) {
      recordsOf(spec[field]).forEach((container, i) => {
        if (recordsOf(container['ports']).length === 0) return;
        for (const [handler, steps] of handlersOf(container)) {
          const port = numberOf(handler['port']);
          if (port === undefined || numbers.has(port) || textOf(handler['host']) !== undefined) continue;
          findings.tell({
            code: 'probe-port-unlisted',
            subject,
            path: pathText([...path, field, i, ...steps, 'port']),
            message: `the containers list the ports ${[...numbers].join(', ')} and not ${port}: the probe is likely refused, and the pod never ready or restarted for ever`,
            hint: `${numbers.size === 1 ? `Did you mean ${[...numbers].join()}?` : 'Use one of them.'} If the program does listen on ${port}, list it in the container's ports.`,
          });
        }
      });
    }
  }
}

/** What the probes and the hooks of a container ask, and where each stands. */
function handlersOf(container: Fields): [Fields, readonly Step[]][] {
  const lifecycle = record(container['lifecycle']);
  const places: [unknown, readonly Step[]][] = [
    ...PROBES.map((probe): [unknown, readonly Step[]] => [container[probe], [probe]]),
    ...HOOKS.map((hook): [unknown, readonly Step[]] => [lifecycle[hook], ['lifecycle', hook]]),
  ];
  return places.flatMap(([value, steps]) =>
    ACTIONS.map((action): [Fields, readonly Step[]] => [record(record(value)[action]), [...steps, action]]),
  );
}

function numberOf(port: unknown): number | undefined {
  if (typeof port === 'number') return port;
  return typeof port === 'string' && /^\d{1,5}$/.test(port) ? Number(port) : undefined;
}
