import { list, record } from '../pods.ts';
import { type Place, REFUSED } from './fault.ts';
import type { Shape } from './shapes.ts';

/** A service account among the subjects needs its namespace: none is filled in. */
const binding: Shape = ({ subjects }, place) => {
  for (const [index, subject] of list(subjects).entries()) {
    const { kind, namespace } = record(subject);
    if (kind !== 'ServiceAccount' || (typeof namespace === 'string' && namespace !== '')) continue;
    const message = `The service account has no namespace: ${REFUSED}`;
    place.tell(
      'schema-required',
      ['subjects', index, 'namespace'],
      message,
      'Write the namespace of the service account.',
    );
  }
};

function policyRules(clusterWide: boolean): Shape {
  return ({ rules }, place) => {
    for (const [index, rule] of list(rules).entries()) policyRule(record(rule), index, clusterWide, place);
  };
}

function policyRule(rule: Readonly<Record<string, unknown>>, index: number, clusterWide: boolean, place: Place): void {
  const urls = list(rule['nonResourceURLs']).length > 0;
  const resources = list(rule['resources']).length > 0;
  const groups = list(rule['apiGroups']).length > 0;
  const told = (field: string, what: string, hint: string) =>
    place.tell('schema-required', ['rules', index, field], `${what}: ${REFUSED}`, hint);
  if (Array.isArray(rule['verbs']) && rule['verbs'].length === 0)
    told('verbs', 'The rule has no verb', 'Write a verb, such as get.');
  if (urls && (!clusterWide || resources || groups)) {
    const message = `nonResourceURLs stand ${clusterWide ? 'beside resources' : 'in a Role'}: ${REFUSED}`;
    const hint = 'Write them as a rule of their own in a ClusterRole.';
    place.tell('schema-conflict', ['rules', index, 'nonResourceURLs'], message, hint);
    return;
  }
  if (urls) return;
  if (!groups) told('apiGroups', 'The rule has no apiGroups', "Write apiGroups: [''] for the core group.");
  if (!resources) told('resources', 'The rule has no resources', 'Write the resources that it is about, such as pods.');
}

/** Shapes of roles and who has them. */
export const rightsShapes: Readonly<Record<string, Shape>> = {
  ClusterRole: policyRules(true),
  ClusterRoleBinding: binding,
  Role: policyRules(false),
  RoleBinding: binding,
};
