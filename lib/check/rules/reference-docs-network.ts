import type { RuleDoc } from '../rule.ts';

const rule = { family: 'reference', severity: 'error' } as const;
const warning = { ...rule, severity: 'warning' } as const;

const PODS = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx:1.27.5
          ports: [{ name: http, containerPort: 80 }]
`;

function service(app: string, targetPort: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec:
  selector: { app: ${app} }
  ports: [{ name: http, port: 80, targetPort: ${targetPort} }]
`;
}

function ingress(backend: string, spec = '', annotation = ''): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: default, annotations: { ${annotation} } }
spec:
  ${spec}
  rules:
    - host: web.lab.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: ${backend} } }] }
`;
}

function selecting(apiVersion: string, kind: string, field: string, app: string): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: web, namespace: default }
spec: { ${field}: { matchLabels: { app: ${app} } } }
`;
}

const WEB = service('web', 'http') + PODS;
const BACKEND = '{ name: web, port: { name: http } }';
const ISSUER = `---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { selfSigned: {} }
`;
const budget = (app: string) => selecting('policy/v1', 'PodDisruptionBudget', 'selector', app);
const policy = (app: string) => selecting('networking.k8s.io/v1', 'NetworkPolicy', 'podSelector', app);
const tls = (annotation: string) =>
  WEB + ingress(BACKEND, 'tls: [{ hosts: [web.lab.example.com], secretName: web-tls }]', annotation);
const asking = (url: string) => `${WEB}---
apiVersion: v1
kind: Pod
metadata: { name: asker, namespace: default }
spec:
  containers: [{ name: asker, image: busybox:1.37.0, env: [{ name: URL, value: ${url} }] }]
`;

function statefulSet(serviceName: string): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: default }
spec:
  serviceName: ${serviceName}
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: postgres:17.5 }] }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: default }
spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 5432 }] }
`;
}

function scaler(name: string): string {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: default }
spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} } }
`;
}

