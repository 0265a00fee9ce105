/** A fact that the owner has yet to fill in. It renders like any value and is listed until it is replaced. */
export class Placeholder {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

/** A fact as the owner writes it: a text, or a placeholder for one. */
export type Fact = string | Placeholder;

/**
 * Marks an example value as one to fill in: `domain: placeholder('lab.example.com')`.
 * Use reserved example names only (RFC 2606), so that a lab rendered by mistake points at nobody.
 */
export function placeholder(value: string): Placeholder {
  return new Placeholder(value);
}

const RESERVED = /(^|[.@/])(example\.(com|net|org)|[^.@/]+\.(example|test|invalid))([:/]|$)/;

/** Whether a fact is still an example: marked as one, or naming a domain that is reserved for examples. */
export function isPlaceholder(fact: Fact): boolean {
  return fact instanceof Placeholder || RESERVED.test(fact);
}

/** The text of a fact. */
export function factText(fact: Fact): string {
  return fact instanceof Placeholder ? fact.value : fact;
}
