import { lacks } from '../lacks.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { referencesOf } from '../references/graph.ts';
import { MONITORING } from '../references/origins.ts';
import type { ResolvedReference } from '../references/resolved.ts';
import { recordsOf } from '../references/scope.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** A kind of monitor. */
interface Monitor {
  readonly kind: string;
  /** Field of its endpoints. */
  readonly endpoints: string;
  /** Fields that say which port an endpoint is. */
  readonly ports: readonly string[];
  /** Whether the schema itself wants the endpoints. */
  readonly required: boolean;
}

const MONITORS: readonly Monitor[] = [
  { kind: 'ServiceMonitor', endpoints: 'endpoints', ports: ['port', 'targetPort'], required: true },
  {
    kind: 'PodMonitor',
    endpoints: 'podMetricsEndpoints',
    ports: ['port', 'portNumber', 'targetPort'],
    required: false,
  },
];

/** Judges monitors that scrape nothing, and endpoints that scrape every port. */
export function judgeMonitors(world: World, facts: ReferenceFacts, findings: ReferenceFindings): void {
  const open = new Map<Subject, Monitor>();
  for (const monitor of MONITORS) {
    for (const subject of world.ofKind(monitor.kind, MONITORING(monitor.kind).group)) {
      const spec = record(subject.manifest['spec']);
      const endpoints = spec[monitor.endpoints];
      const isMissing = endpoints === undefined || endpoints === null;
      if (lacks(spec, monitor.endpoints) && !(isMissing && monitor.required) && subject.manifest['spec']) {
        findings.tell({
          code: 'monitor-empty',
          subject,
          path: pathText(['spec', monitor.endpoints]),
          message: `${subjectName(subject)} has no endpoint; expected one at least: nothing is scraped, and no alert built on it can fire`,
          hint: `Write ${monitor.endpoints} with the port, or take the ${monitor.kind} out.`,
        });
      }
      if (recordsOf(endpoints).some((endpoint) => isOpen(endpoint, monitor))) open.set(subject, monitor);
    }
  }
  if (open.size === 0) return;
  for (const reference of referencesOf(world)) {
    const monitor = open.get(reference.from);
    if (monitor && reference.selection) judgeOpen(reference, monitor, facts, findings);
  }
}

function isOpen(endpoint: Readonly<Record<string, unknown>>, { ports }: Monitor): boolean {
  return ports.every((field) => lacks(endpoint, field) || endpoint[field] === '');
}

/** The operator then scrapes each port of what is selected, which is right only where there is but one. */
function judgeOpen(
  { from, selection }: ResolvedReference,
  monitor: Monitor,
  { pods, services, unknowns }: ReferenceFacts,
  findings: ReferenceFindings,
): void {
  if (!selection) return;
  const { selector, namespaces } = selection;
  const counts =
    monitor.kind === 'PodMonitor'
      ? pods.select(selector, namespaces).map(({ numbers }) => numbers.size)
      : services.select(selector, namespaces).map(({ ports }) => ports.length);
  if (counts.length === 0) {
    const places = namespaces === 'all' ? [undefined] : namespaces;
    const why = places.map((namespace) => unknowns.whyIn(namespace)).find((reason) => reason !== undefined);
    if (why) findings.leave(from, `how many ports ${subjectName(from)} scrapes without naming one: ${why}`);
    return;
  }
  const most = Math.max(...counts);
  if (most < 2) return;
  recordsOf(record(from.manifest['spec'])[monitor.endpoints]).forEach((endpoint, i) => {
    if (!isOpen(endpoint, monitor)) return;
    findings.tell({
      code: 'monitor-port-unset',
      subject: from,
      path: pathText(['spec', monitor.endpoints, i]),
      message: `the endpoint names no port, and what is selected has ${most}; expected one of ${monitor.ports.join(', ')}: each port is scraped, and those without metrics are targets that are always down`,
      hint: 'Write port with the name of the port that serves metrics.',
    });
  });
}

/** Judges rule objects without any rule. */
export function judgeRuleObjects(world: World, findings: ReferenceFindings): void {
  for (const subject of world.ofKind('PrometheusRule', MONITORING('PrometheusRule').group)) {
    const { spec } = subject.manifest;
    if (!spec) continue;
    const tell = (path: string, what: string): void =>
      findings.tell({
        code: 'prometheus-rule-empty',
        subject,
        path,
        message: `${what} has no rules; expected one at least: nothing is evaluated, and no alert can fire`,
        hint: 'Write the rules, or take it out.',
      });
    if (lacks(record(spec), 'groups')) tell('spec.groups', subjectName(subject));
    recordsOf(record(spec)['groups']).forEach((group, i) => {
      if (lacks(group, 'rules')) tell(pathText(['spec', 'groups', i, 'rules']), `group '${spell(group['name'] ?? i)}'`);
    });
  }
}
