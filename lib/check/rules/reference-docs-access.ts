import type { RuleDoc } from '../rule.ts';

const rule = { family: 'reference', severity: 'error' } as const;

function binding(role: string, account: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: web, namespace: default }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }
subjects: [{ kind: ServiceAccount, name: ${account}, namespace: default }]
`;
}

function configMap(namespace: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: ${namespace} }
data: { mode: fast }
---
apiVersion: v1
kind: Namespace
metadata: { name: staging }
`;
}

/** Rules about namespaces and rights. */
export const ACCESS_DOCS: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'namespace-missing',
    title: 'An object is in a namespace that nobody declares',
    meaning:
      'The API server refuses every object in it, and Flux applies nothing of the layer. It is told once for each namespace, at the first object in it.',
    bad: configMap('stagin'),
    good: configMap('staging'),
    mistakes: [23],
  },
  {
    ...rule,
    code: 'role-missing',
    title: 'A binding names a role that is not there',
    meaning:
      'The API server takes the binding, which grants nothing: whoever is bound is refused whatever it asks for. Roles that Kubernetes brings count as there.',
    bad: binding('viewer', 'default'),
    good: binding('view', 'default'),
    mistakes: [],
  },
  {
    ...rule,
    code: 'binding-subject-missing',
    title: 'A binding grants rights to a service account that is not there',
    meaning: 'The rights go to nobody, and the pod that runs as another account is refused.',
    bad: binding('view', 'web'),
    good: binding('view', 'default'),
    mistakes: [33],
  },
];
