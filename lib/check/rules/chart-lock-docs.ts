import type { RuleDoc } from '../rule.ts';

/** What the rules about the lock of charts mean. */
export const chartLockDocs: readonly RuleDoc[] = [
  {
    code: 'chart-lock-stale',
    family: 'schema',
    severity: 'warning',
    title: 'The lock of charts does not say what a release contains now',
    meaning:
      'Where the chart is not at hand, a release is judged by the lock: with another version, other values or another Kubernetes it would be judged by what it was. Objects of such a release are left out until the lock is written again.',
    bad: 'version: 12.1.9 # charts.lock.json has 12.1.8',
    good: 'version: 12.1.8 # charts.lock.json has 12.1.8',
    mistakes: [],
  },
  {
    code: 'chart-lock-digest',
    family: 'schema',
    severity: 'error',
    title: 'The archive of a chart is not the one that was locked',
    meaning:
      'A version that was published once does not change. Another digest means that it was published again, that the archive was damaged on its way, or that somebody put another in its place.',
    bad: '# grafana-12.1.8.tgz is sha256:1f..., charts.lock.json has sha256:9a...',
    good: '# grafana-12.1.8.tgz is sha256:9a..., as in charts.lock.json',
    mistakes: [],
  },
  {
    code: 'chart-lock-broken',
    family: 'schema',
    severity: 'error',
    title: 'The lock of charts cannot be read',
    meaning:
      'The file is written by `npx hensteeth charts lock` and never by hand. A broken one, as after a merge, is not used at all: releases whose charts are not at hand are not judged.',
    bad: '{ "form": 1, "releases": <<<<<<< HEAD',
    good: '{ "form": 1, "releases": {} }',
    mistakes: [],
  },
];
