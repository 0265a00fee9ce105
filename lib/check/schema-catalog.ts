import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A schema of OpenAPI v3 as Kubernetes uses it, stripped of prose. `$ref` is `#/definitions/NAME` in its own file. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly nullable?: boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message?: string }[];
}

/** Schema of one kind at one version. */
export interface KindSchema {
  /** `apps/v1/Deployment`, `v1/Service`. */
  readonly id: string;
  readonly namespaced: boolean;
  readonly deprecated: boolean;
  readonly schema: Schema;
  /** Definitions that `$ref` points into. */
  readonly definitions: Readonly<Record<string, Schema>>;
}

interface SchemaFile {
  readonly kinds: Readonly<
    Record<string, { namespaced: boolean; deprecated?: boolean; ref?: string; schema?: Schema }>
  >;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Schemas of every kind that the track serves. */
export class SchemaCatalog {
  readonly #kinds: ReadonlyMap<string, KindSchema>;

  constructor(kinds: Iterable<KindSchema>) {
    this.#kinds = new Map([...kinds].map((kind) => [kind.id, kind]));
  }

  /** Reads `*.json` of a folder: `imports/schemas`. Throws the file system's error when it is not there. */
  static read(folder: string): SchemaCatalog {
    const kinds: KindSchema[] = [];
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith('.json')) continue;
      const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as SchemaFile;
      const definitions = file.definitions ?? {};
      for (const [id, { namespaced, deprecated, ref, schema }] of Object.entries(file.kinds)) {
        const own = schema ?? { $ref: `#/definitions/${ref}` };
        kinds.push({ id, namespaced, deprecated: deprecated ?? false, schema: own, definitions });
      }
    }
    return new SchemaCatalog(kinds);
  }

  /** Schema of a kind at a version; `undefined` when the track does not serve it. */
  find(apiVersion: string, kind: string): KindSchema | undefined {
    return this.#kinds.get(`${apiVersion}/${kind}`);
  }

  /** All kinds, as `apps/v1/Deployment`. */
  get ids(): Iterable<string> {
    return this.#kinds.keys();
  }
}
