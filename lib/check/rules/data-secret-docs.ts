import type { RuleDoc } from '../rule.ts';

// These are shapes of recipients, not keys: nobody holds the other half.
const OURS = `age1${'q'.repeat(58)}`;
const OTHER = `age1${'z'.repeat(58)}`;
const RULES = `# file: .sops.yaml
creation_rules:
  - path_regex: secrets/.*\\.sops\\.yaml$
    encrypted_regex: ^(data|stringData)$
    age: ${OURS}
`;

const encrypted = (
  data: string,
  recipient: string,
  name = 'grafana-admin',
): string => `# file: secrets/grafana-admin.sops.yaml
apiVersion: v1
kind: Secret
metadata: { name: ${name}, namespace: monitoring }
stringData: { ${data} }
sops: { age: [{ recipient: ${recipient}, enc: "" }], mac: 'ENC[AES256_GCM]' }
`;

const GOOD = `${RULES}${encrypted("password: 'ENC[AES256_GCM]'", OURS)}`;

const DECLARED = `// in the constructor of a layer
secrets.declare({ name: 'grafana-admin', namespace, keys: ['password'], purpose: 'Password of Grafana' });
`;

/** What the rules about secrets and facts mean. A `# file:` line starts a file of the project. */
export const secretDocs: readonly RuleDoc[] = [
  {
    code: 'secret-pending',
    family: 'data',
    severity: 'notice',
    title: 'A secret that the lab needs is not yet in `secrets/`',
    meaning: 'Pods that read it wait until it is there. The lab renders without it; putting it on a server refuses.',
    bad: `${DECLARED}// and no file secrets/grafana-admin.sops.yaml`,
    good: `${DECLARED}// and a file secrets/grafana-admin.sops.yaml, encrypted with sops`,
    mistakes: [],
  },
  {
    code: 'secret-file-key',
    family: 'data',
    severity: 'error',
    title: 'A secret lacks a key that the lab reads',
    meaning:
      'A pod that takes the key from the secret does not start: CreateContainerConfigError, or a volume that is never mounted.',
    bad: `${DECLARED}// and a file with the key 'pasword'`,
    good: `${DECLARED}// and a file with the key 'password'`,
    mistakes: [],
  },
  {
    code: 'fact-placeholder',
    family: 'data',
    severity: 'notice',
    title: 'A fact is still an example',
    meaning:
      'The lab renders with it and points at nobody. Putting it on a server refuses until the fact is filled in.',
    bad: "// in main.ts\ndomain: placeholder('lab.example.com'),",
    good: "// in main.ts\ndomain: 'lab.your-own-domain.net',",
    mistakes: [],
  },
  {
    code: 'secret-plain',
    family: 'data',
    severity: 'error',
    title: 'A Secret can be read by whoever reads the repository',
    meaning:
      'Base64 hides nothing, and what was pushed once stays in the history. Secrets belong into secrets/, encrypted with SOPS; what a chart makes stays on the cluster.',
    bad: 'apiVersion: v1\nkind: Secret\nmetadata: { name: grafana-admin, namespace: monitoring }\nstringData: { password: example }',
    good: "apiVersion: v1\nkind: Secret\nmetadata: { name: grafana-admin, namespace: monitoring }\nstringData: { password: 'ENC[AES256_GCM]' }\nsops: { mac: 'ENC[AES256_GCM]' }",
    mistakes: [66],
  },
  {
    code: 'secret-unencrypted',
    family: 'data',
    severity: 'error',
    title: 'A file in `secrets/` is not encrypted',
    meaning:
      'Its name says that it is, and nothing else looks: the plain text goes into the repository, and Flux applies it as it stands.',
    bad: '# file: secrets/grafana-admin.sops.yaml\napiVersion: v1\nkind: Secret\nmetadata: { name: grafana-admin, namespace: monitoring }\nstringData: { password: example }\n',
    good: GOOD,
    mistakes: [67],
  },
  {
    code: 'secret-partial',
    family: 'data',
    severity: 'error',
    title: 'A value in an encrypted file is plain',
    meaning:
      'Somebody added it without sops, or `encrypted_regex` does not name it. It can be read by all, and Flux refuses the file: its seal no longer fits.',
    bad: `${RULES}${encrypted('password: example', OURS)}`,
    good: GOOD,
    mistakes: [67],
  },
  {
    code: 'secret-hidden',
    family: 'data',
    severity: 'error',
    title: 'Fields that Flux must read are encrypted',
    meaning:
      'Without `encrypted_regex` sops encrypts everything, the kind and the name as well. Flux cannot tell what the object is, and builds nothing of the layer.',
    bad: `${RULES}${encrypted("password: 'ENC[AES256_GCM]'", OURS, "'ENC[AES256_GCM]'")}`,
    good: GOOD,
    mistakes: [],
  },
  {
    code: 'secret-recipient',
    family: 'data',
    severity: 'error',
    title: 'A secret is encrypted for the wrong keys',
    meaning:
      'Flux holds one key. A file that was not encrypted for it cannot be decrypted, and nothing of secrets/ is applied; a key that .sops.yaml no longer names can still read the file.',
    bad: `${RULES}${encrypted("password: 'ENC[AES256_GCM]'", OTHER)}`,
    good: GOOD,
    mistakes: [68],
  },
  {
    code: 'sops-rule',
    family: 'data',
    severity: 'error',
    title: '`.sops.yaml` cannot be used',
    meaning:
      '`sops` takes the first creation rule whose path fits. Without one, or with a recipient that is no key, it refuses to encrypt.',
    bad: RULES.replace(OURS, 'age1short'),
    good: RULES,
    mistakes: [68],
  },
  {
    code: 'secret-unreadable',
    family: 'data',
    severity: 'error',
    title: 'A file in `secrets/` is no YAML that can be read',
    meaning: 'Flux builds the folder as a whole: with one broken file none of the secrets is applied.',
    bad: '# file: secrets/grafana-admin.sops.yaml\nkind: [Secret\n',
    good: GOOD,
    mistakes: [],
  },
  {
    code: 'secret-unused',
    family: 'data',
    severity: 'notice',
    title: 'Nobody uses a secret',
    meaning: 'No layer declares it and no object names it. It is left over, or its name is misspelt.',
    bad: GOOD,
    good: `${GOOD}# file: dist/monitoring/serviceaccount-grafana.yaml
apiVersion: v1
kind: ServiceAccount
metadata: { name: grafana, namespace: monitoring }
imagePullSecrets: [{ name: grafana-admin }]
`,
    mistakes: [],
  },
];
