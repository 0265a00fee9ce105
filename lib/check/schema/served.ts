import { distance } from 'fastest-levenshtein';
import { groupOf } from '../../core/data-bearing.ts';
import type { Track } from '../../core/track.ts';
import { nearest } from '../../values/nearest.ts';
import type { KindSchema } from '../schema-catalog.ts';
import type { World } from '../world.ts';
import { crdKinds } from './crd-kinds.ts';
import { REFUSED } from './fault.ts';
import { removedApi } from './removed-apis.ts';
import type { Blame } from './scalar.ts';

/** What is known of a kind: its schema, what is wrong with asking for it, or why it cannot be judged. */
export interface Lookup {
  readonly schema?: KindSchema;
  readonly blame?: Blame;
  readonly why?: string;
}

/** The kinds that the cluster serves: those of the track's catalogue, and those that objects of the world define themselves. */
export class Served {
  readonly #track: Track;
  readonly #kinds = new Map<string, KindSchema | undefined>();
  /** apiVersions of each kind, in the order of the catalogue. */
  readonly #versions = new Map<string, string[]>();
  /** Kinds of each group. */
  readonly #groups = new Map<string, Set<string>>();

  constructor(world: World) {
    this.#track = world.track;
    for (const id of world.schemas.ids) {
      const slash = id.lastIndexOf('/');
      const [apiVersion, kind] = [id.slice(0, slash), id.slice(slash + 1)];
      this.#add(apiVersion, kind, world.schemas.find(apiVersion, kind));
    }
    for (const subject of world.ofKind('CustomResourceDefinition', 'apiextensions.k8s.io')) {
      for (const { kind, apiVersion, served, schema } of crdKinds(subject)) {
        if (served) this.#add(apiVersion, kind, schema);
      }
    }
  }

