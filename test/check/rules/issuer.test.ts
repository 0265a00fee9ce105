import { issuerRules } from '../../../lib/check/rules/issuer.ts';
import type { World, WorldProps } from '../../../lib/check/world.ts';
import type { ResolvedFacts } from '../../../lib/core/facts.ts';
import { told, worldOf } from '../world-of.ts';

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
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const KEY = 'serviceAccountSecretRef: { name: clouddns, key: key.json }';
const DNS01 = `dns01: { cloudDNS: { project: home-lab, ${KEY} } }`;
const SOLVERS = 'ClusterIssuer/letsencrypt spec.acme.solvers';
const SERVER = 'ClusterIssuer/letsencrypt spec.acme.server issuer-server';

function issuer(spec: string, kind = 'ClusterIssuer'): string {
  return `apiVersion: cert-manager.io/v1
kind: ${kind}
metadata: { name: letsencrypt }
spec: ${spec}
---
`;
}

function acme(solvers: string, server = STAGING, more = 'email: owner@example.com, '): string {
  return issuer(`{ acme: { ${more}server: '${server}', privateKeySecretRef: { name: key }${solvers} } }`);
}

const solver = (text: string): string => acme(`, solvers: [{ ${text} }]`);
const at = (server: string): string => acme(`, solvers: [{ ${DNS01} }]`, server);

function lab(yaml: string, props: Partial<WorldProps> = {}): World {
  return worldOf(yaml, { facts: FACTS, ...props });
}

test.each(['ClusterIssuer', 'Issuer'])('a %s without a type is told', (kind) => {
  const place = `${kind}/letsencrypt spec issuer-type`;
  expect(told(issuerRules, lab(issuer('{}', kind)))).toEqual([place]);
  expect(told(issuerRules, lab(issuer('{ acme: null }', kind)))).toEqual([place]);
  expect(told(issuerRules, lab(issuer('{ selfSigned: {} }', kind)))).toEqual([]);
});

test('an issuer of two types is told', () => {
  const both = '{ selfSigned: {}, ca: { secretName: ca } }';
  expect(told(issuerRules, lab(issuer(both)))).toEqual(['ClusterIssuer/letsencrypt spec issuer-type']);
});

test('a type that is misspelt is left to the schemas', () => {
  expect(told(issuerRules, lab(issuer('{ selfSignedd: {} }')))).toEqual([]);
});

test.each(['', ', solvers: []'])('an ACME issuer without solvers is told (%p)', (solvers) => {
  expect(told(issuerRules, lab(acme(solvers)))).toEqual([`${SOLVERS} issuer-solver`]);
});

test.each([
  ['neither way', 'selector: {}', '[0]'],
  ['both ways', `http01: { ingress: {} }, ${DNS01}`, '[0]'],
  ['http01 without a way', 'http01: {}', '[0].http01'],
  ['dns01 without a provider', 'dns01: { cnameStrategy: Follow }', '[0].dns01'],
  ['two providers', `dns01: { cloudDNS: { project: home-lab, ${KEY} }, cloudflare: {} }`, '[0].dns01'],
])('a solver with %s is told', (_, text, place) => {
  expect(told(issuerRules, lab(solver(text)))).toEqual([`${SOLVERS}${place} issuer-solver`]);
});

test.each([DNS01, 'http01: { ingress: { ingressClassName: public } }', 'http01: { gatewayHTTPRoute: {} }'])(
  'a solver with one way is fine: %s',
  (text) => {
    expect(told(issuerRules, lab(solver(text)))).toEqual([]);
  },
);

test('a way that is misspelt is left to the schemas', () => {
  expect(told(issuerRules, lab(solver('dns001: { cloudDNS: { project: home-lab } }')))).toEqual([]);
});

test.each([
  ['no Secret', '', 'serviceAccountSecretRef'],
  ['no key', ', serviceAccountSecretRef: { name: clouddns }', 'serviceAccountSecretRef.key'],
  ['an empty key', ", serviceAccountSecretRef: { name: clouddns, key: '' }", 'serviceAccountSecretRef.key'],
])('Cloud DNS with %s is told, for nobody else gives it rights', (_, more, place) => {
  const text = `dns01: { cloudDNS: { project: home-lab${more} } }`;
  expect(told(issuerRules, lab(solver(text)))).toEqual([`${SOLVERS}[0].dns01.cloudDNS.${place} issuer-credentials`]);
});

