import { leaves } from '../diff/leaves.ts';

/** A value that differs. */
export interface Change {
  /** `spec.template.spec.containers[name=web].image`. */
  readonly path: string;
  /** Left out where there was nothing. */
  readonly before?: unknown;
  /** Left out where there is nothing. */
  readonly after?: unknown;
}

/** Stands for what nobody is to read. */
export const HIDDEN = '(hidden)';

/** Where a Secret has its values. */
const SECRET_VALUES = /^(?:data|stringData)\b/;

/** All values that differ between two objects of one kind, leaf by leaf. Values of Secrets are hidden. */
export function pathDiff(before: unknown, after: unknown, kind: string): Change[] {
  const found = (kind === 'Secret' ? leaves(bare(before), bare(after)) : leaves(before, after)).map(
    ({ path, ...values }) => {
      const isHidden = kind === 'Secret' && SECRET_VALUES.test(path);
      const shown = (value: unknown) => (isHidden ? HIDDEN : value);
      return {
        path: isHidden ? path.replace(/\[\]$/, '') : path,
        ...(values.before !== undefined && { before: shown(values.before) }),
        ...(values.after !== undefined && { after: shown(values.after) }),
      };
    },
  );
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A Secret whose values are not looked into: what is inside of them must not become part of a path. */
function bare(secret: unknown): unknown {
  return JSON.parse(JSON.stringify(secret ?? {}), (key, value: unknown) =>
    key === 'data' || key === 'stringData' ? sealed(value) : value,
  );
}

function sealed(values: unknown): unknown {
  if (values === null || typeof values !== 'object') return values;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [String(value)]]));
}
