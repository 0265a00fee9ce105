import { record } from '../pods.ts';
import { spell } from '../spell.ts';
import { subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { machineNamespaces } from './givens.ts';
import { HELM_RELEASE, type KindRef, NAMESPACE } from './kind.ts';
import { getOrMake } from './maps.ts';
import { groupOfManifest, type Scopes, textOf } from './scope.ts';

/** A release whose chart is not rendered here: what it makes is not known. */
export interface ClosedRelease {
  /** `namespace/name` of the HelmRelease. */
  readonly name: string;
  /** Namespace that it installs to. */
  readonly namespace: string;
  readonly chart: string;
}

/** An object of a kind without a schema; its operator names what it makes after it. */
interface Maker {
  readonly name: string;
  /** The object as people write it. */
  readonly title: string;
}

/** Kinds that neither charts nor the machine make: a name that is not written here is not there. */
const WRITTEN_ONLY = /^(source|kustomize|helm|notification)\.toolkit\.fluxcd\.io$/;

/** Who else could make what is not found: without an answer it is a mistake, with one it cannot be judged. */
export class Unknowns {
  /** Releases that are not rendered here. */
  readonly releases: readonly ClosedRelease[];
  readonly #machine: ReadonlySet<string>;
  readonly #foreign = new Map<string, Maker[]>();

  constructor(world: World, scopes: Scopes) {
    this.#machine = machineNamespaces(world.track);
    const rendered = new Set(world.subjects.map(({ release }) => release));
    this.releases = world.ofKind(HELM_RELEASE.kind).flatMap(({ manifest }) => {
      const spec = record(manifest['spec']);
      const own = scopes.namespaceOf(manifest);
      const name = `${own}/${manifest.metadata.name}`;
      if (rendered.has(name)) return [];
      const chart = textOf(record(record(spec['chart'])['spec'])['chart']) ?? textOf(record(spec['chartRef'])['name']);
      return [{ name, namespace: textOf(spec['targetNamespace']) ?? own, chart: chart ?? '' }];
    });
    for (const { manifest } of world.subjects) {
      const group = groupOfManifest(manifest);
      if (!group.includes('.') || world.schemas.find(manifest.apiVersion, manifest.kind)) continue;
      if (group.endsWith('.k8s.io') || WRITTEN_ONLY.test(group)) continue;
      const namespace = scopes.namespaceOf(manifest);
      const maker = { name: spell(manifest.metadata.name), title: subjectName({ manifest }) };
      getOrMake(this.#foreign, namespace, () => []).push(maker);
    }
  }

  /** Who may make an object, as a reason not to judge; `undefined` when nobody can. */
  why(kind: KindRef, namespace: string, name: string): string | undefined {
    const isWritten = WRITTEN_ONLY.test(kind.group) || kind.kind === NAMESPACE.kind;
    return isWritten ? undefined : this.whyIn(kind.clusterWide ? undefined : namespace, name);
  }

  /** Who may make objects in a namespace, or in any when none is given, as a reason not to judge. */
  whyIn(namespace: string | undefined, name?: string): string | undefined {
    const release = this.releases.find((closed) => namespace === undefined || closed.namespace === namespace);
    if (release) return `HelmRelease ${release.name}, whose chart is not rendered here, may make it`;
    if (namespace === undefined) return undefined;
    if (this.#machine.has(namespace)) return `the machine has objects of its own in namespace ${namespace}`;
    const foreign = this.#foreign.get(namespace)?.find((maker) => name === undefined || name.startsWith(maker.name));
    return foreign && `the operator of ${foreign.title}, a kind without a schema here, may make it`;
  }
}
