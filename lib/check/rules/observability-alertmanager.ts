import { judgePrometheusDuration } from '../../values/duration.ts';
import { nearest } from '../../values/nearest.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { judgeMatcher } from '../promql/alert-matcher.ts';
import { text } from '../read.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import type { World } from '../world.ts';
import { type AlertmanagerFile, alertmanagerFiles } from './observability-alertmanager-files.ts';

type Model = Readonly<Record<string, unknown>>;

const TOP_KEYS = 'global route inhibit_rules receivers templates mute_time_intervals time_intervals tracing'.split(' ');
const ROUTE_KEYS = (
  'receiver group_by match match_re matchers mute_time_intervals active_time_intervals continue routes group_wait group_interval ' +
  'repeat_interval'
).split(' ');
const RECEIVER_KEYS = [
  'name',
  ...(
    'discord email incidentio jira mattermost msteams msteamsv2 opsgenie pagerduty pushover rocketchat slack sns telegram victorops ' +
    'webex webhook wechat'
  )
    .split(' ')
    .map((kind) => `${kind}_configs`),
];
const DURATIONS = ['group_wait', 'group_interval', 'repeat_interval'];
const REFUSED = 'Alertmanager refuses the whole configuration and keeps the old one, or does not start';

/** Alertmanager's routes, receivers and matchers. */
export function judgeAlertmanager(world: World): Report[] {
  return alertmanagerFiles(world).flatMap((file) => {
    const reports = [...new ConfigJudge(file).reports()];
    // A receiver is most likely unused because its name is misspelt where it is used.
    const isBroken = reports.some(({ code }) => code !== 'alertmanager-unused');
    return isBroken ? reports.filter(({ code }) => code !== 'alertmanager-unused') : reports;
  });
}

class ConfigJudge {
  readonly #file: AlertmanagerFile;
  readonly #receivers: readonly string[];
  readonly #intervals: ReadonlySet<string>;
  readonly #used = new Set<string>();

