import { nearest } from '../../values/nearest.ts';
import { Quantity } from '../../values/quantity.ts';
import { quoted } from '../../values/value-error.ts';
import { lacks } from '../lacks.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import type { Report } from '../rule.ts';
import { REFUSED } from '../schema/fault.ts';
import type { Subject } from '../subject.ts';
import { isAmount, judgeAmounts } from './limits-amounts.ts';

type Fields = Readonly<Record<string, unknown>>;

const TYPES = ['Container', 'Pod', 'PersistentVolumeClaim'];
const AMOUNTS = ['min', 'max', 'default', 'defaultRequest'];
const DEFAULTS = ['default', 'defaultRequest'];
/** Resources of containers, beside huge pages and those with a slash. */
const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
/** Which amount may not be above which. */
const ORDER: readonly (readonly [less: string, more: string])[] = [
  ['min', 'max'],
  ['defaultRequest', 'default'],
  ['min', 'defaultRequest'],
  ['defaultRequest', 'max'],
  ['min', 'default'],
  ['default', 'max'],
];

/** Judges the entries of a LimitRange as the API server does. */
export function* judgeLimitRange(subject: Subject): Generator<Report> {
  const seen = new Set<string>();
  for (const [i, value] of list(record(subject.manifest['spec'])['limits']).entries()) {
    const limit = record(value);
    const path = ['spec', 'limits', i];
    const { type } = limit;
    if (typeof type === 'string') {
      yield* judgeType(subject, type, path, seen);
      seen.add(type);
    }
    for (const field of AMOUNTS) {
      const amounts = record(limit[field]);
      if (type === 'Container' || type === 'Pod') yield* judgeNames(subject, amounts, [...path, field]);
      yield* judgeAmounts(subject, amounts, [...path, field]);
    }
    yield* judgeForType(subject, limit, path);
    yield* judgeOrder(subject, limit, path);
  }
}

function* judgeType(
  subject: Subject,
  type: string,
  path: readonly Step[],
  seen: ReadonlySet<string>,
): Generator<Report> {
  const at = pathText([...path, 'type']);
  if (!TYPES.includes(type) && !type.includes('/')) {
    const meant = nearest(type, TYPES);
    const message = `${quoted(type)} is no type of a limit; expected one of ${TYPES.join(', ')}: ${REFUSED}`;
    const hint = meant ? `Did you mean '${meant}'?` : `Write one of ${TYPES.join(', ')}.`;
    yield { code: 'limit-range-type', subject, path: at, message, hint };
  } else if (seen.has(type)) {
    const message = `a limit of type ${quoted(type)} is there twice; expected one of each type: ${REFUSED}`;
    yield { code: 'limit-range-conflict', subject, path: at, message, hint: 'Make one of the two.' };
  }
}

function* judgeNames(subject: Subject, amounts: Fields, path: readonly Step[]): Generator<Report> {
  for (const name of Object.keys(amounts)) {
    if (RESOURCES.includes(name) || name.includes('/') || name.startsWith('hugepages-')) continue;
    const meant = nearest(name, RESOURCES);
    yield {
      code: 'limit-resource',
      subject,
      path: pathText([...path, name]),
      message: `${quoted(name)} is no resource of a container (${RESOURCES.join(', ')}): ${REFUSED}`,
      hint: meant ? `Did you mean '${meant}'?` : `Write one of ${RESOURCES.join(', ')}.`,
    };
  }
}

/** Pods have no defaults, and a limit of claims says how large they may be. */
function* judgeForType(subject: Subject, limit: Fields, path: readonly Step[]): Generator<Report> {
  const { type } = limit;
  for (const field of type === 'Pod' ? DEFAULTS : []) {
    if (Object.keys(record(limit[field])).length === 0) continue;
    const message = `a limit of type Pod has ${field}; expected it with type Container: ${REFUSED}`;
    const hint = 'Write type: Container, or remove it.';
    yield { code: 'limit-range-conflict', subject, path: pathText([...path, field]), message, hint };
  }
  if (type !== 'PersistentVolumeClaim') return;
  const isBound = ['min', 'max'].some((field) => !lacks(limit, field) && !lacks(record(limit[field]), 'storage'));
  if (isBound) return;
  const message = `a limit of claims has neither min nor max of storage; expected one of them: ${REFUSED}`;
  const hint = 'Write max with the largest storage of a claim.';
  yield { code: 'limit-range-conflict', subject, path: pathText([...path, 'max']), message, hint };
}

function* judgeOrder(subject: Subject, limit: Fields, path: readonly Step[]): Generator<Report> {
  for (const [less, more] of ORDER) {
    const above = record(limit[more]);
    for (const [name, amount] of Object.entries(record(limit[less]))) {
      const most = above[name];
      if (!isAmount(name, amount) || !isAmount(name, most)) continue;
      if (Quantity.parse(amount).compare(Quantity.parse(most)) <= 0) continue;
      yield {
        code: 'limit-range-conflict',
        subject,
        path: pathText([...path, less, name]),
        message: `${less} of ${name}, ${amount}, is above ${more}, ${most}: ${REFUSED}`,
        hint: `Raise ${more} to ${amount}, or lower ${less}.`,
      };
    }
  }
}
