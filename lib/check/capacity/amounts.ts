import { judgeQuantity, Quantity } from '../../values/quantity.ts';

/** What pods take from a node, or what a node has. */
export interface Amounts {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the node's root file system: images aside, what pods write outside of volumes. */
  readonly ephemeral: number;
  readonly pods: number;
}

/** Resources that pods request of a node, by their names in Kubernetes. */
export const RESOURCES = [
  ['cpu', 'cpu'],
  ['memory', 'memory'],
  ['ephemeral', 'ephemeral-storage'],
] as const satisfies readonly (readonly [keyof Amounts, string])[];

export const NOTHING: Amounts = { cpu: 0, memory: 0, ephemeral: 0, pods: 0 };

export function plus(one: Amounts, other: Amounts, times = 1): Amounts {
  return {
    cpu: one.cpu + other.cpu * times,
    memory: one.memory + other.memory * times,
    ephemeral: one.ephemeral + other.ephemeral * times,
    pods: one.pods + other.pods * times,
  };
}

/** The larger of each resource. */
export function atLeast(one: Amounts, other: Amounts): Amounts {
  return {
    cpu: Math.max(one.cpu, other.cpu),
    memory: Math.max(one.memory, other.memory),
    ephemeral: Math.max(one.ephemeral, other.ephemeral),
    pods: Math.max(one.pods, other.pods),
  };
}

/** Reads quantities, each spelling once. What is no quantity counts as nothing: the schema tells it. */
export class AmountReader {
  readonly #read = new Map<string, number>();

  /** Thousandths of the base unit, rounded up as the scheduler does. */
  milli(value: unknown): number {
    return this.#value(value, 1000);
  }

  /** Whole base units, rounded up. */
  bytes(value: unknown): number {
    return this.#value(value, 1);
  }

  #value(value: unknown, factor: 1 | 1000): number {
    if (typeof value !== 'string' && typeof value !== 'number') return 0;
    const key = `${factor} ${value}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const amount = judgeQuantity(value) ? 0 : Math.max(0, Number(Quantity.parse(value).times(factor).bytes));
    this.#read.set(key, amount);
    return amount;
  }
}

/** An amount as people write it: `1.5` cores, `12.3Gi`. */
export function amountText(resource: keyof Amounts, amount: number): string {
  if (resource === 'cpu') return `${trimmed(amount / 1000, 3)} cores`;
  return resource === 'pods' ? `${amount}` : bytesText(amount);
}

/** Bytes in the largest binary unit that leaves a number of at least one. */
export function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const) {
    if (bytes >= size) return `${trimmed(bytes / size, 2)}${unit}`;
  }
  return `${bytes}`;
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}
