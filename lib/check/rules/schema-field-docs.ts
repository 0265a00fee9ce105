import type { RuleDoc } from '../rule.ts';
import { changed, deployment, door, helmRelease, withContainer, withPod } from './schema-samples.ts';

/** Rules about the fields of an object: which there are, and of what type and form. */
export const fieldDocs: readonly RuleDoc[] = [
  {
    code: 'schema-field',
    family: 'schema',
    severity: 'error',
    title: 'The object has a field that its kind does not know',
    meaning:
      'What Flux applies itself is refused with it. In what a release makes, the API server drops the field without a word, and the setting never comes to be.',
    bad: changed(deployment, 'replicas', 'repicas'),
    good: deployment,
    mistakes: [9, 37],
  },
  {
    code: 'schema-type',
    family: 'schema',
    severity: 'error',
    title: 'A value is of the wrong type',
    meaning:
      'A number stands where a text belongs, or a text where a number does. YAML decides by the quotes: 8080 is a number, "8080" a text; true, yes and 1.10 are no texts either. The API server refuses the object.',
    bad: withContainer('env:\n  - name: PORT\n    value: 8080\n'),
    good: withContainer('env:\n  - name: PORT\n    value: "8080"\n'),
    mistakes: [17, 41, 42, 43, 53],
  },
  {
    code: 'schema-required',
    family: 'schema',
    severity: 'error',
    title: 'A required field is missing',
    meaning: 'The API server refuses the object: the field has no default.',
    bad: changed(deployment, 'name: web\n          image', 'image'),
    good: deployment,
    mistakes: [],
  },
  {
    code: 'schema-enum',
    family: 'schema',
    severity: 'error',
    title: 'A value is not one of those allowed',
    meaning: 'Only certain words are allowed here, and upper case counts. The API server refuses the object.',
    bad: withContainer('imagePullPolicy: always\n'),
    good: withContainer('imagePullPolicy: Always\n'),
    mistakes: [39],
  },
  {
    code: 'schema-range',
    family: 'schema',
    severity: 'error',
    title: 'A number, a length or a count is out of range',
    meaning: 'The schema, or the code of the API server, sets the bounds. The object is refused.',
    bad: changed(
      helmRelease,
      'releaseName: web',
      'releaseName: a-release-name-that-nobody-would-ever-want-to-type-by-hand',
    ),
    good: helmRelease,
    mistakes: [10],
  },
  {
    code: 'schema-pattern',
    family: 'schema',
    severity: 'error',
    title: 'A text does not have the form that its field wants',
    meaning: 'Durations, versions and addresses have forms of their own. The API server refuses the object.',
    bad: changed(helmRelease, '10m', '10minutes'),
    good: helmRelease,
    mistakes: [17, 63],
  },
  {
    code: 'schema-format',
    family: 'schema',
    severity: 'error',
    title: 'A value is no address, no network, no host, no path or no date',
    meaning: 'The API server reads the value and cannot. It refuses the object.',
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: from-home
  namespace: web
spec:
  podSelector: {}
  ingress:
    - from:
        - ipBlock:
            cidr: 192.168.1.0
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: from-home
  namespace: web
spec:
  podSelector: {}
  ingress:
    - from:
        - ipBlock:
            cidr: 192.168.1.0/24
`,
    mistakes: [],
  },
  {
    code: 'schema-form',
    family: 'schema',
    severity: 'error',
    title: 'A value has none, or too many, of the forms that its schema allows',
    meaning: 'The schema offers alternatives that exclude each other. The API server refuses the object.',
    bad: changed(door, 'key: brass', 'key: brass\n  code: brass'),
    good: door,
    mistakes: [],
  },
  {
    code: 'schema-cel',
    family: 'schema',
    severity: 'error',
    title: 'A rule of the definition does not hold',
    meaning:
      'Definitions of custom resources bring rules of their own, such as that two fields exclude each other. The API server evaluates them and refuses the object.',
    bad: changed(door, 'key: brass', 'key: brass\n  code: brass'),
    good: door,
    mistakes: [9],
  },
  {
    code: 'schema-duplicate',
    family: 'schema',
    severity: 'error',
    title: 'An item of a list is there twice',
    meaning:
      'The API server merges such lists by a key and cannot tell the two apart: containers, volumes and variables by their names, ports by number and protocol. It refuses the object.',
    bad: withContainer('ports:\n  - name: http\n    containerPort: 80\n  - name: web\n    containerPort: 80\n'),
    good: withContainer('ports:\n  - name: http\n    containerPort: 80\n  - name: web\n    containerPort: 81\n'),
    mistakes: [],
  },
  {
    code: 'schema-conflict',
    family: 'schema',
    severity: 'error',
    title: 'Two fields exclude each other',
    meaning:
      'Each is right by itself; together they contradict each other, or the one that is needed is missing. The API server refuses the object.',
    bad: withPod('volumes:\n  - name: cache\n    emptyDir: {}\n    hostPath:\n      path: /srv/cache\n'),
    good: withPod('volumes:\n  - name: cache\n    emptyDir: {}\n'),
    mistakes: [],
  },
];
