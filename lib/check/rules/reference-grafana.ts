import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { recordsOf, textOf } from '../references/scope.ts';
import { spell } from '../spell.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** Labels by which charts of Grafana find dashboards and data sources. */
const CONVENTION = /^grafana[_-](dashboard|datasource)s?$/;
/** The program beside Grafana that collects what is labelled. */
const COLLECTOR = /k8s-sidecar/;
const GRAFANA = /(^|\/)grafana([:@]|$)/;

/** What one collector takes: objects with a label, of a value, in namespaces. */
interface Collector {
  readonly label: string;
  readonly value: string | undefined;
  /** `undefined` for all namespaces. */
  readonly namespaces: readonly string[] | undefined;
}

/** Judges whether something collects each config map and secret that is labelled for Grafana. */
export function judgeGrafana(world: World, facts: ReferenceFacts, findings: ReferenceFindings): void {
  const labelled = [...world.ofKind('ConfigMap', ''), ...world.ofKind('Secret', '')].flatMap((subject) => {
    const labels = Object.entries(record(subject.manifest.metadata.labels));
    const label = labels.find(([key]) => CONVENTION.test(key));
    return label ? [{ subject, key: label[0], value: spell(label[1]) }] : [];
  });
  const first = labelled[0];
  if (!first) return;
  const closed = facts.unknowns.releases.find(({ chart }) => /grafana|prometheus-stack/.test(chart));
  const { collectors, isHere } = collectorsOf(facts);
  if (closed || !isHere) {
    const why = closed ? `HelmRelease ${closed.name} is not rendered here` : 'no Grafana is here';
    findings.leave(first.subject, `whether Grafana collects what is labelled ${first.key}: ${why}`);
    return;
  }
  for (const { subject, key, value } of labelled) {
    const namespace = facts.scopes.namespaceOf(subject.manifest);
    const isTaken = collectors.some(
      (collector) =>
        collector.label === key &&
        (collector.value === undefined || collector.value === value) &&
        (collector.namespaces === undefined || collector.namespaces.includes(namespace)),
    );
    if (isTaken) continue;
    const wanted = [...new Set(collectors.map((each) => (each.value ? `${each.label}: ${each.value}` : each.label)))];
    findings.tell({
      code: 'dashboard-unread',
      subject,
      path: 'metadata.labels',
      message: `nothing beside Grafana collects objects labelled ${key}: ${value} in namespace '${namespace}': Grafana never shows it`,
      hint:
        wanted.length > 0
          ? `Label it ${wanted.join(' or ')}.`
          : 'Mount it into Grafana, or run the sidecar that collects it.',
    });
  }
}

function collectorsOf({ allPods }: ReferenceFacts): { collectors: Collector[]; isHere: boolean } {
  const collectors: Collector[] = [];
  let isHere = false;
  for (const { spec, namespace } of allPods) {
    for (const container of [...recordsOf(spec['containers']), ...recordsOf(spec['initContainers'])]) {
      const image = textOf(container['image']) ?? '';
      isHere ||= GRAFANA.test(image) || COLLECTOR.test(image);
      if (!COLLECTOR.test(image)) continue;
      const env = new Map(recordsOf(container['env']).map(({ name, value }) => [name, textOf(value)]));
      const label = env.get('LABEL');
      if (label === undefined) continue;
      const where = env.get('NAMESPACE');
      const namespaces = where === 'ALL' ? undefined : (where?.split(',') ?? [namespace]);
      collectors.push({ label, value: env.get('LABEL_VALUE'), namespaces });
    }
  }
  return { collectors, isHere };
}
