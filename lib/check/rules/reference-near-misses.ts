import type { ReferenceFacts } from '../references/facts.ts';
import type { ResolvedReference } from '../references/graph.ts';
import { recordsOf } from '../references/scope.ts';
import type { ServiceFacts } from '../references/services.ts';
import { isSlip } from '../references/unknowns.ts';
import { record } from '../pods.ts';

/** A port of a service as one text. */
export function scrapedPort(namespace: string, service: string, port: unknown): string {
  return `${namespace}/${service} ${String(port)}`;
}

/**
 * Whether nothing is lost although a monitor selects nothing: the service that has most of its labels is scraped
 * at the same ports by another monitor. Charts monitor some services twice, once by labels that only pods have.
 */
export function isScrapedOtherwise(
  { services }: ReferenceFacts,
  { from, selection }: ResolvedReference,
  scraped: ReadonlySet<string>,
): boolean {
  if (!selection || scraped.size === 0) return false;
  const { selector, namespaces } = selection;
  const shared = new Map<ServiceFacts, number>();
  for (const label of selector.labels) {
    for (const service of services.select({ labels: new Map([label]), expressions: [] }, namespaces)) {
      shared.set(service, (shared.get(service) ?? 0) + 1);
    }
  }
  const most = Math.max(0, ...shared.values());
  if (most * 2 < selector.labels.size || most === 0) return false;
  const ports = recordsOf(record(from.manifest['spec'])['endpoints']).map(({ port }) => port);
  return [...shared].some(
    ([{ namespace, name }, count]) =>
      count === most && ports.every((port) => scraped.has(scrapedPort(namespace, name, port))),
  );
}

/** Whether a selector that selects nothing is one slip away from what is there, so that nobody else can be meant. */
export function isMisspelling(facts: ReferenceFacts, { selection, to }: ResolvedReference): boolean {
  if (!selection) return false;
  const { selector, namespaces } = selection;
  const index = to.kind === 'Pod' ? facts.pods : facts.services;
  for (const [key, value] of selector.labels) {
    const rest = { labels: new Map([...selector.labels].filter(([other]) => other !== key)), expressions: [] };
    const values = new Set(index.select(rest, namespaces).flatMap(({ labels }) => labels.get(key) ?? []));
    for (const known of values) if (isSlip(value, known)) return true;
  }
  return false;
}