  #add(apiVersion: string, kind: string, schema: KindSchema | undefined): void {
    const id = `${apiVersion}/${kind}`;
    if (!this.#kinds.has(id)) {
      const versions = this.#versions.get(kind);
      if (versions) versions.push(apiVersion);
      else this.#versions.set(kind, [apiVersion]);
    }
    this.#kinds.set(id, schema);
    const kinds = this.#groups.get(groupOf(apiVersion));
    if (kinds) kinds.add(kind);
    else this.#groups.set(groupOf(apiVersion), new Set([kind]));
  }

  /** What is known of a kind at a version. */
  find(apiVersion: string, kind: string): Lookup {
    const id = `${apiVersion}/${kind}`;
    const schema = this.#kinds.get(id);
    if (schema) return { schema };
    if (this.#kinds.has(id)) return { why: `the definition of ${id} among the objects has no schema that can be read` };
    if (apiVersion === 'v1' && kind === 'List')
      return { why: 'a List is not looked into: give its items as documents' };
    if (groupOf(apiVersion) === 'kustomize.config.k8s.io') return { why: `${kind} is a file for kustomize, no object` };
    return this.#unserved(apiVersion, kind);
  }

  /** The version to use in place of a deprecated one; `undefined` when no other of the group is served. */
  current(apiVersion: string, kind: string): string | undefined {
    const others = (this.#versions.get(kind) ?? []).filter(
      (version) => version !== apiVersion && groupOf(version) === groupOf(apiVersion),
    );
    return this.#best(kind, others);
  }

  #unserved(apiVersion: string, kind: string): Lookup {
    const group = groupOf(apiVersion);
    const own = (this.#versions.get(kind) ?? []).filter((version) => groupOf(version) === group);
    const removed = removedApi(apiVersion, kind);
    if (removed) {
      const now = own.length > 0 ? this.#best(kind, own) : removed.now;
      const message = `${apiVersion} no longer serves ${kind} since ${removed.since}: ${REFUSED}`;
      const hint = now === undefined ? `Remove the ${kind}: nothing takes its place.` : `Write apiVersion: ${now}.`;
      return { blame: { code: 'schema-version', message, hint } };
    }
    if (own.length > 0) return { blame: this.#otherVersion(apiVersion, kind, this.#best(kind, own)) };
    const kinds = this.#groups.get(group);
    if (kinds) return { blame: this.#unknownKind(apiVersion, kind, kinds) };
    const near = this.#nearVersion(apiVersion, kind);
    if (near !== undefined) return { blame: this.#otherVersion(apiVersion, kind, near) };
    if (!group.includes('.')) {
      const message = `Kubernetes has no API group ${JSON.stringify(group)}, and custom ones have a dot: ${REFUSED}`;
      const hint = `Correct the apiVersion: ${this.#best(kind, this.#versions.get(kind) ?? []) ?? 'apps/v1, batch/v1, v1'} is one.`;
      return { blame: { code: 'schema-version', message, hint } };
    }
    return this.#missing(apiVersion, kind, group);
  }

  /** The version that the track prefers, else the newest that is not deprecated. */
  #best(kind: string, versions: readonly string[]): string | undefined {
    const preferred = Object.entries(this.#track.flux.apis).find(([name]) => name === kind)?.[1];
    if (preferred !== undefined && versions.includes(preferred)) return preferred;
    const current = versions.filter((version) => !this.#kinds.get(`${version}/${kind}`)?.deprecated);
    return [...(current.length > 0 ? current : versions)].sort((a, b) => rank(b) - rank(a))[0];
  }

  #otherVersion(apiVersion: string, kind: string, better: string | undefined): Blame {
    const message = `${apiVersion} is not served for ${kind} on track ${this.#track.name}, ${better} is: ${REFUSED}`;
    return { code: 'schema-version', message, hint: `Write apiVersion: ${better}.` };
  }

  #unknownKind(apiVersion: string, kind: string, kinds: ReadonlySet<string>): Blame {
    const elsewhere = this.#best(kind, this.#versions.get(kind) ?? []);
    if (elsewhere !== undefined) return this.#otherVersion(apiVersion, kind, elsewhere);
    const meant = kind.length < 100 ? (nearest(kind, kinds) ?? nearest(kind, this.#versions.keys())) : undefined;
    const version = meant === undefined ? undefined : this.#best(meant, this.#versions.get(meant) ?? []);
    const hint = meant === undefined ? `Write a kind of ${apiVersion}.` : `Did you mean ${meant}, of ${version}?`;
    return { code: 'schema-kind', message: `${apiVersion} has no kind ${JSON.stringify(kind)}: ${REFUSED}`, hint };
  }

  /** A group that is misspelled: the kind is known in one with nearly the same name. */
  #nearVersion(apiVersion: string, kind: string): string | undefined {
    const versions = this.#versions.get(kind) ?? [];
    const group = groupOf(apiVersion);
    const meant = group.length < 100 ? nearest(group, new Set(versions.map(groupOf))) : undefined;
    const isTypo = meant !== undefined && distance(group, meant) <= 2;
    return isTypo
      ? this.#best(
          kind,
          versions.filter((version) => groupOf(version) === meant),
        )
      : undefined;
  }

  #missing(apiVersion: string, kind: string, group: string): Lookup {
    const family = group.slice(group.indexOf('.') + 1);
    const isTracks = Object.values(this.#track.flux.apis).some((version) => groupOf(version).endsWith(`.${family}`));
    if (!isTracks) return { why: `no schema of ${apiVersion}/${kind} is known` };
    const message = `No schema of ${apiVersion}/${kind} belongs to track ${this.#track.name}: its Flux has no controller that serves it`;
    const hint = 'Remove the object, or add the CustomResourceDefinition that it needs.';
    return { blame: { code: 'schema-missing', message, hint } };
  }
}

/** Order of versions as Kubernetes has it: v2 before v1, v1 before v1beta1, beta before alpha. */
function rank(apiVersion: string): number {
  const [, major = 0, stage, minor = 0] = /v(\d+)(?:(alpha|beta)(\d+))?$/.exec(apiVersion) ?? [];
  const level = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return level * 1e6 + Number(major) * 1e3 + Number(minor);
}
