import { type CommentedKey, commentedKeys } from '../charts/commented-keys.ts';
import { type DocumentedKeys, documentedKeys } from '../charts/documented-keys.ts';
import { isObject } from './json.ts';
import {
  baseText,
  emptyTextType,
  emptyType,
  numberType,
  type ObjectShape,
  type Shape,
  shapeOf,
  shapeText,
  shapeType,
  unsetType,
} from './kubernetes-shapes.ts';
import type { KubernetesShapes } from './kubernetes-types.ts';
import type { YamlFile } from './source.ts';
import {
  anything,
  array,
  freeForm,
  merge,
  numeric,
  type ObjectType,
  type Property,
  type TypeNode,
  text,
} from './type-node.ts';

/** Where a value stands in the chart's values. */
export interface Spot {
  /** Keys from the top; empty for the values themselves. */
  readonly path: readonly string[];
  /** Shape that the parent's key promises for its children: `resources` of `resources.controller`. */
  readonly inherited?: Shape | undefined;
}

/** Reads types out of a chart's default values: the keys that are there are the keys that there are. */
export class ValueTypes {
  readonly #shapes: KubernetesShapes;
  readonly #documented: DocumentedKeys;
  readonly #commented = new Map<string, CommentedKey[]>();
  readonly #samples = new Map<string, unknown>();

  constructor(file: YamlFile, shapes: KubernetesShapes) {
    this.#shapes = shapes;
    this.#documented = documentedKeys(file.text);
    for (const key of commentedKeys(file)) {
      const parent = key.parent.join('.');
      this.#commented.set(parent, [...(this.#commented.get(parent) ?? []), key]);
    }
    for (const [path, sample] of nullSamples(file)) this.#samples.set(path, sample);
  }

  /** The type of all values. */
  root(values: Readonly<Record<string, unknown>>): ObjectType {
    return this.#form(values, { path: [] }, false);
  }

  /** The type of one value. */
  type(value: unknown, spot: Spot): TypeNode {
    const key = spot.path.at(-1) ?? '';
    const parent = spot.path.at(-2) ?? '';
    if (value === null || value === undefined) return this.#unset(key, parent, spot);
    if (typeof value === 'boolean') return text('boolean');
    if (typeof value === 'number') return numberType(key, parent);
    if (typeof value === 'string') return stringType(value, key, parent);
    return Array.isArray(value) ? this.#list(value, spot) : this.#map(value as Record<string, unknown>, spot);
  }

