import { shapeRoots } from './kubernetes-shapes.ts';
import { type Schema, schemaType } from './openapi.ts';
import { TypePrinter } from './print-types.ts';
import { InputError } from './source.ts';
import { type ObjectType, type TypeNode, text } from './type-node.ts';

type Definitions = Readonly<Record<string, Schema>>;

/** Groups in the order in which a short name is looked up. */
const groups = [
  'io.k8s.api.core.v1',
  'io.k8s.api.apps.v1',
  'io.k8s.api.networking.v1',
  'io.k8s.apimachinery.pkg.apis.meta.v1',
];

const deletable = `/** Any key of a map may be null, at any depth: Helm then deletes the chart's default. A list is replaced as a whole. */
export type Deletable<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Deletable<T[K]> | null }
    : T;`;

/** The object shapes of Kubernetes that charts and CRDs refer to, and everything these need. */
export class KubernetesShapes {
  readonly #definitions: Definitions;
  readonly #file: string;
  readonly #ids = new Map<string, string>();
  readonly #types = new Map<string, ObjectType>();

  /**
   * @param file where the definitions come from, for errors
   * @throws InputError when the definitions lack a shape that charts refer to
   */
  constructor(definitions: Definitions, file: string) {
    this.#definitions = definitions;
    this.#file = file;
    for (const name of shapeRoots) {
      const id = groups.map((group) => `${group}.${name}`).find((candidate) => definitions[candidate]);
      if (!id) throw this.#lacks(name);
      this.#resolve(id);
    }
  }

  /** TypeScript source: one interface a shape. */
  get source(): string {
    const printer = new TypePrinter(false);
    for (const name of [...this.#types.keys()].sort()) printer.add(name, this.#types.get(name)!);
    return `${deletable}\n\n${printer.text}\n`;
  }

  /** The type of a shape's key; `undefined` when the shape does not have the key. */
  property(shape: string, key: string): TypeNode | undefined {
    return this.#types.get(shape)?.properties[key]?.type;
  }

  #resolve(id: string): TypeNode {
    const schema = this.#definitions[id];
    if (!schema) throw this.#lacks(id);
    if (!schema.properties) return schemaType(schema, (ref) => this.#resolve(definitionOf(ref)));
    const name = id.slice(id.lastIndexOf('.') + 1);
    const known = this.#ids.get(name);
    if (known === undefined) {
      this.#ids.set(name, id);
      const type = schemaType(schema, (ref) => this.#resolve(definitionOf(ref)));
      if (type.kind === 'object') this.#types.set(name, type);
    } else if (known !== id) {
      throw new InputError(
        this.#file,
        `two definitions are called ${name}: ${known}, ${id}`,
        'Refer to one of them only.',
      );
    }
    return text(name);
  }

  #lacks(name: string): InputError {
    return new InputError(
      this.#file,
      `has no definition ${name}`,
      'Save the whole OpenAPI v2 document of the API server.',
    );
  }
}

/** `#/definitions/x` -> `x`. */
export function definitionOf(ref: string): string {
  return ref.replace('#/definitions/', '');
}
