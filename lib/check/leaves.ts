import type { Step } from './path.ts';

/** A value inside an object, and the way to it. */
export interface Place {
  readonly path: readonly Step[];
  readonly value: unknown;
}

/** Deeper nesting than any real object has; what is below is not looked at. */
const DEEPEST = 100;

/**
 * Calls `visit` for every value in an object, maps and lists before what they hold. The path is one list that is changed
 * on the way: copy it to keep it. `false` from `visit` passes over what the value holds.
 */
export function walk(value: unknown, visit: (value: unknown, path: readonly Step[]) => boolean | undefined): void {
  const path: Step[] = [];
  const enter = (at: unknown): void => {
    if (visit(at, path) === false || at === null || typeof at !== 'object' || path.length >= DEEPEST) return;
    if (Array.isArray(at)) {
      for (let i = 0; i < at.length; i += 1) {
        path.push(i);
        enter(at[i]);
        path.pop();
      }
      return;
    }
    for (const key of Object.keys(at)) {
      path.push(key);
      enter((at as Record<string, unknown>)[key]);
      path.pop();
    }
  };
  enter(value);
}

/** All texts in an object, with the way to each. */
export function texts(value: unknown): Place[] {
  const found: Place[] = [];
  walk(value, (at, path) => {
    if (typeof at === 'string') found.push({ path: [...path], value: at });
    return undefined;
  });
  return found;
}
