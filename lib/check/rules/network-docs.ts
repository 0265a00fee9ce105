import type { RuleDoc } from '../rule.ts';

const ingress = (name: string, more: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, namespace: default }
spec: ${more}`;

const rule = (host: string): string =>
  `{ host: ${host}, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }`;

const issuer = (name: string, environment: string, solver: string): string => `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ${name} }
spec:
  acme:
    server: https://${environment}.api.letsencrypt.org/directory
    privateKeySecretRef: { name: ${name}-account }
    solvers: [${solver}]`;

const certificate = (host: string, more = ''): string => `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: default }
spec: { secretName: web-tls, dnsNames: ['${host}'], issuerRef: { kind: ClusterIssuer, name: letsencrypt }${more} }`;

const HTTP01 = '{ http01: { ingress: { ingressClassName: public } } }';
const dns01 = (zone: string): string =>
  `{ selector: { dnsZones: [${zone}] }, dns01: { cloudDNS: { project: home-lab } } }`;

const pods = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: 'nginx:1.27.5', ports: [{ containerPort: 8080 }] }] }`;

const policy = (more: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: default }
spec: { podSelector: { matchLabels: { app: web } }, ${more} }`;

const behind = `${pods}
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
${ingress('web', `{ ingressClassName: public, rules: [${rule('web.example.com')}] }`)}`;

/** What the rules of hosts, certificates and network policies mean. */
export const networkDocs: readonly RuleDoc[] = [
  {
    code: 'network-ingress-clash',
    family: 'network',
    severity: 'error',
    title: 'Two Ingresses for one host and path',
    meaning:
      'The ingress controller keeps the older of two equal routes and drops the other without a word. The classes public and nginx of MicroK8s are one controller, so they share their hosts; a slash at the end makes no difference.',
    bad: `${ingress('web', `{ rules: [${rule('web.example.com')}] }`)}
---
${ingress('wiki', `{ rules: [${rule('web.example.com')}] }`)}`,
    good: `${ingress('web', `{ rules: [${rule('web.example.com')}] }`)}
---
${ingress('wiki', `{ rules: [${rule('wiki.example.com')}] }`)}`,
    mistakes: [32],
  },
  {
    code: 'network-host-zone',
    family: 'network',
    severity: 'error',
    title: "A host is outside of the lab's domain",
    meaning:
      'Names outside of the domain of the facts resolve to somebody else, and the DNS challenge cannot be written into their zone. Local names without TLS (.local, .lan, .internal, .home.arpa) are left alone.',
    bad: `// domain: 'lab.example.com'
ingress: { host: 'wiki.lab.example.org', ... }`,
    good: `// domain: 'lab.example.com'
ingress: { host: 'wiki.lab.example.com', ... }`,
    mistakes: [73],
  },
  {
    code: 'network-tls-host',
    family: 'network',
    severity: 'error',
    title: 'The tls.hosts of an Ingress do not cover a host of its rules',
    meaning:
      "The certificate is made for tls.hosts. A host that none of them covers is answered with the controller's own certificate, which no browser trusts. A wildcard covers one label. An Ingress that asks cert-manager for a certificate must name hosts at all.",
    bad: ingress(
      'web',
      `{ tls: [{ hosts: [www.example.com], secretName: web-tls }], rules: [${rule('web.example.com')}] }`,
    ),
    good: ingress(
      'web',
      `{ tls: [{ hosts: [web.example.com], secretName: web-tls }], rules: [${rule('web.example.com')}] }`,
    ),
    mistakes: [74],
  },
  {
    code: 'network-wildcard-http01',
    family: 'network',
    severity: 'error',
    title: 'A wildcard certificate of an issuer that proves hosts by HTTP',
    meaning:
      "Let's Encrypt proves a wildcard by DNS only. With nothing but HTTP01 solvers the order fails at once and is tried again for ever.",
    bad: `${issuer('letsencrypt', 'acme-staging-v02', HTTP01)}
