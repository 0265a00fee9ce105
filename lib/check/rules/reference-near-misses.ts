import { record } from '../pods.ts';
import type { ResolvedReference } from '../references/graph.ts';
import { recordsOf } from '../references/scope.ts';
import type { ServiceFacts } from '../references/services.ts';
import type { Hints } from './reference-hints.ts';

/** Ports of services that monitors scrape. */
export class ScrapedPorts {
  readonly #ports = new Set<string>();

  add({ namespace, name }: Pick<ServiceFacts, 'namespace' | 'name'>, port: unknown): void {
    this.#ports.add(`${namespace}/${name} ${String(port)}`);
  }

  has({ namespace, name }: Pick<ServiceFacts, 'namespace' | 'name'>, port: unknown): boolean {
    return this.#ports.has(`${namespace}/${name} ${String(port)}`);
  }

  /**
   * Whether nothing is lost although a monitor selects nothing: the service that has most of its labels is scraped
   * at the same ports by another monitor. Charts monitor some services twice, once by labels that only pods have.
   */
  covers(reference: ResolvedReference, hints: Hints): boolean {
    const { from, selection } = reference;
    if (!selection || this.#ports.size === 0) return false;
    const { selector, namespaces } = selection;
    const shared = new Map<ServiceFacts, number>();
    for (const label of selector.labels) {
      for (const service of hints.services({ labels: new Map([label]), expressions: [] }, namespaces)) {
        shared.set(service, (shared.get(service) ?? 0) + 1);
      }
    }
    const most = Math.max(0, ...shared.values());
    if (most === 0 || most * 2 < selector.labels.size) return false;
    const ports = recordsOf(record(from.manifest['spec'])['endpoints']).map(({ port }) => port);
    return [...shared].some(([service, count]) => count === most && ports.every((port) => this.has(service, port)));
  }
}
