/** A type on its way to TypeScript. */
export type TypeNode = TextType | ArrayType | RecordType | ObjectType;

/** Type text that is used as it is: `string`, `'a' | 'b'`, `K8s.Affinity`. */
export interface TextType {
  readonly kind: 'text';
  readonly text: string;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly items: TypeNode;
}

export interface RecordType {
  readonly kind: 'record';
  readonly values: TypeNode;
}

export interface ObjectType {
  readonly kind: 'object';
  readonly properties: Readonly<Record<string, Property>>;
  /** Other keys are allowed too. */
  readonly open: boolean;
  /**
   * Type text that the interface extends.
   * @default none
   */
  readonly base?: string;
}

export interface Property {
  readonly type: TypeNode;
  readonly required: boolean;
  readonly nullable: boolean;
  /**
   * What applies when the property is left out.
   * @default unknown, nothing is told
   */
  readonly default?: unknown;
}

export const text = (value: string): TextType => ({ kind: 'text', text: value });
export const array = (items: TypeNode): ArrayType => ({ kind: 'array', items });
export const record = (values: TypeNode): RecordType => ({ kind: 'record', values });

export const anything = text('unknown');
export const freeForm = record(anything);
export const numeric = text('number | string');

/** The union of string literals. */
export function literals(values: readonly string[]): TextType {
  return text(values.map(quote).join(' | '));
}

/** A TypeScript string literal in single quotes. */
export function quote(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** `kube-prometheus` -> `KubePrometheus`. */
export function pascal(value: string): string {
  return value
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Two types for one place: properties of both, the first wins where they differ. */
export function merge(first: TypeNode, second: TypeNode): TypeNode {
  if (first.kind !== 'object' || second.kind !== 'object') return first.kind === 'record' ? second : first;
  const properties: Record<string, Property> = { ...second.properties };
  for (const [key, property] of Object.entries(first.properties)) {
    const other = second.properties[key];
    properties[key] = other ? { ...property, type: merge(property.type, other.type) } : property;
  }
  const base = first.base ?? second.base;
  return { kind: 'object', properties, open: first.open || second.open, ...(base ? { base } : {}) };
}
