import * as fc from 'fast-check';
import { type Kept, superfluous } from '../../lib/backup/retention.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const backup = fc.record({ hours: fc.integer({ min: 0, max: 24 * 200 }), isGood: fc.boolean() });
const backups = fc
  .array(backup, { maxLength: 60 })
  .map((all) =>
    all.map(({ hours, isGood }, i): Kept => ({ name: `b${i}`, at: new Date(START + hours * HOUR), isGood })),
  );
const keep = fc.record({
  last: fc.integer({ min: 1, max: 10 }),
  daily: fc.integer({ min: 0, max: 10 }),
  weekly: fc.integer({ min: 0, max: 10 }),
});
const each = (hours: number, count: number) =>
  Array.from(
    { length: count },
    (_, i): Kept => ({ name: `b${i}`, at: new Date(START + i * hours * HOUR), isGood: true }),
  );

test('the newest good backup always stays', () => {
  fc.assert(
    fc.property(backups, keep, (all, rule) => {
      const gone = new Set(superfluous(all, rule));
      const good = all.filter(({ isGood }) => isGood);
      const newest = Math.max(...good.map(({ at }) => at.getTime()));
      return good.length === 0
        ? gone.size === 0
        : good.some(({ name, at }) => at.getTime() === newest && !gone.has(name));
    }),
  );
});

test('what one rule keeps, no other takes away, and no more than they ask for is kept', () => {
  fc.assert(
    fc.property(backups, keep, (all, rule) => {
      const gone = new Set(superfluous(all, rule));
      const good = all.filter(({ isGood }) => isGood);
      const left = good.filter(({ name }) => !gone.has(name));
      const newestFirst = [...good].sort((one, other) => other.at.getTime() - one.at.getTime());
      const lastTimes = newestFirst.slice(0, rule.last).map(({ at }) => at.getTime());
      const days = (list: readonly Kept[]) => new Set(list.map(({ at }) => Math.floor(at.getTime() / 24 / HOUR))).size;
      return (
        left.length <= rule.last + rule.daily + rule.weekly &&
        left.length >= Math.min(rule.last, good.length) &&
        lastTimes.every((time) => left.some(({ at }) => at.getTime() === time)) &&
        days(left) >= Math.min(rule.daily, days(good))
      );
    }),
  );
});

test('what was kept is kept again: nothing goes that a second run would have needed', () => {
  fc.assert(
    fc.property(backups, keep, (all, rule) => {
      const gone = new Set(superfluous(all, rule));
      return (
        superfluous(
          all.filter(({ name }) => !gone.has(name)),
          rule,
        ).length === 0
      );
    }),
  );
});

test('a backup that is not good stays as long as no newer one is good', () => {
  fc.assert(
    fc.property(backups, keep, (all, rule) => {
      const gone = new Set(superfluous(all, rule));
      return all.every(
        (one) => one.isGood || !gone.has(one.name) || all.some((other) => other.isGood && other.at > one.at),
      );
    }),
  );
});

test('of a year of daily backups, three last, seven daily and eight weekly ones are thirteen', () => {
  const all = each(24, 365);
  const gone = superfluous(all, { last: 3, daily: 7, weekly: 8 });
  expect(all.length - gone.length).toBe(13);
});

test('when no backup is made any more, none goes', () => {
  const all = each(24, 10);
  expect(superfluous(all, { last: 1, daily: 10, weekly: 0 })).toEqual([]);
});
