import fc from 'fast-check';
import { networkRules } from '../../../lib/check/rules/network.ts';
import { World, type WorldProps } from '../../../lib/check/world.ts';
import type { ResolvedFacts } from '../../../lib/core/facts.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const FACTS: ResolvedFacts = {
  name: 'lab',
  nodes: [],
  domain: 'lab.example.com',
  dns: { zone: 'lab-example-com', project: 'home-lab' },
  acme: { email: 'owner@example.com', environment: 'staging' },
  objectStorage: { bucket: 'bucket' },
  tailnet: 'tailnet.example',
  git: { url: 'ssh://git@example.com/lab.git', branch: 'main', path: '.' },
};
const PRODUCTION: ResolvedFacts = { ...FACTS, acme: { ...FACTS.acme, environment: 'production' } };

function lab(yaml: string, props: Partial<WorldProps> = {}): World {
  return worldOf(yaml, { facts: FACTS, ...props });
}

function route(host: string, path = '/', type = 'Prefix'): string {
  return `{ ${host && `host: '${host}', `}http: { paths: [{ path: ${path}, pathType: ${type}, backend: { service: { name: web, port: { number: 80 } } } }] } }`;
}

function ingress(name: string, rules: string, more = '', annotations = ''): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, namespace: apps, annotations: { ${annotations} } }
spec: { ${more}rules: [${rules}] }
---
`;
}

const DNS01 = 'dns01: { cloudDNS: { project: home-lab, hostedZoneName: lab-example-com } }';
const HTTP01 = 'http01: { ingress: {} }';

function issuer(name: string, solvers: string, server = 'acme-staging-v02'): string {
  return `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ${name} }
spec: { acme: { server: 'https://${server}.api.letsencrypt.org/directory', privateKeySecretRef: { name: key }, solvers: [${solvers}] } }
---
`;
}

function certificate(host: string, more = '', labels = ''): string {
  return `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: apps, labels: { ${labels} } }
spec: { secretName: web-tls, dnsNames: ['${host}'], issuerRef: { kind: ClusterIssuer, name: letsencrypt }${more} }
---
`;
}

const ISSUED = 'cert-manager.io/cluster-issuer: letsencrypt';
const tls = (host: string): string => `tls: [{ hosts: ['${host}'], secretName: web-tls }], `;

test('row 32: two Ingresses with one host and path are told at the second', () => {
  const two = ingress('a', route('web.lab.example.com')) + ingress('b', route('web.lab.example.com'));
  expect(told(networkRules, lab(two))).toEqual(['Ingress/b spec.rules[0].http.paths[0].path network-ingress-clash']);
});

test.each([
  ['host', ingress('b', route('wiki.lab.example.com'))],
  ['path', ingress('b', route('web.lab.example.com', '/wiki'))],
  ['kind of path', ingress('b', route('web.lab.example.com', '/', 'Exact'))],
  ['controller', ingress('b', route('web.lab.example.com'), 'ingressClassName: other, ')],
  ['weight', ingress('b', route('web.lab.example.com'), '', "nginx.ingress.kubernetes.io/canary: 'true'")],
])('row 32: Ingresses that differ in their %s do not clash', (_, other) => {
  expect(told(networkRules, lab(ingress('a', route('web.lab.example.com')) + other))).toEqual([]);
});

test('row 32: case, a slash at the end and the name of the class do not part two Ingresses', () => {
  const one = ingress('a', route('web.lab.example.com', '/wiki'), 'ingressClassName: public, ');
  const other = ingress('b', route('WEB.lab.example.com', '/wiki/'), 'ingressClassName: nginx, ');
  expect(told(networkRules, lab(one + other))).toHaveLength(1);
});

test('row 32: one Ingress that names a path twice is told', () => {
  const twice = `${route('web.lab.example.com')}, ${route('web.lab.example.com')}`;
  expect(told(networkRules, lab(ingress('a', twice)))).toEqual([
    'Ingress/a spec.rules[1].http.paths[0].path network-ingress-clash',
  ]);
});

test('row 32: classes of one declared controller share their hosts', () => {
  const own = (name: string): string => `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: ${name} }
