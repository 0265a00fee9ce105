import fc from 'fast-check';
import { type CalendarSchedule, judgeCron, judgeCronSyntax, parseCron } from '../../lib/values/cron.ts';
import { ValueError } from '../../lib/values/value-error.ts';
import { suggestion } from './suggestion.ts';

function calendar(text: string): CalendarSchedule {
  const schedule = parseCron(text);
  if ('every' in schedule) throw new Error(`${text} is no calendar schedule`);
  return schedule;
}

test.each([
  '* * * * *',
  '*/15 0-6,22-23 1,15 jan-mar MON-fri',
  '0 3 * * sun',
  '5/20 * ? * ?',
  '  0\t3 * * *  ',
  '+5 03 * * *',
  '0 0 29 2 *',
  '0 0 31 2 1',
  '@hourly',
  '@midnight',
  '@every 1h30m',
  '@every -5m',
])('%p is a schedule', (text) => {
  expect(judgeCron(text)).toBeUndefined();
});

test.each([
  ['61 3 * * *', 'a valid minute field (0-59)', 'Write 59 or less in place of 61.'],
  ['60 3 * * *', 'a valid minute field (0-59)', 'Write 0 in place of 60.'],
  ['0 24 * * *', 'a valid hour field (0-23)', 'Write 0 in place of 24.'],
  ['0 0 0 * *', 'a valid day of month field (1-31)', 'Write 1 or more in place of 0.'],
  ['0 0 32 * *', 'a valid day of month field (1-31)', 'Write 31 or less in place of 32.'],
  ['0 0 * 13 *', 'a valid month field (1-12 or jan-dec)', 'Write 12 or less in place of 13.'],
  ['0 0 * january *', 'a valid month field (1-12 or jan-dec)', 'Write jan in place of january.'],
  ['0 0 * * 7', 'a valid day of week field (0-6 or sun-sat)', 'Write 0 or sun for Sunday in place of 7.'],
  ['0 0 * * mon,', '', ''],
  ['0 22-2 * * *', 'a valid hour field (0-23)', 'Write 22-23,0-2 in place of 22-2: a range cannot wrap around.'],
  ['*/0 * * * *', 'a valid minute field (0-59)', 'Write a step of 1 or more in place of */0.'],
  ['1-2-3 * * * *', 'a valid minute field (0-59)', 'Write one range at most in place of 1-2-3.'],
  ['*/2/2 * * * *', 'a valid minute field (0-59)', 'Write one step at most in place of */2/2.'],
  ['0 0 L * *', 'a valid day of month field (1-31)', 'Write a number from 1 to 31 in place of L.'],
  ['-5 * * * *', 'a valid minute field (0-59)', 'Write a number from 0 to 59 in place of nothing.'],
])('the field at fault in %p is named with its range', (text, expected, fix) => {
  expect(judgeCron(text)).toEqual(fix === '' ? undefined : { expected, fix });
});

test.each([
  ['0 3 * *', 'Add 1 field: there are 4, not five.'],
  ['0 3 * * * * *', 'Remove 2 fields: there are 7, not five.'],
  ['0 0 3 * * *', 'Write "0 3 * * *": CronJobs have no field for seconds.'],
  ['', 'Write five fields, such as "0 3 * * *".'],
  ['@hourley', 'Write "@hourly".'],
  ['@Daily', 'Write "@daily".'],
  ['@reboot', 'Write five fields, such as "0 3 * * *".'],
  ['@every 5 minutes', 'Write "@every 5m".'],
  ['TZ=Europe/Berlin 0 3 * * *', 'Write "0 3 * * *", and set spec.timeZone to "Europe/Berlin".'],
  ['CRON_TZ=UTC @daily', 'Write "@daily", and set spec.timeZone to "UTC".'],
  [5, 'Write a text in place of a number.'],
])('%p is no schedule: %s', (value, fix) => {
  expect(judgeCron(value)?.fix).toBe(fix);
  if (typeof value === 'string') expect(() => parseCron(value)).toThrow(ValueError);
});

test.each([
  ['0 0 31 2 *', 'Write 29 or less as the day of month: no month of the schedule has more days.'],
  ['0 0 30-31 feb *', 'Write 29 or less as the day of month: no month of the schedule has more days.'],
  ['0 0 31 4,6,9,11 *', 'Write 30 or less as the day of month: no month of the schedule has more days.'],
  [', * * * *', 'Write * as the minute.'],
  ['* * , * *', 'Write * as the day of month.'],
  ['* * * * ,', 'Write * as the day of week.'],
])('%p never comes due, which the API server does not mind', (text, fix) => {
  expect(judgeCronSyntax(text)).toBeUndefined();
  expect(judgeCron(text)).toEqual({ expected: 'a schedule that some day of the calendar satisfies', fix });
});

