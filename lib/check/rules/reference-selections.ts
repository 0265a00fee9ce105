import { nearest } from '../../values/nearest.ts';
import { pathText, type Step } from '../path.ts';
import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import type { ResolvedReference } from '../references/graph.ts';
import type { RunningPods } from '../references/running-pods.ts';
import { recordsOf, textOf } from '../references/scope.ts';
import type { ServiceFacts } from '../references/services.ts';
import type { Subject } from '../subject.ts';
import type { ReferenceFindings } from './reference-findings.ts';
import { type Hints, partHint } from './reference-hints.ts';
import { ScrapedPorts } from './reference-scraped.ts';

/** Judges references by labels: that something is selected, and has the ports that are asked for. */
export class SelectionJudge {
  readonly #facts: ReferenceFacts;
  readonly #findings: ReferenceFindings;
  readonly #hints: Hints;
  /** Ports of services that a monitor scrapes. */
  readonly #ports = new ScrapedPorts();
  /** Monitors that select nothing. */
  readonly #idle: ResolvedReference[] = [];

  constructor(facts: ReferenceFacts, findings: ReferenceFindings, hints: Hints) {
    this.#facts = facts;
    this.#findings = findings;
    this.#hints = hints;
  }

  judge(reference: ResolvedReference): void {
    const { from, selection, to } = reference;
    if (!selection || record(from.manifest['spec'])['type'] === 'ExternalName') return;
    if (to.kind === 'Service') {
      const services = this.#facts.services.select(selection.selector, selection.namespaces);
      if (services.length === 0) this.#idle.push(reference);
      else this.#scraped(from, services);
      return;
    }
    const pods = this.#facts.pods.select(selection.selector, selection.namespaces);
    if (pods.length === 0) this.#nothing(reference);
    else if (from.manifest.kind === 'Service') this.#targetPorts(from, pods);
    else if (from.manifest.kind === 'PodMonitor') {
      this.#monitored(
        from,
        'podMetricsEndpoints',
        'pod',
        pods.flatMap(({ ports }) => [...ports.keys()]),
      );
    }
  }

  /** Judges the monitors that select nothing. Call it when all references were judged. */
  finish(): void {
    for (const reference of this.#idle) {
      if (!this.#ports.covers(reference, this.#hints)) this.#nothing(reference);
    }
  }

  #scraped(from: Subject, services: readonly ServiceFacts[]): void {
    for (const { port } of recordsOf(record(from.manifest['spec'])['endpoints'])) {
      for (const service of services) this.#ports.add(service, port);
    }
    const known = services.flatMap(({ ports }) => ports.map(({ name }) => name));
    this.#monitored(from, 'endpoints', 'service', known);
  }

  #nothing(reference: ResolvedReference): void {
    const { from, path, row, to, selection } = reference;
    const { unknowns } = this.#facts;
    const namespaces = selection?.namespaces ?? [];
    const places = namespaces === 'all' ? [undefined] : namespaces;
    for (const namespace of places) {
      const why = unknowns.whyIn(namespace);
      if (!why || this.#hints.isSlippedSelector(reference)) continue;
      this.#findings.leave(from, `no ${to.kind} here has the labels ${to.name}: ${why}`);
      return;
    }
    const where =
      namespaces === 'all' ? 'any namespace' : `namespace ${namespaces.map((name) => `'${name}'`).join(', ')}`;
    this.#findings.tell({
      code: row.code,
      subject: from,
      path: pathText(path),
      message: `no ${to.kind === 'Pod' ? 'pod' : 'service'} in ${where} has the labels ${to.name}: ${row.why}`,
      hint: this.#hints.ofSelector(reference),
    });
  }

  /** A port that a service names must be a port of its pods. */
  #targetPorts(from: Subject, pods: readonly RunningPods[]): void {
    recordsOf(record(from.manifest['spec'])['ports']).forEach(({ targetPort, port }, i) => {
      const path = pathText([
        'spec',
        'ports',
        i,
        targetPort === undefined || targetPort === null ? 'port' : 'targetPort',
      ]);
      const asked = targetPort ?? port;
      const name = textOf(asked);
      if (name !== undefined && !/^\d+$/.test(name)) {
        if (pods.some(({ ports }) => ports.has(name))) return;
        this.#findings.tell({
          code: 'target-port-missing',
          subject: from,
          path,
          message: `no container of the selected pods has a port named '${name}': the service has no endpoint for it, and each connection fails`,
          hint: partHint(name, [...new Set(pods.flatMap(({ ports }) => [...ports.keys()]))]),
        });
      } else if (typeof asked === 'number' && pods.every(({ numbers }) => numbers.size > 0 && !numbers.has(asked))) {
        const numbers = [...new Set(pods.flatMap((each) => [...each.numbers]))];
        this.#findings.tell({
          code: 'target-port-unlisted',
          subject: from,
          path,
          message: `the selected pods list the ports ${numbers.join(', ')} and not ${asked}: connections are likely refused`,
          hint: `${numbers.length === 1 ? `Did you mean ${numbers[0]}?` : 'Use one of them.'} If the program does listen on ${asked}, list it in the container's ports.`,
        });
      }
    });
  }

  /** A port that a monitor names must be a port of what it selects. */
  #monitored(from: Subject, list: string, what: 'service' | 'pod', known: readonly string[]): void {
    const names = new Set(known.filter((name) => name !== ''));
    recordsOf(record(from.manifest['spec'])[list]).forEach(({ port }, i) => {
      const name = textOf(port);
      if (name === undefined || names.has(name)) return;
      const path: Step[] = ['spec', list, i, 'port'];
      const near = nearest(name, names);
      this.#findings.tell({
        code: 'monitor-port-missing',
        subject: from,
        path: pathText(path),
        message: `no selected ${what} has a port named '${name}': nothing is scraped, and no alert built on it can fire`,
        hint: near ? `Did you mean '${near}'?` : partHint(name, [...names]),
      });
    });
  }
}