spec: { controller: example.com/own }
---
`;
  const by = (name: string): string => ingress(name, route('web.lab.example.com'), `ingressClassName: ${name}, `);
  expect(told(networkRules, lab(own('a') + own('b') + by('a') + by('b')))).toHaveLength(1);
});

test('row 73: a host outside of the domain is told with the name that was meant', () => {
  const world = lab(ingress('a', route('web.lab.example.org')));
  expect(told(networkRules, world)).toEqual(['Ingress/a spec.rules[0].host network-host-zone']);
  expect([...networkRules.judge(world).reports][0]?.hint).toContain('web.lab.example.com');
});

test('row 73: a host that only ends like the domain is outside', () => {
  expect(told(networkRules, lab(ingress('a', route('weblab.example.com'))))).toHaveLength(1);
  expect(
    told(networkRules, lab(ingress('a', `${route('a.b.lab.example.com')}, ${route('lab.example.com')}, ${route('')}`))),
  ).toEqual([]);
});

test('row 73: a local name is told only with a certificate', () => {
  expect(told(networkRules, lab(ingress('a', route('web.lan'))))).toEqual([]);
  expect(told(networkRules, lab(ingress('a', route('web.lan'), tls('web.lan'))))).toEqual([
    'Ingress/a spec.rules[0].host network-host-zone',
  ]);
});

test('row 73: a certificate of Let’s Encrypt for a host outside of the domain is told', () => {
  const yaml = certificate('web.example.org') + issuer('letsencrypt', `{ ${DNS01} }`);
  expect(told(networkRules, lab(yaml))).toEqual(['Certificate/web spec.dnsNames[0] network-host-zone']);
});

test('row 73: a certificate of an own authority may be for any name', () => {
  const own =
    '{ apiVersion: cert-manager.io/v1, kind: ClusterIssuer, metadata: { name: letsencrypt }, spec: { selfSigned: {} } }';
  expect(told(networkRules, lab(certificate('controller.system.svc') + own))).toEqual([]);
});

test('row 73: without facts every domain is fine', () => {
  expect(told(networkRules, worldOf(ingress('a', route('web.example.org'))))).toEqual([]);
});

test('row 74: a host that tls.hosts does not cover is told', () => {
  const uncovered = ingress(
    'a',
    `${route('a.lab.example.com')}, ${route('b.lab.example.com')}`,
    tls('a.lab.example.com'),
  );
  expect(told(networkRules, lab(uncovered))).toEqual(['Ingress/a spec.rules[1].host network-tls-host']);
});

test('row 74: a wildcard covers one label', () => {
  const of = (host: string): string => ingress('a', route(host), tls('*.lab.example.com'));
  expect(told(networkRules, lab(of('web.lab.example.com')))).toEqual([]);
  expect(told(networkRules, lab(of('a.web.lab.example.com')))).toHaveLength(1);
  expect(told(networkRules, lab(of('lab.example.com')))).toHaveLength(1);
});

test('row 74: another Ingress may cover the host', () => {
  const bare = ingress(
    'a',
    `${route('a.lab.example.com')}, ${route('b.lab.example.com', '/b')}`,
    tls('a.lab.example.com'),
  );
  expect(told(networkRules, lab(bare + ingress('b', route('b.lab.example.com'), tls('b.lab.example.com'))))).toEqual(
    [],
  );
});

test('row 74: an Ingress that asks for a certificate must name hosts', () => {
  expect(told(networkRules, lab(ingress('a', route('web.lab.example.com'), '', ISSUED)))).toEqual([
    'Ingress/a spec.tls network-tls-host',
  ]);
  const nameless = 'tls: [{ secretName: web-tls }], ';
  expect(told(networkRules, lab(ingress('a', route('web.lab.example.com'), nameless, ISSUED)))).toEqual([
    'Ingress/a spec.tls[0].hosts network-tls-host',
  ]);
  expect(told(networkRules, lab(ingress('a', route('web.lab.example.com'), nameless)))).toEqual([]);
});

test('row 71: a wildcard certificate of an issuer with HTTP01 only is told', () => {
  const wildcard = certificate('*.lab.example.com');
  expect(told(networkRules, lab(wildcard + issuer('letsencrypt', `{ ${HTTP01} }`)))).toEqual([
    'Certificate/web spec.dnsNames[0] network-wildcard-http01',
  ]);
  expect(told(networkRules, lab(wildcard + issuer('letsencrypt', `{ ${HTTP01} }, { ${DNS01} }`)))).toEqual([]);
  expect(told(networkRules, lab(certificate('a.lab.example.com') + issuer('letsencrypt', `{ ${HTTP01} }`)))).toEqual(
    [],
  );
});

test('row 71: a wildcard in tls.hosts of an Ingress is told', () => {
  const wildcard = ingress('a', route('*.lab.example.com'), tls('*.lab.example.com'), ISSUED);
  expect(told(networkRules, lab(wildcard + issuer('letsencrypt', `{ ${HTTP01} }`)))).toEqual([
    'Ingress/a spec.tls[0].hosts[0] network-wildcard-http01',
  ]);
});

test('row 71: a DNS01 solver for another zone does not help', () => {
  const other = `{ ${HTTP01} }, { selector: { dnsZones: [example.org] }, ${DNS01} }`;
  expect(told(networkRules, lab(certificate('*.lab.example.com') + issuer('letsencrypt', other)))).toHaveLength(1);
});

test.each([
  ['dnsZones: [other.lab.example.com]', ''],
  ['dnsNames: [other.lab.example.com]', ''],
  ['matchLabels: { solver: dns }', 'solver: http'],
])('a host that no selector takes is told: %s', (selector, labels) => {
  const yaml =
    certificate('web.lab.example.com', '', labels) + issuer('letsencrypt', `{ selector: { ${selector} }, ${DNS01} }`);
  expect(told(networkRules, lab(yaml))).toEqual(['Certificate/web spec.dnsNames[0] network-solver']);
});

test.each([
  ['dnsZones: [example.com]', ''],
  ['dnsNames: [web.lab.example.com]', ''],
  ['matchLabels: { solver: dns }', 'solver: dns'],
])('a host that a selector takes is fine: %s', (selector, labels) => {
  const yaml =
    certificate('web.lab.example.com', '', labels) + issuer('letsencrypt', `{ selector: { ${selector} }, ${DNS01} }`);
  expect(told(networkRules, lab(yaml))).toEqual([]);
});

test('row 70: an Ingress with an issuer of production is told while the facts say staging', () => {
  const yaml =
    ingress('a', route('web.lab.example.com'), tls('web.lab.example.com'), ISSUED) +
    issuer('letsencrypt', `{ ${DNS01} }`, 'acme-v02');
  const world = lab(yaml + issuer('letsencrypt-staging', `{ ${DNS01} }`));
  expect(told(networkRules, world)).toEqual([
    "Ingress/a metadata.annotations['cert-manager.io/cluster-issuer'] network-acme-production",
  ]);
  expect([...networkRules.judge(world).reports][0]?.hint).toContain('letsencrypt-staging');
  expect(told(networkRules, lab(yaml, { facts: PRODUCTION }))).toEqual([]);
  expect(told(networkRules, worldOf(yaml))).toEqual([]);
});

test('row 70: a certificate of production is told while the facts say staging', () => {
  const yaml = certificate('web.lab.example.com') + issuer('letsencrypt', `{ ${DNS01} }`, 'acme-v02');
  expect(told(networkRules, lab(yaml))).toEqual(['Certificate/web spec.issuerRef.name network-acme-production']);
});

test('row 70: an issuer of production that nobody uses is fine', () => {
  expect(told(networkRules, lab(issuer('letsencrypt', `{ ${DNS01} }`, 'acme-v02')))).toEqual([]);
});

test('row 70: an issuer of production in the values of a release is told, until the release is rendered', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: grafana, namespace: apps }
spec: { chart: { spec: { chart: grafana } }, values: { ingress: { annotations: { ${ISSUED} } } } }
---
`;
  const yaml = release + issuer('letsencrypt', `{ ${DNS01} }`, 'acme-v02');
  expect(told(networkRules, lab(yaml))).toEqual([
    "HelmRelease/grafana spec.values.ingress.annotations['cert-manager.io/cluster-issuer'] network-acme-production",
  ]);
  const rendered = subjectsOf('{ apiVersion: v1, kind: ConfigMap, metadata: { name: a, namespace: apps } }', {
    release: 'apps/grafana',
  });
  expect(told(networkRules, lab('', { subjects: [...subjectsOf(yaml), ...rendered] }))).toEqual([]);
});

