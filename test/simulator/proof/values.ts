import {
  changed,
  configMap,
  cronJob,
  deployment,
  withContainer,
  withPod,
} from '../../../lib/check/rules/schema-samples.ts';
import { type Planted, planted } from './planted.ts';

const memory = (request: string, limit: string) =>
  withContainer(`resources:\n  requests: { memory: ${request} }\n  limits: { memory: ${limit} }\n`);
const variable = (value: string) => withContainer(`env:\n  - name: PORT\n    value: ${value}\n`);
const port = (value: string) => withContainer(`ports:\n  - containerPort: ${value}\n`);
const budget = (version: string) => `apiVersion: ${version}
kind: PodDisruptionBudget
metadata: { name: web, namespace: web }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
---
${deployment}`;
const secret = (data: string) => `apiVersion: v1
kind: Secret
metadata: { name: web, namespace: web, annotations: { allow.hensteeth/secret-plain: an example } }
data: { user: ${data} }
`;
const nodePort = (value: number) => `${port('80')}---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: web }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, nodePort: ${value} }] }
`;
const alert = (duration: string) => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: web, namespace: web }
spec:
  groups:
    - name: web
      rules:
        - alert: WebDown
          expr: up == 0
          for: ${duration}
`;
const mounted = (name: string) =>
  withContainer(`volumeMounts:\n  - name: ${name}\n    mountPath: /data\n`) +
  withPod('volumes:\n  - name: data\n    emptyDir: {}\n').slice(deployment.length);
const mountOf = (name: string) => planted(55, 'schema-mount', mounted(name), mounted('data'));

/** Mistakes of single values, which the API server refuses, or kustomize before it. */
export const valueMistakes: readonly Planted[] = [
  planted(37, 'schema-field', changed(deployment, 'replicas', 'repicas'), deployment, 'dropped'),
  planted(38, 'schema-version', budget('policy/v1beta1'), budget('policy/v1')),
  planted(39, 'schema-enum', withContainer('imagePullPolicy: always\n'), withContainer('imagePullPolicy: Always\n')),
  planted(40, 'schema-port', port('80800'), port('8080')),
  planted(41, 'schema-type', port('"80"'), port('80')),
  planted(42, 'schema-type', variable('8080'), variable('"8080"')),
  planted(43, 'schema-type', changed(configMap, 'green', 'false'), configMap),
  planted(44, 'schema-quantity', memory('1Mi', '512mb'), memory('1Mi', '512Mi')),
  planted(46, 'schema-limit', memory('1025Mi', '1Gi'), memory('1Gi', '1Gi')),
  planted(47, 'schema-cron', changed(cronJob, '1 3 * * *', '61 3 * * *'), cronJob),
  planted(48, 'schema-restart-policy', changed(cronJob, '          restartPolicy: OnFailure\n', ''), cronJob),
  planted(49, 'yaml-duplicate-key', changed(configMap, 'colour: green', 'colour: green\n  colour: red'), configMap),
  planted(50, 'schema-label', changed(configMap, 'home-lab', 'a'.repeat(64)), configMap),
  planted(51, 'schema-label', changed(configMap, 'home-lab', 'home lab'), configMap),
  planted(52, 'schema-name', changed(configMap, 'name: settings', 'name: my_settings'), configMap),
  {
    ...planted(53, 'schema-type', changed(configMap, 'note: hello', 'note: true'), configMap, 'nothing'),
    why: 'Flux makes text of it, and the layer becomes ready; kubectl and Helm refuse it',
  },
  planted(54, 'schema-selector', changed(deployment, 'app: web', 'app: site'), deployment),
  mountOf('date'),
  planted(61, 'schema-port', nodePort(20080), nodePort(30080)),
  planted(63, 'schema-pattern', alert('5 minutes'), alert('5m')),
  planted(69, 'schema-base64', secret('not base64'), secret('b3duZXI=')),
];
