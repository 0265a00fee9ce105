import * as fc from 'fast-check';
import {
  LabelIndex,
  type Labelled,
  type Selector,
  selectorOf,
  selectorText,
  selects,
} from '../../../lib/check/references/selector.ts';

const key = fc.constantFrom('app', 'tier', 'part-of');
const value = fc.constantFrom('a', 'b', 'c');
const labels = fc.array(fc.tuple(key, value), { maxLength: 3 }).map((pairs) => new Map(pairs));
const things: fc.Arbitrary<Labelled[]> = fc.array(fc.record({ namespace: fc.constantFrom('x', 'y'), labels }), {
  maxLength: 20,
});
const expression = fc.record({
  key,
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist' as const),
  values: fc.array(value, { maxLength: 2 }),
}) as fc.Arbitrary<Selector['expressions'][number]>;
const selectors: fc.Arbitrary<Selector> = fc.record({ labels, expressions: fc.array(expression, { maxLength: 2 }) });

test('the index selects what a look at everything selects', () => {
  fc.assert(
    fc.property(things, selectors, fc.constantFrom('x', 'y', 'z', 'all'), (all, selector, where) => {
      const expected = all.filter(
        (thing) => (where === 'all' || thing.namespace === where) && selects(selector, thing),
      );
      expect(new LabelIndex(all).select(selector, where === 'all' ? 'all' : [where])).toEqual(expected);
    }),
  );
});

test.each([
  [{ matchLabels: { app: 'web' } }, { app: 'web', tier: 'a' }, true],
  [{ matchLabels: { app: 'web' } }, { app: 'wiki' }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'wiki'] }] }, { app: 'wiki' }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, {}, true],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, { app: 'web' }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, {}, false],
  [{ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, {}, true],
  [{ matchLabels: null, matchExpressions: 'nonsense' }, {}, true],
])('%j on %j is %s', (selector, given, expected) => {
  expect(selects(selectorOf(selector), { labels: new Map(Object.entries(given)) })).toBe(expected);
});

test('a selector is written as people read it', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  };
  expect(selectorText(selectorOf(selector))).toBe('app=web, tier in (a, b), old is not there');
});
