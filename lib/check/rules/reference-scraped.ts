import { record } from '../pods.ts';
import type { ResolvedReference } from '../references/graph.ts';
import { labelsOf, recordsOf } from '../references/scope.ts';
import type { Selector } from '../references/selector.ts';
import type { ServiceFacts } from '../references/services.ts';
import { spell } from '../spell.ts';
import type { Hints } from './reference-hints.ts';

const EVERYTHING: Selector = { labels: new Map(), expressions: [] };

/** Ports of services that monitors scrape. */
export class ScrapedPorts {
  readonly #ports = new Set<string>();

  add({ namespace, name }: Pick<ServiceFacts, 'namespace' | 'name'>, port: unknown): void {
    this.#ports.add(`${namespace}/${name} ${spell(port)}`);
  }

  has({ namespace, name }: Pick<ServiceFacts, 'namespace' | 'name'>, port: unknown): boolean {
    return this.#ports.has(`${namespace}/${name} ${spell(port)}`);
  }

  /**
   * Whether nothing is lost although a monitor selects nothing: its labels are those of the pods behind a service,
   * and another monitor scrapes that service at the same ports. Some charts monitor a service twice, once in this way.
   */
  covers({ from, selection }: ResolvedReference, hints: Hints): boolean {
    if (!selection || this.#ports.size === 0) return false;
    const { selector, namespaces } = selection;
    const ports = recordsOf(record(from.manifest['spec'])['endpoints']).map(({ port }) => port);
    return hints.services(EVERYTHING, namespaces).some((service) => {
      const wanted = [...labelsOf(record(service.subject?.manifest['spec'])['selector'])];
      const isMeant = wanted.length > 0 && wanted.every(([key, value]) => selector.labels.get(key) === value);
      return isMeant && ports.every((port) => this.has(service, port));
    });
  }
}
