import type { RuleDoc } from '../rule.ts';

const rule = { family: 'reference', severity: 'error' } as const;

/** A Deployment whose container is given in full. */
function deployment(container: string, pod = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      ${pod}containers:
        - name: web
          image: nginx:1.27.5
          ${container}
`;
}

/** An object with keys. */
function keyed(kind: string, name: string, key: string): string {
  return `---
apiVersion: v1
kind: ${kind}
metadata: { name: ${name}, namespace: default }
${kind === 'Secret' ? 'stringData' : 'data'}: { ${key}: example }
`;
}

const env = (name: string, key: string) =>
  deployment(`env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: ${name}, key: ${key} } } }]`);
const setting = (name: string, key: string) =>
  deployment(`env: [{ name: MODE, valueFrom: { configMapKeyRef: { name: ${name}, key: ${key} } } }]`);
const volume = (name: string) => `volumes: [{ name: files, configMap: { name: ${name} } }]
      `;
const mount = (file: string) => `volumeMounts: [{ name: files, mountPath: /etc/web.conf, subPath: ${file} }]`;
const probe = (port: string) => `ports: [{ name: http, containerPort: 80 }]
          readinessProbe: { tcpSocket: { port: ${port} } }`;

/** Rules about what pods are made of. */
export const POD_DOCS: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'secret-missing',
    title: 'A secret is referred to that nobody declares',
    meaning:
      'The kubelet does not start a container, and a controller does not act, without the secret that is named. A secret counts as there when it is rendered, declared by the lab, encrypted in secrets/, or made by cert-manager or another operator.',
    bad: env('web-passwords', 'password') + keyed('Secret', 'web-password', 'password'),
    good: env('web-password', 'password') + keyed('Secret', 'web-password', 'password'),
    mistakes: [24],
  },
  {
    ...rule,
    code: 'secret-key-missing',
    title: 'A secret does not have the key',
    meaning:
      'The container stays in CreateContainerConfigError, or the volume is not mounted, when the secret is there and the key is not. Keys of encrypted files are readable, and those of declared secrets are what the lab declares.',
    bad: env('web-password', 'passwd') + keyed('Secret', 'web-password', 'password'),
    good: env('web-password', 'password') + keyed('Secret', 'web-password', 'password'),
    mistakes: [24],
  },
  {
    ...rule,
    code: 'config-map-missing',
    title: 'A config map is referred to that is not there',
    meaning: 'The pod stays in ContainerCreating or CreateContainerConfigError until the config map is there.',
    bad: deployment('', volume('web-file')) + keyed('ConfigMap', 'web-files', 'web.conf'),
    good: deployment('', volume('web-files')) + keyed('ConfigMap', 'web-files', 'web.conf'),
    mistakes: [25],
  },
  {
    ...rule,
    code: 'config-map-key-missing',
    title: 'A config map does not have the key',
    meaning: 'The container stays in CreateContainerConfigError, or the volume is not mounted.',
    bad: setting('web', 'mod') + keyed('ConfigMap', 'web', 'mode'),
    good: setting('web', 'mode') + keyed('ConfigMap', 'web', 'mode'),
    mistakes: [25],
  },
  {
    ...rule,
    code: 'mount-key-missing',
    title: 'A single file is mounted that the volume does not have',
    meaning:
      'A subPath that names no key of the config map or the secret is mounted as an empty folder: the program finds a folder where it expects its file. Dashboards of Grafana are mounted this way.',
    bad: deployment(mount('web.cfg'), volume('web')) + keyed('ConfigMap', 'web', 'web.conf'),
    good: deployment(mount('web.conf'), volume('web')) + keyed('ConfigMap', 'web', 'web.conf'),
    mistakes: [25],
  },
  {
    ...rule,
    severity: 'warning',
    code: 'pull-secret-missing',
    title: 'A secret for pulling images is not there',
    meaning: 'The kubelet pulls without it: public images arrive, within the registry’s limits, private ones do not.',
    bad: deployment('', 'imagePullSecrets: [{ name: registry }]\n      '),
    good:
      deployment('', 'imagePullSecrets: [{ name: registry }]\n      ') +
      keyed('Secret', 'registry', '.dockerconfigjson'),
    mistakes: [24],
  },
  {
    ...rule,
    code: 'service-account-missing',
    title: 'A service account is referred to that is not there',
    meaning: 'The controller cannot create a single pod. Every namespace has the account default, and no other.',
    bad: deployment('', 'serviceAccountName: web\n      '),
    good: `${deployment('', 'serviceAccountName: web\n      ')}---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: default }
`,
    mistakes: [33],
  },
  {
    ...rule,
    code: 'priority-class-missing',
    title: 'A priority class is referred to that is not there',
    meaning: 'The API server refuses every pod that names it.',
    bad: deployment('', 'priorityClassName: high\n      '),
    good: deployment('', 'priorityClassName: system-cluster-critical\n      '),
    mistakes: [],
  },
  {
    ...rule,
    code: 'runtime-class-missing',
    title: 'A runtime class is referred to that is not there',
    meaning: 'The API server refuses every pod that names it.',
    bad: deployment('', 'runtimeClassName: gvisor\n      '),
    good: `${deployment('', 'runtimeClassName: gvisor\n      ')}---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: { name: gvisor }
handler: runsc
`,
    mistakes: [],
  },
  {
    ...rule,
    code: 'probe-port-missing',
    title: 'A probe asks a port that the container does not name',
    meaning: 'A port by name is looked up in the same container. Without it the probe fails each time.',
    bad: deployment(probe('htp')),
    good: deployment(probe('http')),
    mistakes: [27],
  },
];
