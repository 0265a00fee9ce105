import { judgeLabelName, judgeServiceName, judgeSubdomainName } from '../../values/dns-name.ts';
import { judgeAnnotationKey, judgeLabelKey, judgeLabelValue } from '../../values/label.ts';
import type { Judge } from '../../values/refusal.ts';
import { textJudge } from '../../values/text.ts';
import { quoted } from '../../values/value-error.ts';
import type { Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { spell } from '../spell.ts';
import { type Place, REFUSED } from './fault.ts';
import type { Shape } from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Most bytes that the annotations of an object have together. */
const MOST_BYTES = 256 * 1024;

/** A name that is one segment of a URL's path: `system:node` is one. */
const judgeSegment = textJudge('a name without / and %', (text) =>
  text !== '' && text !== '.' && text !== '..' && !/[/%]/.test(text) ? undefined : 'Write a name without / and %.',
);

/** Pods of these carry the name in a label or a host name beside what the controller adds. */
const judgeShortName: Judge = (value) =>
  judgeSubdomainName(value) ??
  (spell(value).length > 52
    ? { expected: 'a name of at most 52 characters', fix: `Shorten it by ${spell(value).length - 52}.` }
    : undefined);

const nameJudges: Readonly<Record<string, Judge>> = {
  '/Namespace': judgeLabelName,
  '/Service': judgeServiceName,
  'apiregistration.k8s.io/APIService': judgeSegment,
  'apps/StatefulSet': judgeShortName,
  'batch/CronJob': judgeShortName,
  'certificates.k8s.io/ClusterTrustBundle': () => undefined,
  'networking.k8s.io/IPAddress': () => undefined,
  'rbac.authorization.k8s.io/ClusterRole': judgeSegment,
  'rbac.authorization.k8s.io/ClusterRoleBinding': judgeSegment,
  'rbac.authorization.k8s.io/Role': judgeSegment,
  'rbac.authorization.k8s.io/RoleBinding': judgeSegment,
};

/** Most texts that a judge remembers. */
const MOST_TEXTS = 10_000;

/** A judge that remembers what it accepted: the same few texts stand in every object of a lab. */
function remembering(judge: Judge): Judge {
  const accepted = new Set<unknown>();
  return (value) => {
    if (accepted.has(value)) return undefined;
    const refusal = judge(value);
    if (!refusal && accepted.size < MOST_TEXTS) accepted.add(value);
    return refusal;
  };
}

const labelKey = remembering(judgeLabelKey);
const labelValue = remembering(judgeLabelValue);
const annotationKey = remembering(judgeAnnotationKey);
const namespaceName = remembering(judgeLabelName);

/** Judges the name and the namespace of an object, by the rules of its kind. */
export function judgeIdentity(group: string, kind: string, metadata: Fields, place: Place): void {
  const { name, namespace } = metadata;
  if (name === undefined || name === null || name === '') {
    const message = 'The object has no name: Flux applies objects by their names, and cannot apply this one';
    place.tell('schema-required', ['metadata', 'name'], message, 'Write metadata.name.');
  } else {
    refuse('schema-name', nameJudges[`${group}/${kind}`] ?? judgeSubdomainName, name, ['metadata', 'name'], place);
  }
  if (namespace !== undefined && namespace !== null && namespace !== '') {
    refuse('schema-name', namespaceName, namespace, ['metadata', 'namespace'], place);
  }
}

/** Judges a map of labels, wherever one stands: also a selector is one. */
export function judgeLabels(labels: unknown, field: string, place: Place): void {
  const map = record(labels);
  for (const key of Object.keys(map)) {
    if (labelKey(key)) refuse('schema-label', labelKey, key, [field, key], place);
    else refuse('schema-label', labelValue, map[key], [field, key], place);
  }
}

const objectMeta: Shape = (value, place) => {
  judgeLabels(value['labels'], 'labels', place);
  let bytes = 0;
  for (const [key, annotation] of Object.entries(record(value['annotations']))) {
    refuse('schema-annotation', annotationKey, key, ['annotations', key], place);
    if (typeof annotation === 'string') bytes += Buffer.byteLength(key) + Buffer.byteLength(annotation);
  }
  if (bytes <= MOST_BYTES) return;
  const message = `The annotations have ${bytes} bytes together, ${MOST_BYTES} are the most: ${REFUSED}`;
  place.tell('schema-size', ['annotations'], message, 'Keep long texts in a ConfigMap.');
};

const labelSelector: Shape = (value, place) => {
  judgeLabels(value['matchLabels'], 'matchLabels', place);
  for (const [index, expression] of list(value['matchExpressions']).entries()) {
    const { operator, values } = record(expression);
    const count = list(values).length;
    const wants = operator === 'In' || operator === 'NotIn';
    if (wants ? count > 0 : count === 0 || (operator !== 'Exists' && operator !== 'DoesNotExist')) continue;
    const message = `The operator ${quoted(operator)} takes ${wants ? 'one or more values' : 'no values'}: ${REFUSED}`;
    const steps = ['matchExpressions', index, 'values'];
    place.tell('schema-selector', steps, message, wants ? 'Write the values to compare with.' : 'Remove the values.');
  }
};

/** Shapes of what names and selects objects. */
export const metadataShapes: Readonly<Record<string, Shape>> = {
  LabelSelector: labelSelector,
  ObjectMeta: objectMeta,
};

/** What is no text is told as a wrong type. */
function refuse(code: string, judge: Judge, value: unknown, steps: readonly Step[], place: Place): void {
  if (typeof value !== 'string') return;
  const refusal = judge(value);
  if (refusal) place.tell(code, steps, `${quoted(value)} is not ${refusal.expected}: ${REFUSED}`, refusal.fix);
}
