import type { RuleDoc } from '../rule.ts';
import { changed, configMap, cronJob, deployment, withContainer } from './schema-samples.ts';

/** Rules about values: amounts, times, ports, images, names. */
export const valueDocs: readonly RuleDoc[] = [
  {
    code: 'schema-quantity',
    family: 'schema',
    severity: 'error',
    title: 'An amount of a resource has no such unit, or cannot be meant',
    meaning:
      '1GB and 512mb are no quantities: the units are Ki, Mi, Gi, or k, M, G. 512m is one, of half a byte: m is a thousandth, and no container starts with that. The API server refuses the former and takes the latter.',
    bad: withContainer('resources:\n  requests:\n    memory: 1GB\n  limits:\n    memory: 1GB\n'),
    good: withContainer('resources:\n  requests:\n    memory: 1Gi\n  limits:\n    memory: 1Gi\n'),
    mistakes: [44, 45],
  },
  {
    code: 'schema-memory-unit',
    family: 'schema',
    severity: 'warning',
    title: 'An amount of memory is in powers of ten',
    meaning:
      '100M is 100,000,000 bytes, 4.6 % less than 100Mi. It is legal; where Mi was meant, the container runs out of memory early.',
    bad: withContainer('resources:\n  requests:\n    memory: 100M\n  limits:\n    memory: 100M\n'),
    good: withContainer('resources:\n  requests:\n    memory: 100Mi\n  limits:\n    memory: 100Mi\n'),
    mistakes: [45],
  },
  {
    code: 'schema-duration',
    family: 'schema',
    severity: 'error',
    title: 'A duration cannot be read',
    meaning:
      'The field is read by Go, whose largest unit is the hour: 90 days are 2160h. The webhook of cert-manager, or the controller, refuses the object.',
    bad: `apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: web
  namespace: web
spec:
  secretName: web-tls
  duration: 90d
  dnsNames: [web.example.org]
  issuerRef:
    name: ca
`,
    good: `apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: web
  namespace: web
spec:
  secretName: web-tls
  duration: 2160h
  dnsNames: [web.example.org]
  issuerRef:
    name: ca
`,
    mistakes: [72],
  },
  {
    code: 'schema-cron',
    family: 'schema',
    severity: 'error',
    title: 'A schedule cannot be read, or never comes due',
    meaning:
      'Five fields: minute, hour, day of month, month, day of week. The API server refuses a schedule that it cannot read. One such as 30 February it takes, and the job never runs.',
    bad: changed(cronJob, '1 3 * * *', '61 3 * * *'),
    good: cronJob,
    mistakes: [47],
  },
  {
    code: 'schema-port',
    family: 'schema',
    severity: 'error',
    title: 'A port is out of range, or no name of a port',
    meaning:
      'Ports go from 1 to 65535; those that Services open on the nodes from 30000 to 32767. Names have at most 15 lower-case letters, digits and hyphens. The API server refuses the object.',
    bad: `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80800
      targetPort: http
`,
    good: `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 8080
      targetPort: http
`,
    mistakes: [40, 61],
  },
  {
    code: 'schema-base64',
    family: 'schema',
    severity: 'error',
    title: 'Data is not base64',
    meaning: 'Values under data are base64, plain texts stand under stringData. The API server refuses the object.',
    bad: `apiVersion: v1
kind: Secret
metadata:
  name: web
  namespace: web
data:
  user: not base64
`,
    good: `apiVersion: v1
kind: Secret
metadata:
  name: web
  namespace: web
stringData:
  user: plain text
`,
    mistakes: [69],
  },
  {
    code: 'schema-image',
    family: 'schema',
    severity: 'error',
    title: 'An image reference cannot be read',
    meaning: 'The API server takes it. The kubelet cannot pull it, and the pod stays at InvalidImageName.',
    bad: changed(deployment, 'nginx:1.27.5', 'docker.io/Library/NGINX:1.27.5'),
    good: deployment,
    mistakes: [76],
  },
  {
    code: 'schema-image-tag',
    family: 'schema',
    severity: 'warning',
    title: 'An image has no tag, or the tag latest',
    meaning:
      'Every pull may bring another version: a restart of the node upgrades the program, and nothing leads back. A tag or a digest keeps it.',
    bad: changed(deployment, 'nginx:1.27.5', 'nginx:latest'),
    good: deployment,
    mistakes: [75],
  },
  {
    code: 'schema-name',
    family: 'schema',
    severity: 'error',
    title: 'A name breaks the rules of its kind',
    meaning:
      'Most names have lower-case letters, digits, hyphens and dots only. Services and namespaces have no dots and at most 63 characters, cron jobs and stateful sets at most 52. The API server refuses the object, or the controller cannot make its pods.',
    bad: changed(configMap, 'name: settings', 'name: My_Settings'),
    good: configMap,
    mistakes: [52],
  },
  {
    code: 'schema-label',
    family: 'schema',
    severity: 'error',
    title: 'A label breaks the rules of labels',
    meaning:
      'Keys and values have at most 63 letters, digits, hyphens, underscores and dots, and start and end with a letter or digit; a key may have a domain and a slash in front. The API server refuses the object.',
    bad: changed(configMap, 'home-lab', 'home lab'),
    good: configMap,
    mistakes: [50, 51],
  },
  {
    code: 'schema-annotation',
    family: 'schema',
    severity: 'error',
    title: 'The key of an annotation breaks the rules of keys',
    meaning:
      'At most 63 letters, digits, hyphens, underscores and dots, after an optional domain and slash. The value may be any text. The API server refuses the object.',
    bad: changed(configMap, 'note:', 'a note:'),
    good: configMap,
    mistakes: [],
  },
  {
    code: 'schema-size',
    family: 'schema',
    severity: 'error',
    title: 'An object holds more than the API server takes',
    meaning:
      'The values of a ConfigMap or a Secret have at most 1 MiB together, annotations 256 KiB. The API server refuses the object.',
    bad: `# and so on, for more than 1 MiB\n${changed(configMap, 'green', 'green, green, green, green')}`,
    good: configMap,
    mistakes: [],
  },
];
