import { backupMetrics, volumeMetrics } from '../../../lib/backup/metrics.ts';
import { METRICS_FOLDER } from '../../../lib/backup/settings.ts';
import { judgePromql } from '../../../lib/check/promql/judge.ts';
import { metricsOf } from '../../../lib/check/promql/metrics.ts';
import { TOO_OLD } from '../../../lib/cli/backup-text.ts';
import { renderLayer } from '../../../lib/core/testing.ts';
import { backupRules, volumeTagRules } from '../../../lib/platform/monitoring/backup-rules.ts';
import lab from '../../../main.ts';

const rules = [...backupRules.rules, ...volumeTagRules.rules];

/** Names of the metrics that the program on the node writes. */
function written(): string[] {
  const success = { name: 'x', at: '2026-01-01T00:00:00Z', bytes: 1, keys: 1 };
  const now = new Date('2026-01-01T00:00:00Z');
  const text = backupMetrics({ success }, now, true) + volumeMetrics(now, 1, true);
  return text.split('\n').flatMap((line) => (/^[a-z]/.test(line) ? [line.split(' ')[0]!] : []));
}

test.each(rules.map((rule) => [rule.alert, rule] as const))('%s is a query that Prometheus takes', (_, { expr }) => {
  const { expr: parsed, faults } = judgePromql(expr);
  expect(faults).toEqual([]);
  expect(parsed).toBeDefined();
});

test('every alert reads what the program on the node writes', () => {
  for (const { alert, expr } of rules) {
    const names = metricsOf(judgePromql(expr).expr!).map(({ name }) => name);
    expect([alert, names.length]).toEqual([alert, 1]);
    expect(written()).toContain(names[0]);
  }
});

test('a backup that is too old, one that never was, and one that failed are told, and so are tags', () => {
  expect(rules.map(({ alert, labels }) => `${alert} ${labels.severity}`)).toEqual([
    'BackupTooOld critical',
    'BackupAbsent critical',
    'BackupFailed warning',
    'VolumeTagsTooOld warning',
    'VolumeTagsAbsent warning',
    'VolumeMapNotStored warning',
  ]);
});

test('the alert and the command call the same age too old', () => {
  expect(backupRules.rules[0]!.expr).toContain(`> ${TOO_OLD / 3_600_000} * 3600`);
});

test('node-exporter reads the folder that the program writes to', () => {
  expect(renderLayer(lab, 'kube-prometheus')).toContain(`collector.textfile.directory: /host/root${METRICS_FOLDER}\n`);
});

test('a metric that is not known is left out, so that its absence can be told', () => {
  const text = backupMetrics({}, new Date('2026-01-01T00:00:00Z'), false);
  expect(text).not.toContain('last_success');
  expect(text).toContain('hensteeth_backup_last_run_success 0\n');
  expect(text).toMatch(/^(# HELP \S+ .+\n# TYPE \S+ gauge\n\S+ \d+\n)+$/);
});
