import { groupOf } from '../core/data-bearing.ts';
import type { ResolvedFacts } from '../core/facts.ts';
import type { OpenFact } from '../core/facts-judge.ts';
import type { SourceLine } from '../core/finding.ts';
import type { Track } from '../core/track.ts';
import type { ChartFacts } from './charts-input.ts';
import type { SchemaCatalog } from './schema-catalog.ts';
import type { Subject } from './subject.ts';

/** A secret that the lab says it needs. */
export interface DeclaredSecret {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  readonly purpose: string;
}

/** A file in `secrets/`, as text. Encrypted files are only read, never decrypted. */
export interface SecretFile {
  /** Path relative to the project. */
  readonly file: string;
  readonly text: string;
}

/** An object that a release or the machine provides, known by name although it is not rendered here. */
export interface Promised {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Layer whose release provides it; `undefined` for the machine. */
  readonly layer: string | undefined;
}

/** A use of a reference whose object a layer must render itself, since it has no release that could make it. */
export interface Expected {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Layer that must render it. */
  readonly provider: string;
  /** Layer that uses it. */
  readonly user: string;
  readonly source: SourceLine | undefined;
}

/** A finding that the owner expects in a layer, and why it is fine. */
export interface Allowance {
  readonly layer: string;
  readonly code: string;
  readonly reason: string;
  readonly source: SourceLine | undefined;
}

/** A value that the owner sets in a release although its chart does not know it, and why. */
export interface AllowedValue {
  /** `namespace/name` of the release. */
  readonly release: string;
  /** Path below the values: `persistence.size`. */
  readonly path: string;
  readonly reason: string;
  readonly source: SourceLine | undefined;
}

/** Storage that a layer says it claims, where no object that is rendered here does. */
export interface DeclaredClaim {
  readonly layer: string;
  readonly name: string;
  /** Storage size: `50Gi`. */
  readonly size: string;
  readonly storageClass: string | undefined;
}

/** A layer as Flux applies it. */
export interface LayerInfo {
  readonly name: string;
  readonly source: SourceLine | undefined;
  readonly dependsOn: readonly string[];
  readonly prune: boolean;
  readonly suspended: boolean;
  /** Folder of the layer relative to the project. */
  readonly folder: string;
}

/** What rules judge by, beside the objects. Everything but the track may be missing for a foreign folder. */
export interface WorldProps {
  readonly track: Track;
  readonly schemas: SchemaCatalog;
  readonly subjects: readonly Subject[];
  readonly layers?: readonly LayerInfo[];
  readonly facts?: ResolvedFacts;
  readonly openFacts?: readonly OpenFact[];
  readonly declaredSecrets?: readonly DeclaredSecret[];
  readonly secretFiles?: readonly SecretFile[];
  /** Text of `.sops.yaml`. */
  readonly sopsRules?: string;
  readonly promised?: readonly Promised[];
  readonly expected?: readonly Expected[];
  readonly allowances?: readonly Allowance[];
  readonly allowedValues?: readonly AllowedValue[];
  readonly declaredClaims?: readonly DeclaredClaim[];
  /** Whether the project has a folder; `undefined` when it cannot be known. */
  readonly hasFolder?: (path: string) => boolean | undefined;
  /** What is known of the charts of releases: committed, or read from their archives. */
  readonly charts?: readonly ChartFacts[];
  /** The same lab at an older revision, for rules of change. */
  readonly before?: readonly Subject[];
}

/** All objects, indexed once, with the facts they are judged by. Rules read it and change nothing. */
export class World {
  readonly props: WorldProps;
  readonly subjects: readonly Subject[];
  readonly #byKind = new Map<string, Subject[]>();
  readonly #byKey = new Map<string, Subject>();

  constructor(props: WorldProps) {
    this.props = props;
    this.subjects = props.subjects;
    for (const subject of props.subjects) {
      const { apiVersion, kind, metadata } = subject.manifest;
      const list = this.#byKind.get(kind);
      if (list) list.push(subject);
      else this.#byKind.set(kind, [subject]);
      const key = keyOf(groupOf(apiVersion), kind, metadata.namespace, metadata.name);
      if (!this.#byKey.has(key)) this.#byKey.set(key, subject);
    }
  }

  get track(): Track {
    return this.props.track;
  }

  get schemas(): SchemaCatalog {
    return this.props.schemas;
  }

  /** Objects of one kind, in any group, or in the one given (`''` for the core group). */
  ofKind(kind: string, group?: string): readonly Subject[] {
    const all = this.#byKind.get(kind) ?? [];
    return group === undefined ? all : all.filter(({ manifest }) => groupOf(manifest.apiVersion) === group);
  }

  /** One object by its identity; the first one when it is there twice. */
  find(group: string, kind: string, namespace: string | undefined, name: string): Subject | undefined {
    return this.#byKey.get(keyOf(group, kind, namespace, name));
  }

  /** Whether a release or the machine provides an object of that name. */
  isPromised(kind: string, namespace: string | undefined, name: string): boolean {
    return (this.props.promised ?? []).some(
      (promised) => promised.kind === kind && promised.name === name && promised.namespace === namespace,
    );
  }
}

function keyOf(group: string, kind: string, namespace: string | undefined, name: string): string {
  return `${group}/${kind}/${namespace ?? ''}/${name}`;
}
