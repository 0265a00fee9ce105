import type { RuleDoc } from '../rule.ts';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\n';

/** What is told while files are read, before there are objects to judge. */
export const readRules: readonly RuleDoc[] = [
  {
    code: 'yaml-syntax',
    family: 'schema',
    severity: 'error',
    title: 'A document is no YAML',
    meaning:
      'kubectl refuses the file, and Flux the whole layer that it is part of: nothing of the layer is applied until it is put right. Other documents of the file are judged all the same. Directives (`%YAML`) and what follows `...` are told, too, as the tools of Kubernetes do not read them as YAML says.',
    bad: `${CONFIG}data:\n  greeting: hello: world\n`,
    good: `${CONFIG}data:\n  greeting: 'hello: world'\n`,
    mistakes: [],
  },
  {
    code: 'yaml-duplicate-key',
    family: 'schema',
    severity: 'error',
    title: 'A key stands twice in one map',
    meaning:
      'kubectl takes the last of the two without a word, so that half of what is written has no effect. Flux, whose kustomize is stricter, refuses the whole layer: "mapping key already defined".',
    bad: `${CONFIG}data:\n  color: blue\n  color: green\n`,
    good: `${CONFIG}data:\n  color: green\n`,
    mistakes: [49],
  },
  {
    code: 'yaml-key',
    family: 'schema',
    severity: 'error',
    title: 'A key is a number, a boolean or a date instead of text',
    meaning:
      'Objects are JSON, and keys of JSON are text. kubectl makes text of a number, and not always the text that was written (`0123` becomes `83`). Flux refuses the whole layer: its kustomize keeps the number and then cannot write the map ("unsupported type: map[interface {}]interface {}").',
    bad: `${CONFIG}data:\n  8080: web\n`,
    good: `${CONFIG}data:\n  "8080": web\n`,
    mistakes: [],
  },
  {
    code: 'yaml-trap',
    family: 'schema',
    severity: 'warning',
    title: 'A plain value is not the text it looks like',
    meaning:
      'kubectl and Helm read YAML 1.1: `y`, `no` and `on` are booleans, `0123` is octal, `1_000` and `1.10` are numbers. Where text must be, the API server refuses them or, in values of a chart, another text arrives: the tag `1.10` becomes `1.1`. Flux reads by yet other rules: it keeps `no`, and makes a time of a date. Quotes end all of it.',
    bad: `${CONFIG}data:\n  country: NO\n`,
    good: `${CONFIG}data:\n  country: "NO"\n`,
    mistakes: [42, 43],
  },
  {
    code: 'yaml-value',
    family: 'schema',
    severity: 'error',
    title: 'A value that JSON does not have',
    meaning: 'Objects are sent as JSON, which has neither infinity nor NaN: kubectl and Flux refuse the whole file.',
    bad: `${CONFIG}data:\n  limit: .inf\n`,
    good: `${CONFIG}data:\n  limit: ".inf"\n`,
    mistakes: [],
  },
  {
    code: 'yaml-alias',
    family: 'schema',
    severity: 'error',
    title: 'An alias that cannot be resolved, or that explodes',
    meaning:
      'An alias must name an anchor of its own document that stands in front of it. One that stands inside of what it names crashes the kustomize-controller of Flux; a few lines of aliases of aliases stand for billions of values, and the API server refuses them as an attack.',
    bad: `${CONFIG}data: *defaults\n`,
    good: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\n  labels: &labels\n    app: web\n  annotations: *labels\n`,
    mistakes: [],
  },
  {
    code: 'yaml-depth',
    family: 'schema',
    severity: 'error',
    title: 'A document is nested deeper than any object',
    meaning:
      'No object of Kubernetes has half as many levels. The document is not read any further, so that a broken or hostile file cannot exhaust the stack.',
    bad: `${CONFIG}data: ${'['.repeat(120)}${']'.repeat(120)}\n`,
    good: `${CONFIG}data: {}\n`,
    mistakes: [],
  },
  {
    code: 'yaml-size',
    family: 'schema',
    severity: 'error',
    title: 'A document is too large to find out what is wrong with it',
    meaning:
      'Plainly written documents are read at any size up to the limit of a file. One with a mistake, an anchor, a tag or a tab is read the slow way, which takes a gigabyte of memory for every 10 MiB, and so only up to 2 MiB. The API server takes no object above 3 MiB.',
    bad: 'A single document of 5 MiB with a tab as indentation.',
    good: 'The same in several documents, with --- between them.',
    mistakes: [],
  },
  {
    code: 'yaml-encoding',
    family: 'schema',
    severity: 'error',
    title: 'A file is no text in UTF-8 or UTF-16',
    meaning:
      'Kubernetes reads YAML in UTF-8, and in UTF-16 with a byte order mark. Other bytes, control characters and data are refused, and with them the whole layer. The line ends U+0085, U+2028 and U+2029, which no editor shows, break a line in the middle.',
    bad: 'A file saved as Latin-1: an `é` in it is the byte E9.',
    good: 'The same file saved as UTF-8.',
    mistakes: [],
  },
  {
    code: 'object-shape',
    family: 'schema',
    severity: 'error',
    title: 'A document is no object of Kubernetes',
    meaning:
      'Every object has `apiVersion`, `kind` and `metadata.name` (or `metadata.generateName`), all of them text. kubectl and Flux refuse anything else, and Flux the whole layer with it. Documents that have none of them and that no layer applies are not judged.',
    bad: 'apiVersion: v1\nKind: ConfigMap\nmetadata:\n  name: app\n',
    good: `${CONFIG}data: {}\n`,
    mistakes: [],
  },
];
