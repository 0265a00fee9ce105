import type { RuleDoc } from '../rule.ts';

const KUSTOMIZATION = `# of layer web
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: web
  namespace: flux-system
spec:
  interval: 10m
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system`;

/** Rules about a lab as a whole: that Flux is told of every layer, and that versions are those of the track. */
export const labDocs: readonly RuleDoc[] = [
  {
    code: 'layer-kustomization',
    family: 'order',
    severity: 'error',
    title: 'Flux is not told to apply a layer as main.ts has it',
    meaning:
      'Each layer is applied by one Kustomization: with its folder, with an edge to every layer that it uses something of, and with decryption where the folder holds secrets. Without a path Flux applies the whole repository.',
    bad: KUSTOMIZATION,
    good: `${KUSTOMIZATION}\n  path: ./dist/web`,
    mistakes: [16],
  },
  {
    code: 'reference-unrendered',
    family: 'reference',
    severity: 'error',
    title: 'A reference stands for an object that its layer does not render',
    meaning: 'Whoever uses the reference names an object that will never be there, and waits for it in vain.',
    bad: "new Reference({ kind: 'ClusterIssuer', name: 'letsencrypt', provider: this, value: 'letsencrypt' })",
    good: "this.add(issuer);\nnew Reference({ kind: 'ClusterIssuer', name: 'letsencrypt', provider: this, value: 'letsencrypt' })",
    mistakes: [23, 30, 31],
  },
  {
    code: 'track-version',
    family: 'order',
    severity: 'error',
    title: 'A chart, its version or its repository is not that of the track',
    meaning:
      'The track is the set of versions that were tested together on its Kubernetes. Another one may not install, or not exist.',
    bad: "chart: 'thanos', version: '17.4.0'",
    good: "chart: 'thanos', version: '17.3.1'",
    mistakes: [5],
  },
  {
    code: 'namespace-unset',
    family: 'schema',
    severity: 'error',
    title: 'An object of a namespace names none',
    meaning: 'Flux refuses to apply it: the Kustomization of its layer sets no target namespace.',
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata: {}',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: default\ndata: {}',
    mistakes: [23],
  },
  {
    code: 'object-empty',
    family: 'schema',
    severity: 'error',
    title: 'An object says nothing of what it is for',
    meaning: 'The API server takes an object without a spec, and then nothing happens, or its controller fails at it.',
    bad: 'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: defaults\n  namespace: default',
    good: 'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: defaults\n  namespace: default\nspec:\n  limits: []',
    mistakes: [],
  },
];
