import type { RuleDoc } from '../rule.ts';

const rules = (text: string): string => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: disks, namespace: monitoring }
spec:
  groups:
    - name: disks
      rules:
${text.replace(/^/gm, '        ')}`;

const expr = (query: string): string => rules(`- alert: DiskFull\n  expr: ${query}`);

/** What the rules about Prometheus's rules and their queries mean. */
export const ruleDocs: readonly RuleDoc[] = [
  {
    code: 'promql-syntax',
    family: 'observability',
    severity: 'error',
    title: 'A query cannot be read',
    meaning:
      'Prometheus cannot parse the query. One bad rule makes the operator drop its whole object, so all alerts in it are silent; a panel shows an error. Queries are read with the grammar of Prometheus itself.',
    bad: expr('sum(rate(node_disk_io_time_seconds_total[5m]) by (device)'),
    good: expr('sum(rate(node_disk_io_time_seconds_total[5m])) by (device)'),
    mistakes: [62],
  },
  {
    code: 'promql-function',
    family: 'observability',
    severity: 'error',
    title: 'A query calls a function that Prometheus does not have',
    meaning:
      'Prometheus refuses the query as one that cannot be read. Names of functions are in lower case; some were renamed in Prometheus 3.',
    bad: expr('rte(node_disk_io_time_seconds_total[5m]) > 1'),
    good: expr('rate(node_disk_io_time_seconds_total[5m]) > 1'),
    mistakes: [62],
  },
  {
    code: 'promql-type',
    family: 'observability',
    severity: 'error',
    title: 'A part of a query is of the wrong type',
    meaning:
      'Functions and operators of Prometheus take a number, a text, an instant vector or a range vector, and refuse what is of another type: `rate()` without a range, a comparison of two numbers without `bool`, a rule whose result is a range.',
    bad: expr('rate(node_disk_io_time_seconds_total) > 1'),
    good: expr('rate(node_disk_io_time_seconds_total[5m]) > 1'),
    mistakes: [62],
  },
  {
    code: 'promql-matcher',
    family: 'observability',
    severity: 'error',
    title: 'The matchers of a metric cannot be used',
    meaning:
      'A regular expression is not one of RE2 (there is no `(?!...)`), or the matchers would also match series without any label, which Prometheus refuses.',
    bad: expr(`'node_filesystem_avail_bytes{mountpoint!~"/(?!data)"} < 1'`),
    good: expr(`'node_filesystem_avail_bytes{mountpoint=~"/data.*"} < 1'`),
    mistakes: [62],
  },
  {
    code: 'promql-metric',
    family: 'observability',
    severity: 'warning',
    title: 'A query reads a recorded metric that no rule records',
    meaning:
      'A name with colons is that of a recording rule. None records this one, and a rule with nearly the same name does: the query is empty for ever, and an empty alert never fires. Told only when every release with rules is rendered.',
    bad: rules(`- record: instance:disk_io:rate5m
  expr: rate(node_disk_io_time_seconds_total[5m])
- alert: DiskBusy
  expr: instance:disk_oi:rate5m > 0.9`),
    good: rules(`- record: instance:disk_io:rate5m
  expr: rate(node_disk_io_time_seconds_total[5m])
- alert: DiskBusy
  expr: instance:disk_io:rate5m > 0.9`),
    mistakes: [],
  },
  {
    code: 'rule-shape',
    family: 'observability',
    severity: 'error',
    title: 'A rule is neither an alert nor a record, or both',
    meaning:
      'Prometheus takes a rule with exactly one of alert and record. A record does not wait and carries no texts. The operator drops an object with such a rule as a whole.',
    bad: rules('- record: instance:disk_io:rate5m\n  expr: rate(node_disk_io_time_seconds_total[5m])\n  for: 5m'),
    good: rules('- alert: DiskBusy\n  expr: rate(node_disk_io_time_seconds_total[5m]) > 0.9\n  for: 5m'),
    mistakes: [64],
  },
  {
    code: 'rule-label',
    family: 'observability',
    severity: 'warning',
    title: 'The name of a label needs quotes everywhere',
    meaning:
      'Prometheus 3 takes any text as the name of a label, but templates cannot name it as `$labels.x`, and matchers must quote it. Most routes that should match it do not.',
    bad: rules('- alert: DiskFull\n  expr: node_filesystem_avail_bytes < 1\n  labels: { team-name: storage }'),
    good: rules('- alert: DiskFull\n  expr: node_filesystem_avail_bytes < 1\n  labels: { team_name: storage }'),
    mistakes: [],
  },
  {
    code: 'rule-duration',
    family: 'observability',
    severity: 'error',
    title: 'A rule in the values of a chart has no duration where one belongs',
    meaning:
      'Values pass through the chart unjudged, and the API server or Prometheus refuses what comes out. Rules in objects of their own are judged by their schema.',
    bad: `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: kube-prometheus, namespace: monitoring }
spec:
  chart: { spec: { chart: kube-prometheus } }
  values:
    prometheus:
      additionalPrometheusRules:
        - name: disks
          groups:
            - name: disks
              rules:
                - alert: DiskFull
                  expr: node_filesystem_avail_bytes < 1
                  for: 5 minutes`,
    good: `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: kube-prometheus, namespace: monitoring }
spec:
  chart: { spec: { chart: kube-prometheus } }
  values:
    prometheus:
      additionalPrometheusRules:
        - name: disks
          groups:
            - name: disks
              rules:
                - alert: DiskFull
                  expr: node_filesystem_avail_bytes < 1
                  for: 5m`,
    mistakes: [63],
  },
  {
    code: 'rule-duplicate',
    family: 'observability',
    severity: 'warning',
    title: 'A rule stands twice in its group',
    meaning:
      'Name, labels and query are equal: most likely a copy that was to be changed. Prometheus evaluates both, and their results are one.',
    bad: rules(
      '- alert: DiskFull\n  expr: node_filesystem_avail_bytes < 1\n- alert: DiskFull\n  expr: node_filesystem_avail_bytes < 1',
    ),
    good: rules(
      '- alert: DiskFull\n  expr: node_filesystem_avail_bytes < 1\n- alert: InodesUsedUp\n  expr: node_filesystem_files_free < 1',
    ),
    mistakes: [],
  },
  {
    code: 'alert-template',
    family: 'observability',
    severity: 'error',
    title: 'The template of an alert cannot be read',
    meaning:
      'Texts and labels of alerts are templates of Go. Prometheus reads them when it loads the rule and refuses the file when one is broken: braces that do not close, an if without an end, a function or a variable that it does not have.',
    bad: rules(
      '- alert: DiskFull\n  expr: node_filesystem_avail_bytes < 1\n  annotations: { summary: "{{ $label.device }} is full" }',
    ),
    good: rules(
      '- alert: DiskFull\n  expr: node_filesystem_avail_bytes < 1\n  annotations: { summary: "{{ $labels.device }} is full" }',
    ),
    mistakes: [64],
  },
  {
    code: 'alert-label',
    family: 'observability',
    severity: 'warning',
    title: 'The text of an alert names a label that its query drops',
    meaning:
      'After `sum by (a)` only `a` is left. The message that reaches the owner then has a hole where the name of the disk should be.',
    bad: rules(
      '- alert: DiskFull\n  expr: sum by (instance) (node_filesystem_avail_bytes) < 1\n  annotations: { summary: "{{ $labels.device }} is full" }',
    ),
    good: rules(
      '- alert: DiskFull\n  expr: sum by (instance, device) (node_filesystem_avail_bytes) < 1\n  annotations: { summary: "{{ $labels.device }} is full" }',
    ),
    mistakes: [64],
  },
];
