import { byName, canonical } from './json.ts';
import { type ObjectType, type Property, pascal, quote, type TypeNode } from './type-node.ts';

/** Longer defaults say nothing at a glance, and a block of text would be prose. */
const longestDefault = 60;

/**
 * Prints types as named, exported interfaces: the name of an inner interface is the path that leads to it, so that a compile error tells the place.
 */
export class TypePrinter {
  readonly #interfaces: string[] = [];
  readonly #names = new Set<string>();
  readonly #shared = new Map<string, string>();
  readonly #share: boolean;

  /** @param share one interface for all objects of the same form under one added interface, named after the first */
  constructor(share: boolean) {
    this.#share = share;
  }

  /** All interfaces, in the order in which they were first needed. */
  get text(): string {
    return this.#interfaces.join('\n\n');
  }

  /** Adds an interface of exactly this name. */
  add(name: string, type: ObjectType): void {
    this.#names.add(name);
    this.#shared.clear();
    const slot = this.#interfaces.push('') - 1;
    this.#interfaces[slot] = `export interface ${name}${this.#body(name, type)}`;
  }

  #named(wanted: string, type: ObjectType): string {
    const slot = this.#interfaces.push('') - 1;
    const name = this.#free(wanted);
    const body = this.#body(name, type);
    const same = this.#share ? this.#shared.get(body) : undefined;
    if (same !== undefined) {
      // An equal body names equal inner interfaces, which were shared before: nothing was added behind this slot.
      this.#interfaces.splice(slot, 1);
      this.#names.delete(name);
      return same;
    }
    this.#shared.set(body, name);
    this.#interfaces[slot] = `export interface ${name}${body}`;
    return name;
  }

  #free(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#names.has(name); n++) name = `${wanted}${n}`;
    this.#names.add(name);
    return name;
  }

  #body(name: string, type: ObjectType): string {
    const lines = Object.keys(type.properties)
      .sort(byName)
      .flatMap((key) => this.#property(name, key, type.properties[key]!));
    if (type.open) lines.push('  readonly [key: string]: unknown;');
    const base = type.base ? ` extends ${type.base}` : '';
    return lines.length === 0 ? `${base} {}` : `${base} {\n${lines.join('\n')}\n}`;
  }

  #property(owner: string, key: string, property: Property): string[] {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
    const type = this.#type(`${owner}${pascal(key)}`, property.type);
    const nullable = property.nullable && type !== 'unknown' ? ' | null' : '';
    const line = `  readonly ${name}${property.required ? '' : '?'}: ${type}${nullable};`;
    const fact = defaultFact(property.default);
    return fact === undefined ? [line] : [`  /** @default ${fact} */`, line];
  }

  #type(name: string, type: TypeNode): string {
    switch (type.kind) {
      case 'text':
        return type.text;
      case 'array': {
        const items = this.#type(`${name}Item`, type.items);
        return `readonly ${/[|&]|^readonly /.test(items) ? `(${items})` : items}[]`;
      }
      case 'record':
        return `Readonly<Record<string, ${this.#type(`${name}Value`, type.values)}>>`;
      case 'object':
        return this.#named(name, type);
    }
  }
}

function defaultFact(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const fact = typeof value === 'string' ? quote(value) : canonical(value);
  if (fact === '{}' || fact === '[]' || fact.length > longestDefault) return undefined;
  return /\*\/|\\n/.test(fact) ? undefined : fact;
}
