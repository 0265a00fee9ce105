import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { MONITORING } from '../references/origins.ts';
import { labelsOf } from '../references/scope.ts';
import { type Selector, selectorOf, selectorText, selects } from '../references/selector.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** A kind that Prometheus takes in by labels. */
interface Taken {
  readonly kind: string;
  /** Field of the selector; that of its namespaces has `Namespace` before `Selector`. */
  readonly field: string;
  readonly by: readonly string[];
  readonly code: string;
  readonly why: string;
}

const SERVERS = ['Prometheus', 'PrometheusAgent'];
const monitor = {
  by: SERVERS,
  code: 'monitor-unselected',
  why: 'nothing is scraped, and no alert built on it can fire',
};
const TAKEN: readonly Taken[] = [
  { ...monitor, kind: 'ServiceMonitor', field: 'serviceMonitorSelector' },
  { ...monitor, kind: 'PodMonitor', field: 'podMonitorSelector' },
  { ...monitor, kind: 'Probe', field: 'probeSelector' },
  { ...monitor, kind: 'ScrapeConfig', field: 'scrapeConfigSelector' },
  {
    kind: 'PrometheusRule',
    field: 'ruleSelector',
    by: ['Prometheus', 'ThanosRuler'],
    code: 'prometheus-rule-unselected',
    why: 'its rules are never evaluated, and its alerts never fire',
  },
];
const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

/** Judges whether a Prometheus takes in each monitor and each rule. */
export function judgeTaken(world: World, facts: ReferenceFacts, findings: ReferenceFindings): void {
  const namespaces = new Map(
    world.ofKind('Namespace', '').map(({ manifest }) => [manifest.metadata.name, labelsOf(manifest.metadata.labels)]),
  );
  for (const taken of TAKEN) {
    const subjects = world.ofKind(taken.kind, MONITORING(taken.kind).group);
    const first = subjects[0];
    if (!first) continue;
    const servers = taken.by.flatMap((kind) => world.ofKind(kind, MONITORING(kind).group));
    const closed = facts.unknowns.releases.find(({ chart }) => chart.includes('prometheus'));
    if (servers.length === 0 || closed) {
      const why = closed ? `HelmRelease ${closed.name} is not rendered here` : 'no Prometheus is here';
      findings.leave(first, `whether Prometheus selects each ${taken.kind}: ${why}`);
      continue;
    }
    const doors = servers.map((server) => new Door(server, taken.field, facts, namespaces));
    for (const subject of subjects) judgeOne(subject, taken, doors, facts, findings);
  }
}

function judgeOne(
  subject: Subject,
  { code, why }: Taken,
  doors: readonly Door[],
  facts: ReferenceFacts,
  findings: ReferenceFindings,
): void {
  const labels = labelsOf(subject.manifest.metadata.labels);
  const namespace = facts.scopes.namespaceOf(subject.manifest);
  const open = doors.filter((door) => door.takesNamespace(namespace));
  if (open.some((door) => door.takesLabels(labels))) return;
  const door = open[0] ?? doors[0];
  if (!door) return;
  const wanted = door.selector && selectorText(door.selector);
  const isOpen = open.length > 0;
  findings.tell({
    code,
    subject,
    path: isOpen ? 'metadata.labels' : 'metadata.namespace',
    message: isOpen
      ? `${door.name} ${wanted ? `only takes what has the labels ${wanted}` : `takes none, since it has no ${door.field}`}: ${why}`
      : `${door.name} does not look into namespace '${namespace}': ${why}`,
    hint: isOpen
      ? wanted
        ? `Add ${wanted} to its labels.`
        : `Set spec.${door.field}: {} of ${door.name} to take all.`
      : `Move it to a namespace that is looked into, or set spec.${door.namespaceField}: {} of ${door.name}.`,
  });
}

/** What one Prometheus takes in of one kind. A selector that is missing takes nothing, an empty one everything. */
class Door {
  readonly name: string;
  readonly field: string;
  readonly namespaceField: string;
  readonly selector: Selector | undefined;
  readonly #own: string;
  readonly #namespaceSelector: Selector | undefined;
  readonly #namespaces: ReadonlyMap<string, ReadonlyMap<string, string>>;

  constructor(
    server: Subject,
    field: string,
    facts: ReferenceFacts,
    namespaces: ReadonlyMap<string, ReadonlyMap<string, string>>,
  ) {
    const spec = record(server.manifest['spec']);
    this.name = subjectName(server);
    this.field = field;
    this.namespaceField = field.replace('Selector', 'NamespaceSelector');
    this.selector = selectorAt(spec[this.field]);
    this.#namespaceSelector = selectorAt(spec[this.namespaceField]);
    this.#own = facts.scopes.namespaceOf(server.manifest);
    this.#namespaces = namespaces;
  }

  takesLabels(labels: ReadonlyMap<string, string>): boolean {
    return this.selector !== undefined && selects(this.selector, { labels });
  }

  /** Labels of a namespace that is not rendered here are not known, and whatever may be so is taken to be so. */
  takesNamespace(namespace: string): boolean {
    if (!this.#namespaceSelector) return namespace === this.#own;
    const labels = this.#namespaces.get(namespace);
    if (!labels && !this.#namespaceSelector.labels.has(NAMESPACE_LABEL)) return true;
    return selects(this.#namespaceSelector, { labels: new Map([...(labels ?? []), [NAMESPACE_LABEL, namespace]]) });
  }
}

function selectorAt(value: unknown): Selector | undefined {
  return value !== null && typeof value === 'object' ? selectorOf(value) : undefined;
}