---
${certificate('*.example.com')}`,
    good: `${issuer('letsencrypt', 'acme-staging-v02', dns01('example.com'))}
---
${certificate('*.example.com')}`,
    mistakes: [71],
  },
  {
    code: 'network-solver',
    family: 'network',
    severity: 'error',
    title: 'No solver of the issuer is for a host',
    meaning:
      'cert-manager picks a solver by its selector. When dnsNames, dnsZones and matchLabels of none take the host, the order stays pending with "no configured challenge solvers can be used".',
    bad: `${issuer('letsencrypt', 'acme-staging-v02', dns01('example.org'))}
---
${certificate('web.example.com')}`,
    good: `${issuer('letsencrypt', 'acme-staging-v02', dns01('example.com'))}
---
${certificate('web.example.com')}`,
    mistakes: [],
  },
  {
    code: 'network-acme-production',
    family: 'network',
    severity: 'error',
    title: "Let's Encrypt in production while testing",
    meaning:
      "Let's Encrypt gives 50 certificates a week for a domain and 5 for the same set of hosts; trials use them up, and then nothing is issued for days. Production is a switch in the facts: while acme.environment says staging, nothing may use an issuer of production. An issuer that calls itself staging must not ask production either.",
    bad: issuer('letsencrypt-staging', 'acme-v02', HTTP01),
    good: issuer('letsencrypt-staging', 'acme-staging-v02', HTTP01),
    mistakes: [70],
  },
  {
    code: 'network-certificate-time',
    family: 'network',
    severity: 'error',
    title: "A certificate's duration or renewal is out of bounds",
    meaning:
      'cert-manager takes a duration of at least an hour, and a renewBefore of at least five minutes and less than the duration. Its webhook refuses others, and the layer with them. Without a duration it is 90 days.',
    bad: certificate('web.example.com', ', duration: 720h, renewBefore: 720h'),
    good: certificate('web.example.com', ', duration: 2160h, renewBefore: 720h'),
    mistakes: [],
  },
  {
    code: 'network-dns-zone',
    family: 'network',
    severity: 'error',
    title: 'The DNS challenge is written into another zone or project',
    meaning:
      'The solver writes a TXT record into a managed zone of Google Cloud DNS. In another zone or project than those of the facts nobody looks for it, and every order times out.',
    bad: `// dns: { zone: 'lab-example-com', project: 'home-lab' }
cloudDNS: { project: 'home-labs', hostedZoneName: 'lab-example-com' }`,
    good: `// dns: { zone: 'lab-example-com', project: 'home-lab' }
cloudDNS: { project: facts.dns.project, hostedZoneName: facts.dns.zone }`,
    mistakes: [],
  },
  {
    code: 'network-policy-dns',
    family: 'network',
    severity: 'error',
    title: 'A network policy cuts pods off from DNS',
    meaning:
      'Once a policy of type Egress takes a pod, only what some policy allows goes out, DNS included. Without a way to kube-dns every name fails, and with it what the policy meant to allow. A policy that picks its pods and allows them nothing at all is taken for intent.',
    bad: `${pods}
---
${policy('policyTypes: [Egress], egress: [{ ports: [{ port: 443 }] }]')}`,
    good: `${pods}
---
${policy('policyTypes: [Egress], egress: [{ ports: [{ port: 443 }] }, { ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }]')}`,
    mistakes: [36],
  },
  {
    code: 'network-policy-ingress',
    family: 'network',
    severity: 'error',
    title: 'A network policy cuts pods off from the ingress controller',
    meaning:
      'The ingress controller of MicroK8s runs in namespace ingress and talks to the pods themselves. When policies take the pods behind an Ingress and none admits that namespace on the target port, every request ends in a timeout.',
    bad: `${behind}
---
${policy('policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }]')}`,
    good: `${behind}
---
${policy('policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress } } }], ports: [{ port: 8080 }] }]')}`,
    mistakes: [36],
  },
];