  constructor(file: AlertmanagerFile) {
    this.#file = file;
    const { config } = file;
    this.#receivers = list(config['receivers']).flatMap((receiver) => text(record(receiver)['name']) ?? []);
    const keys = ['mute_time_intervals', 'time_intervals', 'muteTimeIntervals', 'timeIntervals'];
    this.#intervals = new Set(
      keys.flatMap((key) => list(config[key]).flatMap((interval) => text(record(interval)['name']) ?? [])),
    );
  }

  *reports(): Generator<Report> {
    const { config, error, isPartial } = this.#file;
    if (error !== undefined) {
      yield this.#tell(
        'alertmanager-config',
        [],
        `the configuration is no YAML that can be read (${error})`,
        'Correct the text.',
      );
      return;
    }
    yield* this.#keys(config, [], TOP_KEYS);
    const root = record(config['route']);
    if (!isPartial) yield* this.#root(root);
    if (config['route'] !== undefined) yield* this.#route(root, ['route']);
    yield* this.#receiverList();
    for (const [i, rule] of list(config['inhibit_rules'] ?? config['inhibitRules']).entries()) {
      const at: Step[] = [isPartial ? 'inhibitRules' : 'inhibit_rules', i];
      const keys = isPartial ? ['sourceMatch', 'targetMatch'] : ['source_matchers', 'target_matchers'];
      for (const key of keys) yield* this.#matchers(record(rule)[key], [...at, key]);
    }
  }

  *#root(root: Model): Generator<Report> {
    if (text(root['receiver']) === undefined) {
      yield this.#tell(
        'alertmanager-config',
        ['route'],
        'the first route has no receiver: it takes every alert that no other takes',
        'Name a receiver.',
      );
    }
    const isNarrow = ['match', 'match_re', 'matchers'].find((key) => Object.keys(Object(root[key])).length > 0);
    if (isNarrow) {
      const message = `the first route has ${isNarrow}, but it must take every alert`;
      yield this.#tell(
        'alertmanager-config',
        ['route', isNarrow],
        message,
        'Move the matchers to a route under routes.',
      );
    }
  }

  *#route(route: Model, path: readonly Step[]): Generator<Report> {
    if (path.length > 60) return;
    yield* this.#keys(route, path, ROUTE_KEYS);
    const receiver = text(route['receiver']);
    if (receiver !== undefined) yield* this.#receiver(receiver, [...path, 'receiver']);
    yield* this.#matchers(route['matchers'], [...path, 'matchers']);
    for (const [key, pattern] of Object.entries(record(route['match_re']))) {
      yield* this.#matcher(`${key}=~${JSON.stringify(pattern)}`, [...path, 'match_re', key]);
    }
    for (const key of ['mute_time_intervals', 'active_time_intervals', 'muteTimeIntervals', 'activeTimeIntervals']) {
      for (const [i, name] of list(route[key]).entries()) yield* this.#interval(name, [...path, key, i]);
    }
    for (const key of this.#file.isPartial ? [] : DURATIONS) {
      const refusal = route[key] === undefined ? undefined : judgePrometheusDuration(route[key]);
      if (!refusal) continue;
      const message = `${key} is '${spell(route[key])}', expected ${refusal.expected}`;
      yield this.#tell('alertmanager-config', [...path, key], message, refusal.fix);
    }
    for (const [i, inner] of list(route['routes']).entries()) yield* this.#route(record(inner), [...path, 'routes', i]);
  }

  *#receiver(name: string, path: readonly Step[]): Generator<Report> {
    this.#used.add(name);
    if (this.#receivers.includes(name)) return;
    const meant = nearest(name, this.#receivers);
    const hint = meant
      ? `Did you mean '${meant}'?`
      : `Add a receiver '${name}', or name one of ${this.#receivers.join(', ') || 'those to come'}.`;
    yield this.#tell('alertmanager-receiver', path, `there is no receiver '${name}'`, hint);
  }

  *#receiverList(): Generator<Report> {
    const { config, hasReceivers, isPartial } = this.#file;
    const seen = new Set<string>();
    for (const [i, value] of list(config['receivers']).entries()) {
      const receiver = record(value);
      yield* this.#keys(receiver, ['receivers', i], RECEIVER_KEYS);
      const name = text(receiver['name']);
      if (name === undefined) continue;
      const at = ['receivers', i, 'name'];
      if (seen.has(name)) {
        yield this.#tell(
          'alertmanager-config',
          at,
          `two receivers have the name '${name}'`,
          'Make one of them, with both lists of channels.',
        );
      } else if (hasReceivers && !this.#used.has(name) && (config['route'] !== undefined || !isPartial)) {
        const message = `no route leads to receiver '${name}': it is never told of anything`;
        yield this.#report('alertmanager-unused', at, message, 'Add a route with this receiver, or remove it.');
      }
      seen.add(name);
    }
  }

  *#matchers(value: unknown, path: readonly Step[]): Generator<Report> {
    for (const [i, matcher] of list(value).entries()) {
      if (typeof matcher === 'string') yield* this.#matcher(matcher, [...path, i]);
      const { name, value: pattern, matchType, regex } = record(matcher);
      const isRegex = regex === true || matchType === '=~' || matchType === '!~';
      if (isRegex && typeof pattern === 'string')
        yield* this.#matcher(`${spell(name)}=~${JSON.stringify(pattern)}`, [...path, i, 'value']);
    }
  }

  *#matcher(matcher: string, path: readonly Step[]): Generator<Report> {
    const refusal = judgeMatcher(matcher);
    if (!refusal) return;
    yield this.#tell('alertmanager-matcher', path, `the matcher ${matcher} is not ${refusal.expected}`, refusal.fix);
  }

  *#interval(value: unknown, path: readonly Step[]): Generator<Report> {
    const name = text(value);
    if (name === undefined || this.#intervals.has(name)) return;
    const meant = nearest(name, this.#intervals);
    const hint = meant
      ? `Did you mean '${meant}'?`
      : `Add it under ${this.#file.isPartial ? 'muteTimeIntervals' : 'time_intervals'}.`;
    yield this.#tell('alertmanager-config', path, `there is no time interval '${name}'`, hint);
  }

  /** Keys that are near a known one: others may be of a newer Alertmanager. */
  *#keys(given: Model, path: readonly Step[], known: readonly string[]): Generator<Report> {
    if (this.#file.isPartial) return;
    for (const key of Object.keys(given)) {
      if (known.includes(key)) continue;
      const meant = nearest(key, known);
      if (meant)
        yield this.#tell(
          'alertmanager-config',
          [...path, key],
          `there is no key '${key}' here`,
          `Did you mean '${meant}'?`,
        );
    }
  }

  #tell(code: string, inner: readonly Step[], message: string, hint: string): Report {
    return this.#report(code, inner, `${message}; ${REFUSED}`, hint);
  }

  #report(code: string, inner: readonly Step[], message: string, hint: string): Report {
    const { subject, path, isOpen } = this.#file;
    const place = isOpen ? pathText([...path, ...inner]) : pathText(path);
    return {
      code,
      subject,
      path: place,
      message: isOpen || inner.length === 0 ? message : `${pathText(inner)}: ${message}`,
      hint,
    };
  }
}