test('row 70: an issuer that calls itself staging and asks production is told, with facts and without', () => {
  const yaml = issuer('letsencrypt-staging', `{ ${DNS01} }`, 'acme-v02');
  expect(told(networkRules, worldOf(yaml))).toEqual([
    'ClusterIssuer/letsencrypt-staging spec.acme.server network-acme-production',
  ]);
  expect(told(networkRules, lab(yaml, { facts: PRODUCTION }))).toHaveLength(1);
  expect(told(networkRules, worldOf(yaml.replace('letsencrypt-staging', 'upstaging')))).toEqual([]);
});

test.each([
  ['duration: 59m', 'spec.duration'],
  ['duration: 24h, renewBefore: 24h', 'spec.renewBefore'],
  ['renewBefore: 2160h', 'spec.renewBefore'],
  ['renewBefore: 4m59s', 'spec.renewBefore'],
])('a certificate with %s is told', (times, path) => {
  expect(told(networkRules, lab(certificate('a.lab.example.com', `, ${times}`)))).toEqual([
    `Certificate/web ${path} network-certificate-time`,
  ]);
});

test.each([
  'duration: 1h',
  'duration: 24h, renewBefore: 23h59m',
  'renewBefore: 2159h',
  'duration: 90d',
  'renewBefore: [1]',
])('a certificate with %s is fine, or the business of the schema', (times) => {
  expect(told(networkRules, lab(certificate('a.lab.example.com', `, ${times}`)))).toEqual([]);
});

