import type { RuleDoc } from '../rule.ts';

const rule = { family: 'reference', severity: 'error', mistakes: [] } as const;

const monitor = (endpoints: string): string => `apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: web
  namespace: default
spec:
  selector:
    matchLabels:
      app: web
  podMetricsEndpoints:${endpoints}
`;

const rules = (groups: string): string => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: web
  namespace: default
spec:
  groups:
    - name: web
      rules:${groups}
`;

const service = (selector: string): string => `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: default
spec:
  ports:
    - port: 80
${selector}`;

const headless = service('  clusterIP: None\n  selector:\n    app: web\n');

const policy = (namespace: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: default
spec:
  podSelector: {}
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ${namespace}
`;

const statefulSet = (
  container: string,
  claim: string,
  governed = '  serviceName: web\n',
): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
  namespace: default
spec:
${governed}  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27.5
${container}  volumeClaimTemplates:
    - metadata:
        name: data
${claim}`;

const MOUNTED = `          volumeMounts:
            - name: data
              mountPath: /var/lib/web
`;
const CLAIM = `      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 1Gi
`;

const deployment = (port: number, more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: default
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27.5
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          readinessProbe:
            tcpSocket:
              port: ${port}
${more}`;

const configMap = (data: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  namespace: default
${data}---
${deployment(8080, '      volumes:\n        - name: web\n          configMap:\n            name: web\n')}`;

const release = (kind: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata:
  name: web
  namespace: default
spec:
  interval: 10m
  chart:
    spec:
      chart: web
      version: 1.0.0
      sourceRef:
${kind}        name: charts
        namespace: flux-system
`;

/** What the rules of objects that do nothing mean. */
export const hollowDocs: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'monitor-empty',
    title: 'A monitor has no endpoint',
    meaning:
      'A ServiceMonitor or PodMonitor scrapes its endpoints; without one nothing is scraped. The API server takes it and the operator says nothing, so the metrics are just not there.',
    bad: monitor(' []'),
    good: monitor('\n    - port: metrics'),
  },
  {
    ...rule,
    code: 'monitor-port-unset',
    severity: 'warning',
    title: 'An endpoint of a monitor names no port where there are several',
    meaning:
      'Without a port the operator has Prometheus scrape each port of what is selected. The ports that serve no metrics are targets that are always down, and alerts about targets fire for them.',
    bad: `${monitor('\n    - path: /metrics')}---\n${deployment(8080)}`,
    good: `${monitor('\n    - port: metrics')}---\n${deployment(8080)}`,
  },
  {
    ...rule,
    code: 'prometheus-rule-empty',
    severity: 'warning',
    title: 'A PrometheusRule, or a group of it, has no rules',
    meaning: 'The object is taken in and nothing of it is evaluated: alerts that somebody counts on can never fire.',
    bad: rules(' []'),
    good: rules('\n        - alert: WebDown\n          expr: up{job="web"} == 0'),
  },
  {
    ...rule,
    code: 'service-hollow',
    title: 'A headless Service selects no pods, and nobody gives it addresses',
    meaning:
      'The name of a headless Service stands for the pods that it selects. Without a selector it stands for Endpoints or an EndpointSlice that somebody else writes; when there are none the name is not found. A Role that may write endpoints shows that a program keeps them by itself.',
    bad: service('  clusterIP: None\n'),
    good: headless,
  },
  {
    ...rule,
    code: 'policy-namespace',
    title: 'A NetworkPolicy names a namespace that is not there',
    meaning:
      'A peer with the label kubernetes.io/metadata.name takes one namespace by its name. When there is none of that name the peer lets nobody through, and whom it was meant for is cut off: the ingress controller, or the monitoring.',
    bad: policy('ingres'),
    good: policy('ingress'),
  },
  {
    ...rule,
    code: 'claim-unmounted',
    title: 'No container mounts a claim template',
    meaning:
      'A StatefulSet makes a volume of each claim template for each pod. When no container mounts it the volume stays empty, the program writes into its container, and what it wrote is gone with the pod.',
    bad: statefulSet('', CLAIM),
    good: statefulSet(MOUNTED, CLAIM),
  },
  {
    ...rule,
    code: 'claim-hollow',
    title: 'A claim template has no spec',
    meaning:
      'The API server takes the StatefulSet, and refuses each claim that is made of the template, since it has no access mode and no size. No pod is created.',
    bad: statefulSet(MOUNTED, ''),
    good: statefulSet(MOUNTED, CLAIM),
  },
  {
    ...rule,
    code: 'governing-service-unset',
    severity: 'warning',
    title: 'A StatefulSet does not name the headless Service of its pods',
    meaning:
      'It is serviceName that gives each pod a name in DNS, such as web-0.web. The API server takes a StatefulSet without it; a headless Service that selects its pods shows that the names are wanted, and none of them is found.',
    bad: `${statefulSet(MOUNTED, CLAIM, '')}---\n${headless}`,
    good: `${statefulSet(MOUNTED, CLAIM)}---\n${headless}`,
  },
  {
    ...rule,
    code: 'probe-port-unlisted',
    severity: 'warning',
    title: 'A probe or a hook asks a port that no container lists',
    meaning:
      'Listing ports is not needed for a program to be reached. But a container that lists some, and is probed at another one, is mostly probed at the wrong one: the pod is never ready, or is restarted for ever.',
    bad: deployment(8081),
    good: deployment(8080),
  },
  {
    ...rule,
    code: 'config-map-empty',
    severity: 'warning',
    title: 'A ConfigMap without data is read',
    meaning:
      'An empty folder is mounted, or no variable is set, where a program expects its settings. A ConfigMap that a controller fills says so by a label or an annotation, and is passed over.',
    bad: configMap(''),
    good: configMap('data:\n  web.conf: listen 8080;\n'),
  },
  {
    ...rule,
    code: 'chart-source-kind',
    title: 'The source of a chart has no kind',
    meaning:
      'The schema of a HelmRelease lets the kind of sourceRef be left out. Flux copies it into a HelmChart, where it must be one of HelmRepository, GitRepository and Bucket: the HelmChart is refused, and nothing is installed.',
    bad: release(''),
    good: release('        kind: HelmRepository\n'),
  },
];
