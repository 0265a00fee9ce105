import { type CustomKind, kindName } from './crd.ts';
import { canonical, entryLines } from './json.ts';
import { mapSubSchemas, type Schema, stripped } from './openapi.ts';
import { sha256 } from './source.ts';

/** A shorter sub-tree is not worth a reference. */
const leastShared = 120;

/** JSON of the schemas of a set of CRDs, one kind a line. Sub-trees that recur are shared where that at least halves the file. */
export function crdSchemas(kinds: readonly CustomKind[]): string {
  const schemas = new Map(kinds.map((kind) => [kindName(kind), stripped(kind.schema)]));
  const entries = (schemaOf: (name: string, schema: Schema) => Schema): Record<string, unknown> =>
    Object.fromEntries(
      kinds.map((kind) => {
        const name = kindName(kind);
        const { namespaced, storage, deprecated } = kind;
        return [name, { namespaced, storage, deprecated, schema: schemaOf(name, schemas.get(name)!) }];
      }),
    );
  const plain = `{"kinds":${entryLines(entries((_, schema) => schema))}}\n`;
  const sharing = new Sharing([...schemas.values()]);
  const shared = entries((_, schema) => sharing.replace(schema));
  const short = `{"kinds":${entryLines(shared)},\n"definitions":${entryLines(sharing.definitions)}}\n`;
  return short.length * 2 <= plain.length ? short : plain;
}

/** Replaces sub-schemas that recur by references to one definition each, named by its content. */
class Sharing {
  readonly definitions: Record<string, Schema> = {};
  readonly #counts = new Map<string, number>();
  readonly #texts = new Map<Schema, string>();

  constructor(schemas: readonly Schema[]) {
    for (const schema of schemas) this.#count(schema);
  }

  /** The same schema with references. Its root stays in place. */
  replace(schema: Schema): Schema {
    return mapSubSchemas(schema, (sub) => this.#reference(sub));
  }

  #count(schema: Schema): void {
    mapSubSchemas(schema, (sub) => {
      const text = canonical(sub);
      this.#texts.set(sub, text);
      const count = this.#counts.get(text) ?? 0;
      this.#counts.set(text, count + 1);
      // What stands inside a sub-tree that was seen before is shared along with it.
      if (count === 0) this.#count(sub);
      return sub;
    });
  }

  #reference(schema: Schema): Schema {
    const text = this.#texts.get(schema) ?? canonical(schema);
    const short = this.replace(schema);
    if (text.length < leastShared || (this.#counts.get(text) ?? 0) < 2) return short;
    const name = sha256(text).slice(0, 12);
    this.definitions[name] ??= short;
    return { $ref: `#/definitions/${name}` };
  }
}