test('an interval is at least a second', () => {
  expect(parseCron('@every 10ms')).toMatchObject({ every: { nanoseconds: 1_000_000_000n } });
  expect(parseCron('@every 1h')).toMatchObject({ every: { milliseconds: 3_600_000 } });
});

test('days must satisfy both day fields where one has a star, and either of them where none has', () => {
  expect(calendar('0 0 1 * *').dayOfWeek.star).toBe(true);
  expect(calendar('0 0 ?/1 * 1').dayOfMonth.star).toBe(true);
  expect(calendar('0 0 */2 * 1').dayOfMonth.star).toBe(false);
  expect(calendar('0 0 1-31 * 1').dayOfMonth.star).toBe(false);
});

test('a descriptor stands for its five fields', () => {
  expect(parseCron('@weekly')).toEqual(parseCron('0 0 * * sun'));
  expect(parseCron('@yearly')).toEqual(parseCron('0 0 1 jan *'));
});

/** One member of a field's list, with the rule for the values that it stands for. */
interface Member {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

function member(min: number, max: number): fc.Arbitrary<Member> {
  const number = fc.integer({ min, max });
  const step = fc.integer({ min: 1, max: max + 5 });
  const range = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  return fc.oneof(
    number.map((n) => ({ text: `${n}`, holds: (value: number) => value === n })),
    range.map(([a, b]) => ({ text: `${a}-${b}`, holds: (value: number) => value >= a && value <= b })),
    fc.tuple(range, step).map(([[a, b], by]) => ({
      text: `${a}-${b}/${by}`,
      holds: (value: number) => value >= a && value <= b && (value - a) % by === 0,
    })),
    fc.tuple(number, step).map(([a, by]) => ({
      text: `${a}/${by}`,
      holds: (value: number) => value >= a && (value - a) % by === 0,
    })),
    step.map((by) => ({ text: `*/${by}`, holds: (value: number) => (value - min) % by === 0 })),
    fc.constant({ text: '*', holds: () => true }),
  );
}

test.each([
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['dayOfMonth', 1, 31],
  ['month', 1, 12],
  ['dayOfWeek', 0, 6],
] as const)('the %s field expands to what its members say', (name, min, max) => {
  const index = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'].indexOf(name);
  fc.assert(
    fc.property(fc.array(member(min, max), { minLength: 1, maxLength: 3 }), (members) => {
      const fields = ['*', '*', '*', '*', '*'];
      fields[index] = members.map(({ text }) => text).join(',');
      const every = Array.from({ length: max - min + 1 }, (_, offset) => min + offset);
      const expected = every.filter((value) => members.some(({ holds }) => holds(value)));
      expect(calendar(fields.join(' '))[name].values).toEqual(expected);
    }),
  );
});

test('a schedule comes due exactly if it does in eight years of days', () => {
  const day = fc.array(fc.integer({ min: 26, max: 31 }), { minLength: 1, maxLength: 2 }).map((days) => days.join(','));
  const months = fc.array(fc.constantFrom(2, 4, 6, 7), { minLength: 1, maxLength: 2 }).map((list) => list.join(','));
  const weekday = fc.constantFrom('*', '?', ',', '1', '*/2', '*/1');
  fc.assert(
    fc.property(fc.oneof(day, fc.constantFrom('*', ',', '*/7')), months, weekday, (dom, month, dow) => {
      const text = `0 0 ${dom} ${month} ${dow}`;
      const { dayOfMonth, month: inMonth, dayOfWeek } = calendar(text);
      const due = Array.from({ length: 8 * 366 }, (_, offset) => new Date(Date.UTC(2024, 0, 1 + offset))).some(
        (date) => {
          const byDate = dayOfMonth.values.includes(date.getUTCDate());
          const byWeekday = dayOfWeek.values.includes(date.getUTCDay());
          const both = [dom, dow].some((field) => ['*', '?', '*/1'].includes(field));
          return inMonth.values.includes(date.getUTCMonth() + 1) && (both ? byDate && byWeekday : byDate || byWeekday);
        },
      );
      expect(judgeCron(text) === undefined).toBe(due);
    }),
    { numRuns: 40 },
  );
});

test('a schedule to write in place is a schedule', () => {
  for (const text of ['0 0 3 * * *', '@hourley', '@every 2 days', 'TZ=UTC 0 3 * * *']) {
    expect(judgeCron(suggestion(judgeCron(text)))).toBeUndefined();
  }
});