function webhook(certificate: string): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: web, annotations: { cert-manager.io/inject-ca-from: ${certificate} } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: webhook, namespace: default }
spec: { secretName: webhook, dnsNames: [web.default.svc], issuerRef: { kind: ClusterIssuer, name: letsencrypt } }
${ISSUER}`;
}

/** Rules about services, ingresses and certificates. */
export const NETWORK_DOCS: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'service-selects-nothing',
    title: 'A service selects no pod',
    meaning:
      'The service has no endpoints, and each connection to it fails. Services without a selector, whose endpoints are written by hand, and those that stand for a name outside are left alone.',
    bad: service('wbe', 'http') + PODS,
    good: WEB,
    mistakes: [26],
  },
  {
    ...rule,
    code: 'target-port-missing',
    title: 'A service forwards to a named port that its pods do not have',
    meaning:
      'The name is looked up in the containers of each pod. Without it the service has no endpoint for the port.',
    bad: service('web', 'htpt') + PODS,
    good: WEB,
    mistakes: [27],
  },
  {
    ...warning,
    code: 'target-port-unlisted',
    title: 'A service forwards to a port that its pods do not list',
    meaning:
      'A container may listen on a port that it does not list, so this is not certain. Where it lists others, connections are likely refused.',
    bad: service('web', '8080') + PODS,
    good: service('web', '80') + PODS,
    mistakes: [27],
  },
  {
    ...rule,
    code: 'service-missing',
    title: 'A service is referred to that is not there',
    meaning:
      'An ingress without its service answers 503, a webhook or an API without its service makes the API server refuse requests, Prometheus without its Alertmanager tells nobody.',
    bad: WEB + ingress('{ name: wbe, port: { name: http } }'),
    good: WEB + ingress(BACKEND),
    mistakes: [28],
  },
  {
    ...rule,
    code: 'service-port-missing',
    title: 'A port is asked for that the service does not have',
    meaning: 'Nobody listens there: an ingress answers 503, a connection is refused or times out.',
    bad: WEB + ingress('{ name: web, port: { number: 8080 } }'),
    good: WEB + ingress('{ name: web, port: { number: 80 } }'),
    mistakes: [28],
  },
  {
    ...rule,
    code: 'service-address-missing',
    title: 'An address names a service that is not there',
    meaning:
      'Only addresses that must be those of a service are judged: name.namespace.svc, and name.namespace where that namespace is there. The name is not found, and each call fails.',
    bad: asking('http://wbe.default.svc.cluster.local'),
    good: asking('http://web.default.svc.cluster.local'),
    mistakes: [28],
  },
  {
    ...rule,
    code: 'governing-service-missing',
    title: 'A StatefulSet names a service that is not there',
    meaning:
      'Pods of a StatefulSet get their names in DNS from this service, and find each other by them. A StatefulSet that is reached by a service with an address of its own needs no such names and is left alone.',
    bad: statefulSet('dbs'),
    good: statefulSet('db'),
    mistakes: [],
  },
  {
    ...rule,
    code: 'ingress-class-missing',
    title: 'An ingress names a class that is not there',
    meaning: 'No controller serves the ingress: its host answers nothing, and no certificate comes by HTTP-01.',
    bad: WEB + ingress(BACKEND, 'ingressClassName: pubic'),
    good: WEB + ingress(BACKEND, 'ingressClassName: public'),
    mistakes: [29],
  },
  {
    ...rule,
    code: 'ingress-class-annotation',
    title: 'The annotation for the class names one that the controller does not heed',
    meaning:
      'The old annotation is compared with the one name that the controller was started with, whatever classes there are. spec.ingressClassName is looked up among the classes.',
    bad: WEB + ingress(BACKEND, '', 'kubernetes.io/ingress.class: nginx'),
    good: WEB + ingress(BACKEND, 'ingressClassName: nginx'),
    mistakes: [29],
  },
  {
    ...rule,
    code: 'issuer-missing',
    title: 'An issuer is referred to that is not there',
    meaning:
      'cert-manager waits for the issuer and issues no certificate. An Issuer serves its own namespace, a ClusterIssuer all of them, and each is named in its own way.',
    bad: tls('cert-manager.io/cluster-issuer: letsencrypt-prod') + ISSUER,
    good: tls('cert-manager.io/cluster-issuer: letsencrypt') + ISSUER,
    mistakes: [30],
  },
  {
    ...rule,
    code: 'tls-secret-missing',
    title: 'An ingress names a certificate that nobody makes',
    meaning:
      'The secret is made for an ingress with an issuer’s annotation, or by a Certificate in the same namespace that names it. Without it the controller answers with its own certificate, which no browser trusts.',
    bad: tls(''),
    good: tls('cert-manager.io/cluster-issuer: letsencrypt') + ISSUER,
    mistakes: [30],
  },
  {
    ...rule,
    code: 'certificate-missing',
    title: 'An authority is to be injected from a certificate that is not there',
    meaning: 'The API server does not trust the webhook, and refuses what the webhook should be asked about.',
    bad: webhook('default/webhooks'),
    good: webhook('default/webhook'),
    mistakes: [30],
  },
  {
    ...rule,
    code: 'scale-target-missing',
    title: 'An autoscaler names a workload that is not there',
    meaning: 'Nothing is scaled, and only the status of the autoscaler says so.',
    bad: scaler('wbe') + PODS,
    good: scaler('web') + PODS,
    mistakes: [],
  },
  {
    ...warning,
    code: 'budget-selects-nothing',
    title: 'A disruption budget selects no pod',
    meaning: 'The budget guards nothing: when a node is drained, all pods that it was meant for go at once.',
    bad: budget('wbe') + PODS,
    good: budget('web') + PODS,
    mistakes: [26],
  },
  {
    ...warning,
    code: 'policy-selects-nothing',
    title: 'A network policy selects no pod',
    meaning:
      'The policy guards nothing, and what it was meant for stays open to all. An empty selector takes every pod.',
    bad: policy('wbe') + PODS,
    good: policy('web') + PODS,
    mistakes: [26],
  },
];
