import { schemaRules } from '../../../lib/check/rules/schema.ts';
import {
  changed,
  configMap,
  cronJob,
  deployment,
  helmRelease,
  withContainer,
  withPod,
} from '../../../lib/check/rules/schema-samples.ts';
import { told, worldOf } from '../world-of.ts';

const say = (yaml: string) => told(schemaRules, worldOf(yaml));
const hintsOf = (yaml: string) => [...schemaRules.judge(worldOf(yaml)).reports].map(({ hint }) => hint);
const codesOf = (yaml: string) => [...schemaRules.judge(worldOf(yaml)).reports].map(({ code }) => code);
const container = 'spec.template.spec.containers[0]';

describe('every rule tells its bad example and nothing of its good one', () => {
  // An example that begins with a comment is cut short: it is proven in shapes.test.ts.
  test.each(schemaRules.rules.filter(({ bad }) => !bad.startsWith('#')).map((rule) => [rule.code, rule] as const))(
    '%s',
    (code, { bad, good }) => {
      expect(codesOf(bad)).toContain(code);
      expect(say(good)).toEqual([]);
    },
  );
});

test('codes are there once', () => {
  const codes = schemaRules.rules.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test('row 9: chart and chartRef exclude each other, and the track has no chartRef', () => {
  const both = `${helmRelease}  chartRef:\n    kind: OCIRepository\n    name: web\n`;
  expect(say(both)).toEqual(['HelmRelease/web spec.chartRef schema-field']);
});

test('row 9: a definition that says so itself is believed', () => {
  const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: helmreleases.helm.toolkit.fluxcd.io }
spec:
  group: helm.toolkit.fluxcd.io
  names: { kind: HelmRelease, plural: helmreleases }
  scope: Namespaced
  versions:
    - name: v2
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                chart: { type: object, x-kubernetes-preserve-unknown-fields: true }
                chartRef: { type: object, x-kubernetes-preserve-unknown-fields: true }
              x-kubernetes-validations:
                - rule: has(self.chart) != has(self.chartRef)
                  message: either chart or chartRef must be set
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: web }
spec: { chart: {}, chartRef: {} }
`;
  expect(say(definition)).toEqual(['HelmRelease/web spec schema-cel']);
  expect(say(definition.replace('{ chart: {}, chartRef: {} }', '{ chart: {} }'))).toEqual([]);
});

test('row 10: a release name over 53 characters', () => {
  const long = changed(helmRelease, 'releaseName: web', `releaseName: ${'a'.repeat(54)}`);
  expect(say(long)).toEqual(['HelmRelease/web spec.releaseName schema-range']);
  expect(say(changed(helmRelease, 'releaseName: web', `releaseName: ${'a'.repeat(53)}`))).toEqual([]);
});

test('row 17: an interval without a unit, and one in words', () => {
  expect(say(changed(helmRelease, '10m', '10'))).toEqual(['HelmRelease/web spec.interval schema-type']);
  expect(hintsOf(changed(helmRelease, '10m', '10'))).toEqual(['Write 10m for minutes, or 10s for seconds.']);
  expect(say(changed(helmRelease, '10m', '10minutes'))).toEqual(['HelmRelease/web spec.interval schema-pattern']);
  expect(hintsOf(changed(helmRelease, '10m', '10minutes'))).toEqual(['Write 10m.']);
});

test('row 37: an unknown field, with the one that was meant', () => {
  const typo = changed(deployment, 'replicas', 'repicas');
  expect(say(typo)).toEqual(['Deployment/web spec.repicas schema-field']);
  expect(hintsOf(typo)).toEqual(['Did you mean replicas?']);
});

test('row 38: an API version that was removed, with the one to use', () => {
  const old = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: web, namespace: web }\n';
  expect(say(old)).toEqual(['PodDisruptionBudget/web apiVersion schema-version']);
  expect(hintsOf(old)).toEqual(['Write apiVersion: policy/v1.']);
});

test('row 39: an enum in the wrong case', () => {
  const wrong = withContainer('imagePullPolicy: always\n');
  expect(say(wrong)).toEqual([`Deployment/web ${container}.imagePullPolicy schema-enum`]);
  expect(hintsOf(wrong)).toEqual(['Write Always.']);
});

test('row 40: a port above 65535', () => {
  const wrong = withContainer('ports:\n  - containerPort: 80800\n');
  expect(say(wrong)).toEqual([`Deployment/web ${container}.ports[0].containerPort schema-port`]);
});

test('row 41: a port as a text', () => {
  const wrong = withContainer('ports:\n  - containerPort: "80"\n');
  expect(say(wrong)).toEqual([`Deployment/web ${container}.ports[0].containerPort schema-type`]);
  expect(hintsOf(wrong)).toEqual(['Write 80 without quotes.']);
});

test('row 42: the value of a variable without quotes', () => {
  for (const value of ['8080', 'true']) {
    const wrong = withContainer(`env:\n  - name: PORT\n    value: ${value}\n`);
    expect(say(wrong)).toEqual([`Deployment/web ${container}.env[0].value schema-type`]);
    expect(hintsOf(wrong)).toEqual([`Write "${value}" in quotes.`]);
  }
});

test('row 43: values of a ConfigMap that are no texts', () => {
  const wrong = changed(configMap, 'colour: green', 'country: false\n  version: 1.1');
  expect(say(wrong)).toEqual([
    'ConfigMap/settings data.country schema-type',
    'ConfigMap/settings data.version schema-type',
  ]);
});

const memory = (request: string, limit = request) =>
  withContainer(`resources:\n  requests: { memory: ${request} }\n  limits: { memory: ${limit} }\n`);
const amounts = [`Deployment/web ${container}.resources`, 'schema-quantity'] as const;

test('row 44: units of memory that are none', () => {
  for (const amount of ['1GB', '512mb']) {
    expect(say(memory('1Mi', amount))).toEqual([`${amounts[0]}.limits.memory ${amounts[1]}`]);
  }
  expect(hintsOf(memory('1Mi', '512mb'))).toEqual(['Write 512Mi, or 512M for powers of ten.']);
});

test('row 45: thousandths of a byte are an error, powers of ten a warning', () => {
  expect(say(memory('512m', '1Gi'))).toEqual([`${amounts[0]}.requests.memory schema-quantity`]);
  expect(say(memory('100M', '1Gi'))).toEqual([`${amounts[0]}.requests.memory schema-memory-unit`]);
  expect(schemaRules.rules.find(({ code }) => code === 'schema-memory-unit')?.severity).toBe('warning');
});

test('row 46: a request above its limit, whatever the units', () => {
  expect(say(memory('1025Mi', '1Gi'))).toEqual([`${amounts[0]}.requests.memory schema-limit`]);
  expect(say(memory('1024Mi', '1Gi'))).toEqual([]);
});

test('row 47: a schedule with minute 61, and one that never comes', () => {
  for (const schedule of ['61 3 * * *', '0 0 30 2 *']) {
    expect(say(changed(cronJob, '1 3 * * *', schedule))).toEqual(['CronJob/backup spec.schedule schema-cron']);
  }
});

test('row 48: a CronJob without a restart policy', () => {
  const place = 'spec.jobTemplate.spec.template.spec.restartPolicy';
  const without = changed(cronJob, '          restartPolicy: OnFailure\n', '');
  expect(say(without)).toEqual([`CronJob/backup ${place} schema-restart-policy`]);
  expect(say(changed(cronJob, 'OnFailure', 'Always'))).toEqual([`CronJob/backup ${place} schema-restart-policy`]);
});

test('row 50: a label value over 63 characters', () => {
  expect(say(changed(configMap, 'home-lab', 'a'.repeat(64)))).toEqual([
    'ConfigMap/settings metadata.labels.team schema-label',
  ]);
  expect(say(changed(configMap, 'home-lab', 'a'.repeat(63)))).toEqual([]);
});

test('row 51: a label value with a space or a slash', () => {
  for (const value of ['home lab', 'home/lab']) {
    expect(say(changed(configMap, 'home-lab', value))).toEqual([
      'ConfigMap/settings metadata.labels.team schema-label',
    ]);
  }
});

test('row 52: a name with upper case or an underscore', () => {
  for (const name of ['Settings', 'my_settings']) {
    expect(say(changed(configMap, 'name: settings', `name: ${name}`))).toEqual([
      `ConfigMap/${name} metadata.name schema-name`,
    ]);
  }
});

test('row 53: an annotation that is no text', () => {
  const wrong = changed(configMap, 'note: hello', 'note: true');
  expect(say(wrong)).toEqual(['ConfigMap/settings metadata.annotations.note schema-type']);
  expect(hintsOf(wrong)).toEqual(['Write "true" in quotes.']);
});

test('row 54: a selector that the template does not satisfy', () => {
  const wrong = changed(deployment, 'matchLabels:\n      app: web', 'matchLabels:\n      app: site');
  expect(say(wrong)).toEqual(['Deployment/web spec.selector.matchLabels.app schema-selector']);
});

test('row 55: a mount without its volume', () => {
  const mount = 'volumeMounts:\n  - name: date\n    mountPath: /data\n';
  const wrong = withContainer(mount) + withPod('volumes:\n  - name: data\n    emptyDir: {}\n').slice(deployment.length);
  expect(say(wrong)).toEqual([`Deployment/web ${container}.volumeMounts[0].name schema-mount`]);
  expect(hintsOf(wrong)).toEqual(['Did you mean data?']);
});

test('row 61: a node port out of range', () => {
  const service = (port: number) => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: web }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, nodePort: ${port} }] }
`;
  expect(say(service(8080))).toEqual(['Service/web spec.ports[0].nodePort schema-port']);
  expect(say(service(30080))).toEqual([]);
});

