import type { RuleDoc } from '../rule.ts';

const rule = { family: 'network', severity: 'error', mistakes: [] } as const;

const issuer = (spec: string): string => `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:${spec}
`;

const PROVIDER = `
        dns01:
          cloudDNS:
            project: home-lab
            serviceAccountSecretRef:
              name: clouddns
              key: key.json`;
const HOST = 'acme-staging-v02.api.letsencrypt.org';

const acme = (solver: string, server = `https://${HOST}/directory`, email = '\n    email: owner@example.org'): string =>
  issuer(`
  acme:${email}
    server: ${server}
    privateKeySecretRef:
      name: account${solver === '' ? '' : `\n    solvers:\n      - ${solver.trimStart()}`}`);

/** What the rules of issuers mean. */
export const issuerDocs: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'issuer-type',
    title: 'An issuer has no type, or several',
    meaning:
      'An issuer is one of acme, ca, selfSigned, vault and venafi. The schema lets it have none; the webhook of cert-manager refuses it.',
    bad: issuer(' {}'),
    good: issuer('\n  selfSigned: {}'),
  },
  {
    ...rule,
    code: 'issuer-solver',
    title: 'An ACME issuer cannot prove that a host is yours',
    meaning:
      'The authority asks for a proof before it issues: a file that is served (http01) or a record in the zone (dns01). Without a solver every order stays pending; a solver without a way, or with two, is refused by the webhook of cert-manager.',
    bad: acme(''),
    good: acme(PROVIDER),
  },
  {
    ...rule,
    code: 'issuer-credentials',
    title: 'Google Cloud DNS is to be written to without a key',
    meaning:
      'Without serviceAccountSecretRef cert-manager relies on the rights that Google Cloud gives to its own machines. MicroK8s at home has none of them, so no record is written, no challenge is met and no certificate comes.',
    bad: acme('dns01:\n          cloudDNS:\n            project: home-lab'),
    good: acme(PROVIDER),
  },
  {
    ...rule,
    code: 'issuer-server',
    title: 'The ACME server is no directory of an authority',
    meaning:
      "The account is registered at the URL of the authority's directory, over https. A host that is a slip away from a well-known directory, or a wrong path on one, leaves the issuer without an account, never ready. Other hosts are taken to be authorities of their own.",
    bad: acme(PROVIDER, 'https://acme-v02.api.letsencript.org/directory'),
    good: acme(PROVIDER, 'https://acme-v02.api.letsencrypt.org/directory'),
  },
  {
    ...rule,
    code: 'issuer-zone',
    title: "No solver of an issuer is for the lab's domain",
    meaning:
      "A selector limits a solver to zones or names. When none takes the domain of the facts, the issuer serves no host of the lab: orders stay pending, with 'no configured challenge solvers can be used'.",
    bad: '# facts: domain lab.example.com\nsolvers:\n  - selector: { dnsZones: [lab.exmaple.com] }\n    dns01: { cloudDNS: { project: home-lab } }',
    good: '# facts: domain lab.example.com\nsolvers:\n  - selector: { dnsZones: [lab.example.com] }\n    dns01: { cloudDNS: { project: home-lab } }',
  },
  {
    ...rule,
    code: 'issuer-email',
    severity: 'warning',
    title: 'The account at a public authority has no e-mail address',
    meaning:
      'The address is how an authority reaches the owner of an account: when it has to revoke certificates, or when the account is in trouble. Nothing else does.',
    bad: acme(PROVIDER, `https://${HOST}/directory`, ''),
    good: acme(PROVIDER),
  },
];