test('a DNS challenge in another project or zone than the facts name is told', () => {
  const wrong = DNS01.replace('home-lab', 'home-labs').replace('lab-example-com', 'lab-example');
  expect(told(networkRules, lab(issuer('letsencrypt', `{ ${wrong} }`)))).toEqual([
    'ClusterIssuer/letsencrypt spec.acme.solvers[0].dns01.cloudDNS.project network-dns-zone',
    'ClusterIssuer/letsencrypt spec.acme.solvers[0].dns01.cloudDNS.hostedZoneName network-dns-zone',
  ]);
  expect(told(networkRules, lab(issuer('letsencrypt', `{ selector: { dnsZones: [example.org] }, ${wrong} }`)))).toEqual(
    [],
  );
  expect(
    told(networkRules, lab(issuer('letsencrypt', `{ selector: { dnsZones: [lab.example.com] }, ${DNS01} }`))),
  ).toEqual([]);
});

test('objects with parts of any type are judged without a throw', () => {
  const kinds = [
    'Ingress',
    'Certificate',
    'ClusterIssuer',
    'NetworkPolicy',
    'Deployment',
    'Service',
    'HelmRelease',
    'IngressClass',
  ];
  const groups = ['networking.k8s.io/v1', 'cert-manager.io/v1', 'apps/v1', 'v1', 'helm.toolkit.fluxcd.io/v2beta2'];
  const { props } = lab('');
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.constantFrom(...groups),
      fc.jsonValue({ maxDepth: 4 }),
      (kind, apiVersion, value) => {
        const spec = {
          rules: value,
          tls: value,
          acme: { solvers: value },
          dnsNames: value,
          ingress: value,
          egress: value,
          podSelector: value,
        };
        const manifest = { apiVersion, kind, metadata: { name: 'a', namespace: 'apps' }, spec };
        const subject = {
          manifest,
          file: 'a.yaml',
          document: 0,
          layer: undefined,
          release: undefined,
          source: undefined,
        };
        told(networkRules, new World({ ...props, subjects: [subject] }));
      },
    ),
    { numRuns: 300 },
  );
});

test.each(
  networkRules.rules.filter(({ bad }) => bad.startsWith('apiVersion:')).map((rule) => [rule.code, rule] as const),
)('the examples of %s are what they say', (code, { bad, good }) => {
  expect(told(networkRules, worldOf(bad)).join('\n')).toContain(` ${code}`);
  expect(told(networkRules, worldOf(good))).toEqual([]);
});
