import { type CronSet, cronFields, readCronField } from './cron-field.ts';
import { Duration, judgeGoDuration } from './duration.ts';
import { nearest } from './nearest.ts';
import type { Judge, Refusal } from './refusal.ts';
import { kindOf, ValueError } from './value-error.ts';

/** A schedule of five fields. */
export interface CalendarSchedule {
  readonly minute: CronSet;
  readonly hour: CronSet;
  readonly dayOfMonth: CronSet;
  readonly month: CronSet;
  readonly dayOfWeek: CronSet;
}

/** A schedule that counts from when the CronJob was made: `@every 90m`. */
export interface IntervalSchedule {
  /** At least one second: the controller raises anything less. */
  readonly every: Duration;
}

/** When a CronJob runs. */
export type CronSchedule = CalendarSchedule | IntervalSchedule;

const descriptors: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);
const everyPrefix = '@every ';

/** White space as Go's `strings.Fields` knows it: JavaScript's \s has U+FEFF besides and lacks U+0085. */
const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

const expected = 'a schedule of five fields: minute, hour, day of month, month, day of week';

function read(text: string): CronSchedule | Refusal {
  if (text.length > 1000) return { expected, fix: 'Write a schedule of at most 1000 characters.' };
  const zone = /^(?:CRON_)?TZ=(\S*)\s*(.*)$/s.exec(text);
  if (zone) {
    const [, name = '', rest = ''] = zone;
    return { expected, fix: `Write "${rest}", and set spec.timeZone to "${name}".` };
  }
  if (text.startsWith('@')) return readDescriptor(text);
  const fields = text.split(space).filter((field) => field !== '');
  if (fields.length !== 5) return { expected, fix: fixForCount(fields) };
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields;
  return readFields({ minute, hour, dayOfMonth, month, dayOfWeek });
}

type FieldName = keyof typeof cronFields;

function readFields(texts: Readonly<Record<FieldName, string>>): CalendarSchedule | Refusal {
  const minute = readCronField(texts.minute, cronFields.minute);
  if ('fix' in minute) return minute;
  const hour = readCronField(texts.hour, cronFields.hour);
  if ('fix' in hour) return hour;
  const dayOfMonth = readCronField(texts.dayOfMonth, cronFields.dayOfMonth);
  if ('fix' in dayOfMonth) return dayOfMonth;
  const month = readCronField(texts.month, cronFields.month);
  if ('fix' in month) return month;
  const dayOfWeek = readCronField(texts.dayOfWeek, cronFields.dayOfWeek);
  return 'fix' in dayOfWeek ? dayOfWeek : { minute, hour, dayOfMonth, month, dayOfWeek };
}

function readDescriptor(text: string): CronSchedule | Refusal {
  const fields = descriptors.get(text);
  if (fields !== undefined) return read(fields);
  const known = [...descriptors.keys(), '@every 1h'];
  const refused = `one of ${known.join(', ')}`;
  if (!text.startsWith(everyPrefix)) {
    const meant = text.length > 20 ? undefined : nearest(text.trim(), known);
    return { expected: refused, fix: meant ? `Write "${meant}".` : 'Write five fields, such as "0 3 * * *".' };
  }
  const length = text.slice(everyPrefix.length);
  const refusal = judgeGoDuration(length);
  if (!refusal) return { every: atLeastOneSecond(Duration.parseGo(length)) };
  return {
    expected: `@every with ${refusal.expected}`,
    fix: refusal.fix.replace(/^Write (\S+)\.$/, 'Write "@every $1".'),
  };
}

function atLeastOneSecond(duration: Duration): Duration {
  const second = Duration.parseGo('1s');
  return duration.compare(second) < 0 ? second : duration;
}

function fixForCount(fields: readonly string[]): string {
  if (fields.length === 6) {
    const rest = fields.slice(1).join(' ');
    if (!('fix' in read(rest))) return `Write "${rest}": CronJobs have no field for seconds.`;
  }
  if (fields.length === 0) return 'Write five fields, such as "0 3 * * *".';
  const [more, count] = fields.length < 5 ? ['Add', 5 - fields.length] : ['Remove', fields.length - 5];
  return `${more} ${count} ${count === 1 ? 'field' : 'fields'}: there are ${fields.length}, not five.`;
}

/** Days of each month, in a leap year: the schedule looks five years ahead, so every 29 February counts. */
const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The refusal of a schedule that no day satisfies: the controller takes it and never runs the job. */
function refuseIfNever(schedule: CronSchedule): Refusal | undefined {
  if ('every' in schedule) return undefined;
  const { dayOfMonth, dayOfWeek } = schedule;
  for (const [name, field] of Object.entries(cronFields)) {
    const isDay = field === cronFields.dayOfMonth || field === cronFields.dayOfWeek;
    if (!isDay && schedule[name as FieldName].values.length === 0) return never(`Write * as the ${field.noun}.`);
  }
  // With a star in either day field a day must satisfy both; without one, either will do. A star field holds every day.
  const both = dayOfMonth.star || dayOfWeek.star;
  if (dayOfWeek.values.length > 0 && !both) return undefined;
  if (dayOfWeek.values.length === 0 && both) return never('Write * as the day of week.');
  const longest = Math.max(...schedule.month.values.map((month) => lengths[month - 1] ?? 0));
  if (dayOfMonth.values.some((date) => date <= longest)) return undefined;
  return never(
    dayOfMonth.values.length === 0
      ? 'Write * as the day of month.'
      : `Write ${longest} or less as the day of month: no month of the schedule has more days.`,
  );
}

function never(fix: string): Refusal {
  return { expected: 'a schedule that some day of the calendar satisfies', fix };
}

/** Accepts the schedules that the API server accepts for a new CronJob, those that never come due included. */
export const judgeCronSyntax: Judge = (value) => {
  if (typeof value !== 'string') return { expected, fix: `Write a text in place of ${kindOf(value)}.` };
  const schedule = read(value);
  return 'fix' in schedule ? schedule : undefined;
};

/**
 * Accepts the schedules of a CronJob that come due: what `judgeCronSyntax` accepts, without `0 0 31 2 *` and its like.
 * A time zone belongs into `spec.timeZone`.
 */
export const judgeCron: Judge = (value) => {
  const schedule = typeof value === 'string' ? read(value) : undefined;
  if (schedule === undefined || 'fix' in schedule) return judgeCronSyntax(value);
  return refuseIfNever(schedule);
};

/** @throws ValueError when `judgeCronSyntax` refuses the text */
export function parseCron(text: string): CronSchedule {
  const schedule = read(text);
  if ('fix' in schedule) throw new ValueError(text, schedule);
  return schedule;
}
