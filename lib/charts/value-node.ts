import { isMapping } from './mapping.ts';
import { Meaning } from './meaning.ts';

let count = 0;

/** One value of a chart: what its defaults say of it and what templates do with it. Filled while a chart is read. */
export class ValueNode {
  readonly id = ++count;
  readonly keys = new Map<string, ValueNode>();
  /** Values that templates put in its place. */
  readonly instead: Meaning[] = [];
  /** Every entry of a list, or of a map whose keys are chosen by the owner. */
  each: ValueNode | undefined;
  /** What the chart takes when nothing is set; `undefined` when it has no such line. */
  default: unknown;
  /** By what it is replaced, or that it is deprecated. */
  deprecated: true | string | undefined;
  /** Templates hand it on or print it with all that is in it. */
  isWhole = false;
  /** Templates go through its keys without naming them. */
  isChosen = false;
  /** Templates ask for its type, and take more than one. */
  isMixed = false;

  key(name: string): ValueNode {
    let node = this.keys.get(name);
    if (!node) {
      node = new ValueNode();
      this.keys.set(name, node);
    }
    return node;
  }

  at(path: readonly string[]): ValueNode {
    return path.reduce<ValueNode>((node, name) => node.key(name), this);
  }

  /** What is known at a path; `undefined` where nothing is. */
  find(path: readonly string[]): ValueNode | undefined {
    return path.reduce<ValueNode | undefined>((node, name) => node?.keys.get(name), this);
  }

  /** A chart says that the value is deprecated. What it is replaced by is told where any comment tells it. */
  deprecate(replacement: true | string): void {
    if (typeof this.deprecated !== 'string') this.deprecated = replacement;
  }

  /** Every entry, by a key that is not known. */
  entry(): ValueNode {
    this.each ??= new ValueNode();
    return this.each;
  }

  meaning(): Meaning {
    const own = new Meaning();
    own.nodes.add(this);
    for (const other of this.instead) own.absorb(other);
    return own;
  }

  /** Takes defaults; what is set later wins, as Helm has it between a chart and its parent. */
  seed(value: unknown): void {
    this.default = value;
    if (isMapping(value)) for (const [name, inner] of Object.entries(value)) this.key(name).seed(inner);
    else if (Array.isArray(value)) {
      for (const item of value) if (isMapping(item)) this.entry().learn(item);
    }
  }

  /** Takes keys without defaults: from examples. */
  learn(value: unknown): void {
    if (isMapping(value)) for (const [name, inner] of Object.entries(value)) this.key(name).learn(inner);
    else if (Array.isArray(value)) for (const item of value) if (isMapping(item)) this.entry().learn(item);
  }

  /** Takes all that is known of another value that may stand here. */
  absorb(other: ValueNode, depth = 0): void {
    if (other === this || depth > 20) return;
    this.isWhole ||= other.isWhole;
    this.isChosen ||= other.isChosen;
    this.isMixed ||= other.isMixed;
    this.default ??= other.default;
    for (const [name, inner] of other.keys) this.key(name).absorb(inner, depth + 1);
    if (other.each) this.entry().absorb(other.each, depth + 1);
  }
}
