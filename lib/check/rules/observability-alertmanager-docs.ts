import type { RuleDoc } from '../rule.ts';

const config = (text: string): string => `apiVersion: v1
kind: Secret
metadata: { name: alertmanager-main, namespace: monitoring }
stringData:
  alertmanager.yaml: |
${text.replace(/^/gm, '    ')}`;

const GOOD = config('route: { receiver: mail }\nreceivers: [{ name: mail }]');

/** What the rules about Alertmanager mean. */
export const alertmanagerDocs: readonly RuleDoc[] = [
  {
    code: 'alertmanager-receiver',
    family: 'observability',
    severity: 'error',
    title: 'A route leads to a receiver that does not exist',
    meaning:
      'Alertmanager refuses the whole configuration: it keeps the old one in silence, or does not start. No alert reaches anybody by the new routes.',
    bad: config('route: { receiver: mial }\nreceivers: [{ name: mail }]'),
    good: GOOD,
    mistakes: [64],
  },
  {
    code: 'alertmanager-matcher',
    family: 'observability',
    severity: 'error',
    title: 'A matcher of Alertmanager cannot be read, or can never match',
    meaning:
      'A matcher is a label, one of `=`, `!=`, `=~` and `!~`, and a value. With `==` the second sign is part of the value, and the route never matches.',
    bad: config(
      'route: { receiver: mail, routes: [{ receiver: mail, matchers: ["severity==critical"] }] }\nreceivers: [{ name: mail }]',
    ),
    good: config(
      `route: { receiver: mail, routes: [{ receiver: mail, matchers: ['severity="critical"'] }] }\nreceivers: [{ name: mail }]`,
    ),
    mistakes: [64],
  },
  {
    code: 'alertmanager-config',
    family: 'observability',
    severity: 'error',
    title: 'Alertmanager refuses its configuration',
    meaning:
      'Keys are judged strictly: a misspelt one, a first route without a receiver or with matchers, two receivers of one name or a time interval that is not defined make the whole file invalid.',
    bad: config('route: { reciever: mail }\nreceivers: [{ name: mail }]'),
    good: GOOD,
    mistakes: [64],
  },
  {
    code: 'alertmanager-unused',
    family: 'observability',
    severity: 'warning',
    title: 'No route leads to a receiver',
    meaning: 'The receiver is never told of anything. Most likely its route is missing.',
    bad: config('route: { receiver: mail }\nreceivers: [{ name: mail }, { name: phone }]'),
    good: GOOD,
    mistakes: [],
  },
];