  #unset(key: string, parent: string, spot: Spot): TypeNode {
    const path = spot.path.join('.');
    const sample = this.#samples.get(path);
    if (typeof sample === 'number') return numeric;
    if (typeof sample === 'string') return text('string');
    const shape = shapeOf(key);
    if (shape) return shapeType(shape);
    const words = this.#documented.words.get(path) ?? [];
    if (words.includes('object')) return freeForm;
    if (words.includes('array')) return array(anything);
    return words.includes('string') ? text('string') : unsetType(key, parent, anything);
  }

  #list(value: readonly unknown[], spot: Spot): TypeNode {
    const own = shapeOf(spot.path.at(-1) ?? '') ?? spot.inherited;
    if (own?.form === 'list') return shapeType(own);
    if (value.length === 0) return emptyType(value);
    const maps = value.filter(isObject);
    if (maps.length === value.length) return array(this.#items(maps, spot));
    const kinds = new Set(value.map((item) => (item === null || typeof item === 'object' ? 'unknown' : typeof item)));
    return array(text(kinds.has('unknown') ? 'unknown' : [...kinds].sort().join(' | ')));
  }

  /** Items are examples, so other keys are allowed; a form with empty fields inside them is complete. */
  #items(maps: readonly Record<string, unknown>[], spot: Spot): TypeNode {
    return maps.map((item): TypeNode => withoutDefaults(this.#form(item, spot, true))).reduce(merge);
  }

  #map(value: Record<string, unknown>, spot: Spot): TypeNode {
    const shape = shapeOf(spot.path.at(-1) ?? '');
    const keys = Object.keys(value);
    if (keys.length === 0) return this.#emptyMap(shape ?? spot.inherited, spot);
    const fitting = [shape, spot.inherited].find(
      (candidate) => candidate?.form === 'map' || this.#overlaps(candidate, keys),
    );
    if (fitting?.form === 'map') return fitting.type;
    if (fitting?.form === 'object') return this.#extended(value, fitting, spot);
    if (this.#isOneValue(spot) && !isComplete(value)) return freeForm;
    return this.#form(value, shape ? { ...spot, inherited: shape } : spot, false);
  }

  /** `{}` whose keys the comments declare is a map of these; others stay allowed. */
  #emptyMap(shape: Shape | undefined, spot: Spot): TypeNode {
    if (shape && shape.form !== 'list') return shapeType(shape);
    const form = this.#form({}, spot, true);
    return Object.keys(form.properties).length > 0 ? form : freeForm;
  }

  #overlaps(shape: Shape | undefined, keys: readonly string[]): boolean {
    if (shape?.form !== 'object') return false;
    return keys.includes('enabled') || keys.some((key) => this.#shapeProperty(shape, key) !== undefined);
  }

  #shapeProperty(shape: ObjectShape, key: string): TypeNode | undefined {
    return shape.of.map((name) => this.#shapes.property(name, key)).find((type) => type !== undefined);
  }

  /** A piece of Kubernetes with switches of the chart's own, such as `enabled`. */
  #extended(value: Readonly<Record<string, unknown>>, shape: ObjectShape, spot: Spot): TypeNode {
    const base = baseText(shape);
    const form = this.#form(value, spot, false);
    const properties: Record<string, Property> = {};
    for (const [key, property] of Object.entries(form.properties)) {
      const known = this.#shapeProperty(shape, key) !== undefined;
      properties[key] = known ? { ...property, type: text(`${base}['${key}']`), nullable: false } : property;
    }
    return { kind: 'object', properties, open: false, base };
  }

  /** A map that the comments document only as a whole is the user's own. */
  #isOneValue(spot: Spot): boolean {
    const path = spot.path.join('.');
    if (!this.#documented.paths.has(path)) return false;
    for (const other of this.#documented.paths) if (other.startsWith(`${path}.`)) return false;
    return true;
  }

  #form(value: Readonly<Record<string, unknown>>, spot: Spot, open: boolean): ObjectType {
    const properties: Record<string, Property> = {};
    const add = (key: string, type: TypeNode, fallback?: unknown): void => {
      properties[key] ??= { type, required: false, nullable: true, default: fallback };
    };
    const at = (key: string): Spot => ({ path: [...spot.path, key], inherited: spot.inherited });
    for (const [key, item] of Object.entries(value)) {
      const nested = open && isObject(item) && !shapeOf(key) ? this.#nested(item, at(key)) : this.type(item, at(key));
      add(key, nested, isObject(item) ? undefined : item);
    }
    const path = spot.path.join('.');
    for (const { key, value: example } of this.#commented.get(path) ?? [])
      add(key, this.#exampleType(example, at(key)));
    for (const key of this.#declared(path)) add(key, this.type(undefined, at(key)));
    return { kind: 'object', properties, open };
  }

  /** A map inside an item: a form to fill in, or an example. */
  #nested(value: Record<string, unknown>, spot: Spot): TypeNode {
    return Object.keys(value).length === 0 ? freeForm : this.#form(value, spot, !isComplete(value));
  }

  /** Scalars of an example tell the type; what an example holds inside does not tell which keys there are. */
  #exampleType(value: unknown, spot: Spot): TypeNode {
    if (typeof value !== 'object' || value === null) return this.type(value, spot);
    return this.type(Array.isArray(value) ? [] : {}, spot);
  }

  /** Keys right below a path that only the comments name. */
  #declared(path: string): string[] {
    const prefix = path === '' ? '' : `${path}.`;
    return [...this.#documented.paths]
      .filter((other) => other.startsWith(prefix) && other.length > prefix.length)
      .map((other) => other.slice(prefix.length))
      .filter((rest) => !rest.includes('.'));
  }
}

/** A map that lists empty fields, or nothing but switches, is a form that names every key. One that is filled in is an example. */
function isComplete(value: Readonly<Record<string, unknown>>): boolean {
  const fields = Object.values(value);
  const isEmpty = (field: unknown): boolean =>
    field === null || field === '' || (typeof field === 'object' && Object.keys(field).length === 0);
  return fields.some(isEmpty) || fields.every((field) => typeof field === 'boolean');
}

function stringType(value: string, key: string, parent: string): TypeNode {
  if (value === '') return emptyTextType(key, parent);
  const shape = shapeOf(key);
  if (shape) return text(`string | ${shapeText(shape)}`);
  return /^-?\d+(\.\d+)?$/.test(value) ? numeric : text('string');
}

/** What a default list holds does not apply to the items of another. */
function withoutDefaults(type: TypeNode): TypeNode {
  if (type.kind === 'array') return { ...type, items: withoutDefaults(type.items) };
  if (type.kind !== 'object') return type;
  const properties = Object.entries(type.properties).map(([key, { default: _, ...property }]) => [
    key,
    { ...property, type: withoutDefaults(property.type) },
  ]);
  return { ...type, properties: Object.fromEntries(properties) };
}

/** `nodePort:  # 30251`: the comment behind an empty value often shows one. */
function* nullSamples(file: YamlFile): Generator<[string, unknown]> {
  const stack: { indent: number; key: string }[] = [];
  for (const line of file.text.split('\n')) {
    const match = /^( *)([\w-]+):(?:\s+(.*))?$/.exec(line);
    if (!match?.[2]) continue;
    while ((stack.at(-1)?.indent ?? -1) >= match[1]!.length) stack.pop();
    stack.push({ indent: match[1]!.length, key: match[2] });
    const sample = /^#\s*(\S+)$/.exec(match[3]?.trim() ?? '')?.[1];
    if (sample) yield [stack.map(({ key }) => key).join('.'), /^\d+$/.test(sample) ? Number(sample) : sample];
  }
}
