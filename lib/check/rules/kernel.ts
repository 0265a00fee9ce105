import type { RuleDoc } from '../rule.ts';

const LAB = "new Cluster({ name: 'lab', ... })";

/** What the kernel and the type check tell while a lab is rendered, for `explain` and the catalogue. They are not run again. */
export const kernelRules: readonly RuleDoc[] = [
  {
    code: 'value',
    family: 'check',
    severity: 'error',
    title: 'A fact or a property of the composition is refused',
    meaning:
      'The value would be refused by Kubernetes, Flux, LVM or Google Cloud, or mean something else than it seems to.',
    bad: "volumes: [{ name: 'www', size: '1GB', path: '/srv', storageClass }]",
    good: "volumes: [{ name: 'www', size: '1Gi', path: '/srv', storageClass }]",
    mistakes: [44, 45],
  },
  {
    code: 'type',
    family: 'check',
    severity: 'error',
    title: 'The TypeScript compiler refuses a line',
    meaning:
      'A field that no type knows is dropped in silence when the lab is rendered, so nothing is written before the types are right.',
    bad: 'spec: { repicas: 2 }',
    good: 'spec: { replicas: 2 }',
    mistakes: [37, 41, 42, 53],
  },
  {
    code: 'main',
    family: 'check',
    severity: 'error',
    title: 'The run of main.ts threw, or has no lab',
    meaning: 'Without a lab there is nothing to render. main.ts ends with `export default lab;`.',
    bad: LAB,
    good: `const lab = ${LAB};\nexport default lab;`,
    mistakes: [],
  },
  {
    code: 'construct',
    family: 'check',
    severity: 'error',
    title: 'A construct says that it is not valid',
    meaning: 'cdk8s and its constructs judge themselves before they are rendered; what they refuse would not work.',
    bad: 'new kplus.Deployment(layer, "app")',
    good: 'new kplus.Deployment(layer, "app", { containers: [{ image: "nginx:1.27.5" }] })',
    mistakes: [],
  },
  {
    code: 'track-chart',
    family: 'check',
    severity: 'error',
    title: 'A release names a chart that the track has not got',
    meaning: 'Only charts whose version was tested on the Kubernetes of the track are installed.',
    bad: "new Release(layer, 'thanos', { chart: 'tanos', values: {} })",
    good: "new Release(layer, 'thanos', { chart: 'thanos', values: {} })",
    mistakes: [],
  },
  {
    code: 'foreign-file',
    family: 'check',
    severity: 'error',
    title: 'A file in dist/ or flux/ was not rendered from main.ts',
    meaning: 'Flux would apply it, although nothing in the lab knows of it. It is never deleted.',
    bad: 'dist/web/by-hand.yaml',
    good: "layer.add({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } })",
    mistakes: [],
  },
];
