import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import type { ResolvedReference } from '../references/graph.ts';
import { INGRESS_CLASS, kindKey } from '../references/kind.ts';
import { selectorOfLabels } from '../references/selector.ts';
import { spell } from '../spell.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';
import { type Hints, partHint, targetName } from './reference-hints.ts';

const KEY_CODES: Readonly<Record<string, string>> = {
  Secret: 'secret-key-missing',
  ConfigMap: 'config-map-key-missing',
};

/** Judges references by name: that the target is there, and has the key or the port. */
export class NameJudge {
  readonly #world: World;
  readonly #facts: ReferenceFacts;
  readonly #findings: ReferenceFindings;
  readonly #hints: Hints;
  readonly #namespaces = new Set<string>();

  constructor(world: World, facts: ReferenceFacts, findings: ReferenceFindings, hints: Hints) {
    this.#world = world;
    this.#facts = facts;
    this.#findings = findings;
    this.#hints = hints;
  }

  judge(reference: ResolvedReference): void {
    const { target, promised, optional, to } = reference;
    if (!target && !promised) {
      if (!optional && to.key === undefined && to.port === undefined) this.#missing(reference);
    } else if (to.key !== undefined) {
      if (!optional) this.#key(reference, to.key);
    } else if (to.port !== undefined) this.#port(reference, to.port);
    else if (kindKey(reference.kind) === kindKey(INGRESS_CLASS)) this.#legacyClass(reference);
  }

  #missing(reference: ResolvedReference): void {
    const { from, path, row, kind, to, address } = reference;
    if (row.code === 'namespace-missing' && path[0] === 'metadata') {
      if (this.#namespaces.has(to.name)) return;
      this.#namespaces.add(to.name);
    }
    if (row.code === 'governing-service-missing' && this.#isReachedOtherwise(reference)) return;
    const namespace = to.namespace ?? '';
    const why = this.#facts.unknowns.why(kind, namespace, to.name);
    if (why && !this.#hints.isSlip(reference)) {
      this.#findings.leave(from, `${targetName(reference)} is not here: ${why}`);
      return;
    }
    const wrongKind = row.code === 'depends-on-missing' && this.#hints.lookalike(reference);
    this.#findings.tell({
      code: wrongKind ? 'depends-on-kind' : row.code,
      subject: from,
      path: pathText(path),
      message: wrongKind
        ? `'${to.name}' is a ${wrongKind.kind}, and a ${from.manifest.kind} can only wait for another ${to.kind}: ${row.why}`
        : `${address ? `'${address.text}' asks ${targetName(reference)}, which` : targetName(reference)} is not there: ${row.why}`,
      hint: wrongKind ? waitHint(from.manifest.kind) : this.#hints.of(reference),
    });
  }

  #key({ from, path, kind, to, row }: ResolvedReference, key: string): void {
    const keys = this.#facts.inventory.find(kind, to.namespace ?? '', to.name)?.keys;
    if (!keys || keys.includes(key)) return;
    this.#findings.tell({
      code: KEY_CODES[to.kind] ?? row.code,
      subject: from,
      path: pathText(path),
      message: `${to.kind} '${to.namespace}/${to.name}' has no key '${key}': ${row.why}`,
      hint: partHint(key, keys),
    });
  }

  #port({ from, path, to, row, address }: ResolvedReference, port: string | number): void {
    const service = this.#facts.service.get(`${to.namespace}/${to.name}`);
    if (!service || service.external || service.ports.length === 0) return;
    if (typeof port === 'number' && ((address && service.headless) || isOfEndpoint(from.manifest.apiVersion))) return;
    if (service.ports.some((known) => (typeof port === 'number' ? known.port : known.name) === port)) return;
    const known = service.ports.map(({ name, port: number }) =>
      typeof port === 'number' || name === '' ? spell(number) : name,
    );
    this.#findings.tell({
      code: 'service-port-missing',
      subject: from,
      path: pathText(path),
      message: `Service '${to.namespace}/${to.name}' has no port ${typeof port === 'number' ? port : `'${port}'`}: ${row.why}`,
      hint: partHint(spell(port), known),
    });
  }

  /** The annotation is matched against the one name that the controller was started with; `spec.ingressClassName` against every class. */
  #legacyClass({ from, path, to, target }: ResolvedReference): void {
    if (target || path[0] !== 'metadata') return;
    const { ingressClasses } = this.#world.track.microk8s;
    const own = ingressClasses.find(({ name }) => name === to.name);
    const served = ingressClasses.find((ingressClass) => ingressClass.default)?.name;
    if (!own || own.default || served === undefined) return;
    this.#findings.tell({
      code: 'ingress-class-annotation',
      subject: from,
      path: pathText(path),
      message: `the annotation names class '${to.name}', and the controller of MicroK8s only heeds '${served}' there: it passes the ingress over`,
      hint: `Write spec.ingressClassName: ${to.name} in place of the annotation.`,
    });
  }

  /** Pods that a service with an address of its own reaches need no names of their own. */
  #isReachedOtherwise({ from, to }: ResolvedReference): boolean {
    const template = record(record(record(from.manifest['spec'])['template'])['metadata']);
    const { labels } = selectorOfLabels(template['labels']);
    return this.#facts.services.in(to.namespace ?? '').some(({ subject, headless }) => {
      const selector = record(subject?.manifest['spec'])['selector'];
      const wanted = [...selectorOfLabels(selector).labels];
      return !headless && wanted.length > 0 && wanted.every(([key, value]) => labels.get(key) === value);
    });
  }
}

/** The Prometheus operator matches a number against the port of the pods behind the service. */
function isOfEndpoint(apiVersion: unknown): boolean {
  return spell(apiVersion).startsWith('monitoring.coreos.com/');
}

function waitHint(kind: string): string {
  return kind === 'HelmRelease'
    ? 'Let the Kustomization that applies this release wait for it: layer.use() of what it provides.'
    : 'Wait for the Kustomization that applies that release, with wait: true.';
}