test('row 63: the duration of an alert in words', () => {
  const rule = (duration: string) => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: web, namespace: web }
spec: { groups: [{ name: web, rules: [{ alert: Down, expr: up == 0, for: ${duration} }] }] }
`;
  expect(say(rule('5 minutes'))).toEqual(['PrometheusRule/web spec.groups[0].rules[0].for schema-pattern']);
  expect(hintsOf(rule('5 minutes'))).toEqual(['Write 5m.']);
  expect(say(rule('5m'))).toEqual([]);
});

test('row 69: data that is not base64', () => {
  const secret = (value: string) => `
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: web }
data: { user: ${value} }
`;
  expect(say(secret('plain!'))).toEqual(['Secret/web data.user schema-base64']);
  expect(say(secret('cGxhaW4='))).toEqual([]);
});

test('row 72: the duration of a certificate in days', () => {
  const certificate = (duration: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: web }
spec: { secretName: web-tls, duration: ${duration}, dnsNames: [web.example.org], issuerRef: { name: ca } }
`;
  expect(say(certificate('90d'))).toEqual(['Certificate/web spec.duration schema-duration']);
  expect(hintsOf(certificate('90d'))).toEqual(['Write 2160h.']);
  expect(say(certificate('2160h'))).toEqual([]);
});

test('row 75: an image without a tag, or with latest', () => {
  for (const image of ['nginx', 'nginx:latest']) {
    expect(say(changed(deployment, 'nginx:1.27.5', image))).toEqual([
      `Deployment/web ${container}.image schema-image-tag`,
    ]);
  }
  expect(say(changed(deployment, 'nginx:1.27.5', `nginx@sha256:${'0'.repeat(64)}`))).toEqual([]);
});

test('row 76: an image reference that cannot be read', () => {
  for (const image of ['NGINX:1.27.5', 'https://ghcr.io/a/b:1', 'nginx:1.27.5:2']) {
    expect(say(changed(deployment, 'nginx:1.27.5', image))).toEqual([`Deployment/web ${container}.image schema-image`]);
  }
});
