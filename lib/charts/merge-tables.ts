import { isMapping } from './mapping.ts';

/** Values that are being put together: changed in place, and without a prototype, so that any key is but a key. */
export type Table = Record<string, unknown>;

/** Called with the path of a value that was passed over, and why. */
export type Warn = (path: string, why: string) => void;

/** How two tables become one. */
export interface Merging {
  /** Whether null stays where it is set; else it takes the default away, and itself with it. */
  readonly keepsNull: boolean;
  readonly warn: Warn;
}

export function isTable(value: unknown): value is Table {
  return isMapping(value);
}

/** A copy to change: all tables and lists in it are copies too. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isTable(value)) return value;
  const copy: Table = Object.create(null);
  for (const [key, inner] of Object.entries(value)) copy[key] = copyOf(inner);
  return copy;
}

/** The table at a path with dots; `undefined` when there is none. The empty path is no way to the root: Helm has none either. */
export function tableAt(root: Table, path: string): Table | undefined {
  let at: unknown = root;
  for (const step of path.split('.')) {
    if (!isTable(at) || !Object.hasOwn(at, step)) return undefined;
    at = at[step];
  }
  return isTable(at) ? at : undefined;
}

/** The value at a path with dots, `undefined` when there is none or a table. */
export function leafAt(root: Table, path: string): unknown {
  const steps = path.split('.');
  const last = steps.pop()!;
  const table = steps.length === 0 ? root : tableAt(root, steps.join('.'));
  const leaf = table && Object.hasOwn(table, last) ? table[last] : undefined;
  return isTable(leaf) ? undefined : leaf;
}

/** Puts what is lacking from the lower table into the upper one, which wins, at every depth. */
export function mergeTables(upper: Table, lower: Table, path: string, merging: Merging): Table {
  for (const [key, below] of Object.entries(lower)) {
    if (!Object.hasOwn(upper, key)) {
      upper[key] = below;
      continue;
    }
    const above = upper[key];
    if (above === null && !merging.keepsNull) delete upper[key];
    else if (isTable(above) && isTable(below)) mergeTables(above, below, joined(path, key), merging);
    else if (isTable(below)) merging.warn(joined(path, key), 'a map is replaced by what is none');
    else if (isTable(above) && below !== null) merging.warn(joined(path, key), 'a map takes the place of what is none');
  }
  return upper;
}

export function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
