import { observabilityRules } from '../../../lib/check/rules/observability.ts';
import { told, worldOf } from '../world-of.ts';

const secret = (config: string) => `apiVersion: v1
kind: Secret
metadata: { name: a }
data: { alertmanager.yaml: ${Buffer.from(config).toString('base64')} }`;
const of = (config: string) => told(observabilityRules, worldOf(secret(config)));
const PLACE = "Secret/a data['alertmanager.yaml']";

const release = (chart: string, config: string) => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: p }
spec: { chart: { spec: { chart: ${chart} } }, values: { alertmanager: { config: ${config} } } }`;

const GOOD = `route:
  receiver: mail
  group_by: [job]
  repeat_interval: 12h
  routes:
    - { receiver: phone, matchers: ['severity="critical"'], mute_time_intervals: [night] }
    - { receiver: mail, match_re: { job: a|b } }
receivers: [{ name: mail, email_configs: [{ to: a@example.com }] }, { name: phone }]
time_intervals: [{ name: night }]
inhibit_rules: [{ source_matchers: [severity=critical], target_matchers: ['severity=~"warning|info"'], equal: [job] }]
`;

test('a good configuration tells nothing', () => {
  expect(of(GOOD)).toEqual([]);
});

test.each([
  ['a route to a receiver that is not there', 'receiver: phone', 'receiver: fone', 'alertmanager-receiver'],
  ['a matcher that cannot be read', `'severity="critical"'`, "'severity'", 'alertmanager-matcher'],
  ['a regular expression that cannot be read', 'a|b', '(a|b', 'alertmanager-matcher'],
  ['a matcher of an inhibition', 'severity=critical', 'severity==critical', 'alertmanager-matcher'],
  ['a time interval that is not there', '[night]', '[nigth]', 'alertmanager-config'],
  ['a duration that cannot be read', '12h', '12 hours', 'alertmanager-config'],
  ['a misspelt key', 'repeat_interval', 'repeat_intervall', 'alertmanager-config'],
  ['a misspelt channel', 'email_configs', 'emails_configs', 'alertmanager-config'],
  ['two receivers of one name', '{ name: phone }', '{ name: phone }, { name: mail }', 'alertmanager-config'],
  ['a first route that does not take all', '  group_by: [job]', '  match: { a: b }', 'alertmanager-config'],
  ['a receiver that no route leads to', '{ name: phone }', '{ name: phone }, { name: pager }', 'alertmanager-unused'],
])('row 64: %s is told', (_what, was, is, code) => {
  expect(of(GOOD.replace(was, is))).toEqual([`${PLACE} ${code}`]);
});

test('row 64: the place inside of a text is in the message', () => {
  const world = worldOf(secret(GOOD.replace('receiver: phone', 'receiver: fone')));
  const [report] = [...observabilityRules.judge(world).reports];
  expect(report?.message).toMatch(/^route\.routes\[0\]\.receiver: there is no receiver 'fone'/);
  expect(report?.hint).toBe("Did you mean 'phone'?");
});

test('a text that is no YAML is told without a word of it', () => {
  const world = worldOf(secret('route: [hunter'));
  expect(told(observabilityRules, world)).toEqual([`${PLACE} alertmanager-config`]);
  expect(JSON.stringify([...observabilityRules.judge(world).reports].map(({ message }) => message))).not.toContain(
    'hunter',
  );
});

test('what SOPS encrypted is not read', () => {
  expect(
    told(
      observabilityRules,
      worldOf(`apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { alertmanager.yaml: 'ENC[AES256_GCM]' }`),
    ),
  ).toEqual([]);
});

test('row 64: in the values of a release the path leads to the receiver', () => {
  const config = '{ route: { receiver: mail, routes: [{ receiver: mial }] }, receivers: [{ name: mail }] }';
  expect(told(observabilityRules, worldOf(release('alertmanager', config)))).toEqual([
    'HelmRelease/p spec.values.alertmanager.config.route.routes[0].receiver alertmanager-receiver',
  ]);
});

test('row 64: a route of the chart leads to the receiver that the values take away', () => {
  const config = '{ route: { receiver: mail }, receivers: [{ name: mail }] }';
  expect(told(observabilityRules, worldOf(release('kube-prometheus-stack', config)))).toEqual([
    'HelmRelease/p spec.values.alertmanager.config.route.routes[0].receiver alertmanager-receiver',
  ]);
  const kept = '{ route: { receiver: mail }, receivers: [{ name: mail }, { name: "null" }] }';
  expect(told(observabilityRules, worldOf(release('kube-prometheus-stack', kept)))).toEqual([]);
});

test('row 64: an AlertmanagerConfig is judged by its own words', () => {
  const resource = (route: string) => `apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: { name: a }
spec: { route: ${route}, receivers: [{ name: mail }], muteTimeIntervals: [{ name: night }] }`;
  expect(
    told(
      observabilityRules,
      worldOf(resource('{ receiver: mail, muteTimeIntervals: [night], matchers: [{ name: a, value: b }] }')),
    ),
  ).toEqual([]);
  expect(told(observabilityRules, worldOf(resource('{ receiver: mial }')))).toEqual([
    'AlertmanagerConfig/a spec.route.receiver alertmanager-receiver',
  ]);
  expect(
    told(
      observabilityRules,
      worldOf(resource('{ receiver: mail, matchers: [{ name: a, value: (b, matchType: =~ }] }')),
    ),
  ).toEqual(['AlertmanagerConfig/a spec.route.matchers[0].value alertmanager-matcher']);
});
