import type { ValueNode } from './value-node.ts';

let count = 0;

/**
 * What an expression of a template may stand for: values of the chart, a map that the template made, texts that it
 * wrote. Branches are not judged, so one expression may stand for many things at once.
 */
export class Meaning {
  readonly id = ++count;
  readonly nodes = new Set<ValueNode>();
  /** Entries of a map that templates made. */
  readonly fields = new Map<string, Meaning>();
  /** Texts that are known to the letter: keys to look up, names of templates. */
  readonly texts = new Set<string>();
  /** Every entry of a list that templates made. */
  items: Meaning | undefined;
  /** What stands in it as text. */
  printed: Meaning | undefined;
  /** Whether words of the template's own stand around what is printed. */
  isWorded = false;
  /**
   * Whether it is a step of a path that was split: `auth.password`. In which order steps are taken is not known, so
   * they lead to keys that are there and make none known.
   */
  isStep = false;
  /** `$`: handing it on is not handing on all values. */
  isRoot = false;

  static text(text: string): Meaning {
    const meaning = new Meaning();
    meaning.texts.add(text);
    return meaning;
  }

  static union(meanings: readonly Meaning[]): Meaning {
    if (meanings.length === 1) return meanings[0]!;
    const all = new Meaning();
    for (const each of meanings) all.absorb(each);
    return all;
  }

  /** The text that a value makes. */
  static printOf(meanings: readonly Meaning[]): Meaning {
    const text = new Meaning();
    for (const each of meanings) text.print(each);
    return text;
  }

  /** Adds all that another may stand for. */
  absorb(other: Meaning): void {
    if (other === this) return;
    for (const node of other.nodes) this.nodes.add(node);
    for (const text of other.texts) this.texts.add(text);
    for (const [name, inner] of other.fields) {
      const before = this.fields.get(name);
      this.fields.set(name, before && before !== inner ? Meaning.union([before, inner]) : inner);
    }
    if (other.items) this.items = this.items ? Meaning.union([this.items, other.items]) : other.items;
    if (other.printed) this.printed = this.printed ? Meaning.union([this.printed, other.printed]) : other.printed;
    this.isWorded ||= other.isWorded;
    this.isStep ||= other.isStep;
    this.isRoot ||= other.isRoot;
  }

  /** Adds the text of a value to the text here. */
  print(other: Meaning): void {
    this.carry(other);
    const isValue = other.nodes.size > 0 || other.fields.size > 0 || other.items !== undefined;
    if (isValue && !other.isRoot) this.#printed().absorb(other);
  }

  /** Adds what stands in a text to the text here. */
  carry(other: Meaning): void {
    this.isWorded ||= other.isWorded;
    if (other.printed) this.#printed().absorb(other.printed);
  }

  #printed(): Meaning {
    this.printed ??= new Meaning();
    return this.printed;
  }

  /** The value under a key. Asking makes the key known. */
  get(name: string): Meaning {
    const found: Meaning[] = [];
    for (const node of this.nodes) found.push(node.key(name).meaning());
    const field = this.fields.get(name);
    if (field) found.push(field);
    else if (this.items) found.push(this.items);
    return Meaning.union(found);
  }

  /** The value under a key that is known already. */
  peek(name: string): Meaning {
    const known = [...this.nodes].flatMap((node) => node.keys.get(name)?.meaning() ?? []);
    const field = this.fields.get(name);
    return Meaning.union(field ? [...known, field] : known);
  }

  /** Any value in it, by a key or a place that is not known. */
  entry(): Meaning {
    const found: Meaning[] = [];
    for (const node of this.nodes) {
      node.isChosen = true;
      found.push(node.entry().meaning());
    }
    if (!this.isRoot) found.push(...this.fields.values());
    if (this.items) found.push(this.items);
    return Meaning.union(found);
  }

  /** All that is in it is used, with keys that no template names. */
  markWhole(depth = 0): void {
    for (const node of this.nodes) {
      node.isWhole = true;
      for (const other of node.instead) if (depth < 8) other.markWhole(depth + 1);
    }
    if (this.isRoot || depth > 8) return;
    for (const inner of this.fields.values()) inner.markWhole(depth + 1);
    this.items?.markWhole(depth + 1);
    this.printed?.markWhole(depth + 1);
  }

  /** Equal signatures stand for the same. */
  signature(depth = 0): string {
    if (this.isRoot || depth > 5) return `#${this.id}`;
    const nodes = [...this.nodes].map(({ id }) => id).join();
    const fields = [...this.fields].map(([name, inner]) => `${name}:${inner.signature(depth + 1)}`).join();
    const inside = [this.items, this.printed].map((inner) => inner?.signature(depth + 1) ?? '').join('|');
    return `{${nodes};${fields};${[...this.texts].join()};${inside}}`;
  }
}