test.each([
  'http://acme-v02.api.letsencrypt.org/directory',
  'acme-v02.api.letsencrypt.org/directory',
  'https://acme-v02.api.letsencript.org/directory',
  'https://acme-v01.api.letsencrypt.org/directory',
  'https://acme.api.letsencrypt.org/directory',
  'https://acme-v02.api.letsencrypt.org/',
  'https://acme.zerosl.com/v2/DV90',
])('a server that is no directory is told: %s', (server) => {
  expect(told(issuerRules, lab(at(server)))).toEqual([SERVER]);
});

test.each([
  STAGING,
  'https://acme-v02.api.letsencrypt.org/directory',
  'https://dv.acme-v02.api.pki.goog/directory',
  'https://acme.zerossl.com/v2/DV90',
  'https://ca.lab.example.com:8443/acme/acme/directory',
  'https://acme.ssl.com/sslcom-dv-ecc',
])('a directory, or an authority of one’s own, is fine: %s', (server) => {
  expect(told(issuerRules, lab(at(server)))).toEqual([]);
});

test('the hint names the directory that was meant', () => {
  const world = lab(at('https://acme-staging-v02.api.letsencript.org/directory'));
  expect([...issuerRules.judge(world).reports][0]?.hint).toBe(`Did you mean ${STAGING}?`);
});

test('an account without an e-mail address is told at a public authority only', () => {
  const solvers = `, solvers: [{ ${DNS01} }]`;
  expect(told(issuerRules, lab(acme(solvers, STAGING, '')))).toEqual([
    'ClusterIssuer/letsencrypt spec.acme.email issuer-email',
  ]);
  expect(told(issuerRules, lab(acme(solvers, 'https://ca.lab.example.com/acme', '')))).toEqual([]);
});

test('solvers that are all for other domains are told', () => {
  const text = `selector: { dnsZones: [example.org, lab.exmaple.com] }, ${DNS01}`;
  const place = `${SOLVERS}[0].selector.dnsZones[1] issuer-zone`;
  expect(told(issuerRules, lab(solver(text)))).toEqual([place]);
  expect(told(issuerRules, worldOf(solver(text)))).toEqual([]);
});

test('names outside of the domain are told', () => {
  const text = `selector: { dnsNames: [web.example.org] }, ${DNS01}`;
  expect(told(issuerRules, lab(solver(text)))).toEqual([`${SOLVERS}[0].selector.dnsNames[0] issuer-zone`]);
});

test.each(['lab.example.com', 'example.com', 'apps.lab.example.com'])('a solver for %s serves the lab', (zone) => {
  expect(told(issuerRules, lab(solver(`selector: { dnsZones: [${zone}] }, ${DNS01}`)))).toEqual([]);
});

test('one solver for the domain among others is enough', () => {
  const other = `{ selector: { dnsZones: [example.org] }, ${DNS01} }`;
  expect(told(issuerRules, lab(acme(`, solvers: [${other}, { ${DNS01} }]`)))).toEqual([]);
});

test('an issuer that is asked for a host of the lab is judged with that host', () => {
  const certificate = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: apps }
spec: { secretName: web-tls, dnsNames: [web.lab.example.com], issuerRef: { kind: ClusterIssuer, name: letsencrypt } }
`;
  const text = solver(`selector: { dnsZones: [example.org] }, ${DNS01}`);
  expect(told(issuerRules, lab(`${text}${certificate}`))).toEqual([]);
});

test.each([
  '7',
  '[acme]',
  '{ acme: 7 }',
  '{ acme: { server: 7, solvers: { a: 1 } } }',
  '{ acme: { solvers: [7, null] } }',
])('a spec of the wrong type is no reason to fail: %s', (spec) => {
  expect(() => told(issuerRules, lab(issuer(spec)))).not.toThrow();
});
