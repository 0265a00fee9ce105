import type { RuleDoc } from '../rule.ts';
import { change, claim, deployment, issuer, release, role, service, statefulSet } from './change-samples.ts';

const ROLE_BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: backup }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: backup }
subjects: [{ kind: ServiceAccount, name: backup, namespace: default }]
---
`;

/** What the rules about changes mean. The revisions of an example stand behind `# before` and `# after`. */
export const changeDocs: readonly RuleDoc[] = [
  {
    code: 'change-immutable',
    family: 'change',
    severity: 'error',
    title: 'A field changes that is fixed once the object exists',
    meaning:
      'The API server refuses the object, and Flux then applies nothing of its layer. Selectors, the claims of a StatefulSet, the role of a binding, the class of a claim and the parameters of a storage class are fixed.',
    bad: change(deployment('app: web', 'nginx:1.27.5'), deployment('app: site', 'nginx:1.27.5')),
    good: change(deployment('app: web', 'nginx:1.27.4'), deployment('app: web', 'nginx:1.27.5')),
    mistakes: [56],
  },
  {
    code: 'change-shrink',
    family: 'change',
    severity: 'error',
    title: 'A claim becomes smaller',
    meaning:
      'A volume can grow and never shrink. The API server refuses the smaller claim, and the release or layer that it is in stops.',
    bad: change(claim('photos', '20Gi'), claim('photos', '10Gi')),
    good: change(claim('photos', '20Gi'), claim('photos', '30Gi')),
    mistakes: [57],
  },
  {
    code: 'change-data-removed',
    family: 'change',
    severity: 'error',
    title: 'The change deletes something with data in it',
    meaning:
      'A claim, a namespace, a definition or the release that they hang on is no longer rendered, and nothing keeps Flux or Helm from deleting it. A rename is a deletion, too.',
    bad: change(claim('photos', '20Gi'), claim('pictures', '20Gi')),
    good: change(claim('photos', '20Gi'), `${claim('photos', '20Gi')}\n---\n${claim('pictures', '20Gi')}`),
    mistakes: [20],
  },
  {
    code: 'change-data-left',
    family: 'change',
    severity: 'notice',
    title: 'Something with data in it stays on the cluster, unattended',
    meaning:
      'The object is no longer rendered, and its annotation keeps Flux from deleting it. It takes up its disk until somebody deletes it by hand.',
    bad: change(
      claim('photos', '20Gi').replace(
        'namespace: default',
        'namespace: default, annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }',
      ),
      service('web'),
    ),
    good: change(service('web'), service('web')),
    mistakes: [],
  },
  {
    code: 'change-removed',
    family: 'change',
    severity: 'notice',
    title: 'The change deletes objects',
    meaning:
      'Flux deletes what a pruned layer no longer has, and Helm what a chart no longer makes. Told once for each of them, with the names.',
    bad: change(`${service('web')}\n---\n${service('old')}`, service('web')),
    good: change(service('web'), `${service('web')}\n---\n${service('old')}`),
    mistakes: [],
  },
  {
    code: 'change-release-name',
    family: 'change',
    severity: 'error',
    title: 'A release is installed anew under another name or in another namespace',
    meaning:
      'Flux uninstalls the old release first. What Helm made goes with it, claims and definitions included, and pods start with empty disks.',
    bad: change(release('grafana', '12.1.8', 'grafana'), release('grafana', '12.1.8', 'dashboards')),
    good: change(release('grafana', '12.1.7', 'grafana'), release('grafana', '12.1.8', 'grafana')),
    mistakes: [],
  },
  {
    code: 'change-downgrade',
    family: 'change',
    severity: 'warning',
    title: 'A chart or an image goes back to an older version',
    meaning:
      'Data, settings and definitions that the newer version left are often unreadable to the older one. Versions that cannot be ordered are not judged.',
    bad: change(deployment('app: web', 'nginx:1.27.5'), deployment('app: web', 'nginx:1.26.3')),
    good: change(deployment('app: web', 'nginx:1.26.3'), deployment('app: web', 'nginx:1.27.5')),
    mistakes: [78],
  },
  {
    code: 'change-major',
    family: 'change',
    severity: 'warning',
    title: 'A chart takes a step that breaks those who use it',
    meaning:
      'Another major version, or below 1.0.0 another minor one, renames values and changes fixed fields. In a list of small updates it is easily overlooked.',
    bad: change(release('grafana', '11.6.1', 'grafana'), release('grafana', '12.1.8', 'grafana')),
    good: change(release('grafana', '12.0.0', 'grafana'), release('grafana', '12.1.8', 'grafana')),
    mistakes: [77],
  },
  {
    code: 'change-major-image',
    family: 'change',
    severity: 'notice',
    title: 'An image takes a step that may change its data for good',
    meaning:
      'Another major version of a program may convert its files when it starts, also when only a small version of its chart brought it.',
    bad: change(deployment('app: web', 'postgres:16.4'), deployment('app: web', 'postgres:17.1')),
    good: change(deployment('app: web', 'postgres:16.4'), deployment('app: web', 'postgres:16.6')),
    mistakes: [77],
  },
  {
    code: 'change-suspend',
    family: 'change',
    severity: 'notice',
    title: 'Something is suspended or resumed',
    meaning:
      'What is suspended stays as it is, and drifts from the repository without a word. What is resumed is applied at once, with all that has piled up.',
    bad: change(
      release('grafana', '12.1.8', 'grafana'),
      release('grafana', '12.1.8', 'grafana').replace('spec:', 'spec:\n  suspend: true'),
    ),
    good: change(release('grafana', '12.1.8', 'grafana'), release('grafana', '12.1.8', 'grafana')),
    mistakes: [],
  },
  {
    code: 'change-acme',
    family: 'change',
    severity: 'warning',
    title: 'An issuer asks another ACME server',
    meaning:
      'Nothing is issued anew because an issuer changed: certificates of the test server stay, and browsers refuse them, until they are renewed.',
    bad: change(issuer('acme-staging-v02'), issuer('acme-v02')),
    good: change(issuer('acme-v02'), issuer('acme-v02')),
    mistakes: [],
  },
  {
    code: 'change-host',
    family: 'change',
    severity: 'warning',
    title: 'A host leads to another service, and the old one is left without',
    meaning:
      'The old service still runs and can no longer be reached from outside: most likely a host was copied and not changed.',
    bad: change(
      `${service('web')}\n---\n${service('wiki')}\n---\n${ingress('web')}`,
      `${service('web')}\n---\n${service('wiki')}\n---\n${ingress('wiki')}`,
    ),
    good: change(`${service('web')}\n---\n${ingress('web')}`, `${service('wiki')}\n---\n${ingress('wiki')}`),
    mistakes: [],
  },
  {
    code: 'change-rollout',
    family: 'change',
    severity: 'notice',
    title: 'A program does not answer while the change is rolled out',
    meaning:
      'The pod of a StatefulSet with one replica, and all pods of a Deployment with strategy Recreate, end before new ones start.',
    bad: change(statefulSet('nginx:1.27.4'), statefulSet('nginx:1.27.5')),
    good: change(statefulSet('nginx:1.27.5'), statefulSet('nginx:1.27.5')),
    mistakes: [],
  },
  {
    code: 'change-privilege',
    family: 'change',
    severity: 'warning',
    title: 'A pod gets power over its node',
    meaning:
      'Privileged containers, added capabilities, folders and networks of the node are how a broken-in program takes over the machine. In an update of a chart they are easily overlooked.',
    bad: change(
      deployment('app: web', 'nginx:1.27.5'),
      deployment('app: web', 'nginx:1.27.5').replace('containers:', 'hostNetwork: true\n      containers:'),
    ),
    good: change(deployment('app: web', 'nginx:1.27.4'), deployment('app: web', 'nginx:1.27.5')),
    mistakes: [],
  },
  {
    code: 'change-rbac',
    family: 'change',
    severity: 'notice',
    title: 'An account may do more in the whole cluster',
    meaning: 'A role that is bound over the whole cluster has more permissions than before, or is newly bound.',
    bad: change(ROLE_BINDING + role('get', 'configmaps'), ROLE_BINDING + role('get, list', 'configmaps')),
    good: change(ROLE_BINDING + role('get, list', 'configmaps'), ROLE_BINDING + role('get', 'configmaps')),
    mistakes: [],
  },
  {
    code: 'change-rbac-power',
    family: 'change',
    severity: 'warning',
    title: 'An account may now do what leads to everything',
    meaning:
      'Reading all secrets, making pods, changing roles or webhooks, or any wildcard is as good as owning the cluster.',
    bad: change(ROLE_BINDING + role('get', 'configmaps'), ROLE_BINDING + role('get', 'secrets')),
    good: change(ROLE_BINDING + role('get', 'secrets'), ROLE_BINDING + role('get', 'configmaps')),
    mistakes: [],
  },
];

function ingress(name: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: site, namespace: default }
spec: { rules: [{ host: lab.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${name}, port: { number: 80 } } } }] } }] }`;
}
