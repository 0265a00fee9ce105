import type { RuleDoc } from '../rule.ts';

const release = (values: string, version = '12.1.8'): string => `# the chart is known
apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: grafana, namespace: monitoring }
spec:
  interval: 1h
  chart: { spec: { chart: grafana, version: ${version}, sourceRef: { kind: HelmRepository, name: bitnami } } }
  values: ${values}`;

const GOOD = release('{ persistence: { enabled: true, size: 2Gi } }');

/** What the rules about the values and versions of charts mean. They need the charts beside the objects. */
export const chartDocs: readonly RuleDoc[] = [
  {
    code: 'chart-render',
    family: 'schema',
    severity: 'error',
    title: 'Helm cannot render a chart with the values of its release',
    meaning:
      'Helm-controller fails in the same way: nothing of the release is installed or upgraded, and the layers that wait for it wait.',
    bad: release("{ admin: 'a text where the chart reads a map' }"),
    good: GOOD,
    mistakes: [4],
  },
  {
    code: 'chart-value-unknown',
    family: 'schema',
    severity: 'error',
    title: 'A chart does not have the value that is set',
    meaning:
      'Helm passes over values that no template reads, at every depth and in subcharts, too. The release becomes ready, and what was set is not so: a volume that is not there, a password that is the default.',
    bad: release('{ persistance: { enabled: true } }'),
    good: GOOD,
    mistakes: [1, 2],
  },
  {
    code: 'chart-value-refused',
    family: 'schema',
    severity: 'error',
    title: 'The schema of a chart forbids the value that is set',
    meaning:
      'A chart with a closed schema is not installed with a key that it does not know: the release fails, and the old one stays.',
    bad: release('{ crds: { enable: true } }').replaceAll('grafana', 'cert-manager').replace('12.1.8', 'v1.16.5'),
    good: release('{ crds: { enabled: true } }').replaceAll('grafana', 'cert-manager').replace('12.1.8', 'v1.16.5'),
    mistakes: [3],
  },
  {
    code: 'chart-value-type',
    family: 'schema',
    severity: 'error',
    title: 'A value of a chart is of the wrong type',
    meaning:
      'Templates print what they are given: a list where a map belongs makes objects that the API server refuses, or none at all.',
    bad: release('{ persistence: { enabled: "yes", size: 2Gi } }'),
    good: GOOD,
    mistakes: [4],
  },
  {
    code: 'chart-value-deprecated',
    family: 'schema',
    severity: 'warning',
    title: 'A chart calls the value that is set deprecated',
    meaning:
      'It still works with this version. A later one no longer reads it, and Helm passes over what no template reads: the upgrade becomes ready, and what was set is gone.',
    bad: release('{ installCRDs: true }').replaceAll('grafana', 'cert-manager').replace('12.1.8', 'v1.16.5'),
    good: release('{ crds: { enabled: true } }').replaceAll('grafana', 'cert-manager').replace('12.1.8', 'v1.16.5'),
    mistakes: [],
  },
  {
    code: 'chart-version',
    family: 'schema',
    severity: 'error',
    title: 'A chart was never published in the version that is asked for',
    meaning: 'Flux cannot fetch it. A new release never starts, and one that runs is never changed again.',
    bad: release('{}', '12.1.88'),
    good: GOOD,
    mistakes: [5],
  },
  {
    code: 'chart-kubernetes',
    family: 'schema',
    severity: 'error',
    title: 'A chart does not install on the Kubernetes of the track',
    meaning: 'Charts say on which versions they run, and Helm refuses the release on any other.',
    bad: release('{}', '13.0.0'),
    good: GOOD,
    mistakes: [6],
  },
];
