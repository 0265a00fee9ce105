import { quoted } from '../../values/value-error.ts';
import { list, record } from '../pods.ts';
import { type Place, REFUSED } from './fault.ts';
import type { Shape } from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A controller of pods that run for good. */
const controller: Shape = (value, place) => {
  selector(value, place);
  const { restartPolicy } = podOf(value);
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never') return;
  const message = `${quoted(restartPolicy)} is not Always, the only policy of pods that a controller keeps running: ${REFUSED}`;
  place.tell('schema-restart-policy', ['template', 'spec', 'restartPolicy'], message, 'Leave restartPolicy out.');
};

function podOf(value: Fields): Fields {
  return record(record(value['template'])['spec']);
}

/** The labels of the template have to satisfy the selector: the controller would not know its own pods. */
function selector(value: Fields, place: Place): void {
  const given = record(value['selector']);
  const wanted = record(given['matchLabels']);
  const expressions = list(given['matchExpressions']);
  if (value['selector'] === undefined || value['selector'] === null) return;
  if (Object.keys(wanted).length === 0 && expressions.length === 0) {
    const message = `The selector is empty: ${REFUSED}`;
    place.tell('schema-selector', ['selector'], message, 'Write matchLabels with a label of the template.');
    return;
  }
  const labels = record(record(record(value['template'])['metadata'])['labels']);
  for (const [key, label] of Object.entries(wanted)) {
    if (labels[key] === label || typeof label !== 'string') continue;
    const has = Object.hasOwn(labels, key) ? quoted(labels[key]) : 'no such label';
    const message = `The selector wants ${key}: ${quoted(label)}, the template has ${has}: ${REFUSED}`;
    const hint = `Give the template the label ${key}: ${label}, or correct the selector.`;
    place.tell('schema-selector', ['selector', 'matchLabels', key], message, hint);
  }
  for (const [index, expression] of expressions.entries()) {
    if (fits(record(expression), labels)) continue;
    const message = `The template's labels do not satisfy this part of the selector: ${REFUSED}`;
    const hint = 'Correct the labels of the template, or the selector.';
    place.tell('schema-selector', ['selector', 'matchExpressions', index], message, hint);
  }
}

function fits({ key, operator, values }: Fields, labels: Fields): boolean {
  if (typeof key !== 'string') return true;
  const has = Object.hasOwn(labels, key);
  if (operator === 'In') return has && list(values).includes(labels[key]);
  if (operator === 'NotIn') return !has || !list(values).includes(labels[key]);
  return operator === 'Exists' ? has : operator !== 'DoesNotExist' || !has;
}

const deployment: Shape = (value, place) => {
  controller(value, place);
  const { type, rollingUpdate } = record(value['strategy']);
  if (type === 'Recreate' && rollingUpdate !== undefined && rollingUpdate !== null) {
    const message = `strategy.rollingUpdate stands beside type Recreate: ${REFUSED}`;
    place.tell('schema-conflict', ['strategy', 'rollingUpdate'], message, 'Remove rollingUpdate.');
  }
  const { maxSurge, maxUnavailable } = record(rollingUpdate);
  const isNone = (amount: unknown) => amount === 0 || amount === '0%';
  if (!isNone(maxSurge) || !isNone(maxUnavailable)) return;
  const message = `maxSurge and maxUnavailable are both 0, so no pod could ever be replaced: ${REFUSED}`;
  place.tell('schema-conflict', ['strategy', 'rollingUpdate'], message, 'Write 1 for one of the two.');
};

/** Pods of a job end: the default policy, Always, is refused. */
const job: Shape = (value, place) => {
  const pod = podOf(value);
  const { restartPolicy } = pod;
  if (restartPolicy === 'OnFailure' || restartPolicy === 'Never' || Object.keys(pod).length === 0) return;
  const what = restartPolicy === undefined || restartPolicy === null ? 'is missing' : `is ${quoted(restartPolicy)}`;
  const message = `restartPolicy ${what}; the pods of a job take OnFailure or Never: ${REFUSED}`;
  place.tell(
    'schema-restart-policy',
    ['template', 'spec', 'restartPolicy'],
    message,
    'Write restartPolicy: OnFailure.',
  );
};

const horizontalPodAutoscaler: Shape = ({ minReplicas, maxReplicas }, place) => {
  if (typeof minReplicas !== 'number' || typeof maxReplicas !== 'number' || minReplicas <= maxReplicas) return;
  const message = `minReplicas, ${minReplicas}, is above maxReplicas, ${maxReplicas}: ${REFUSED}`;
  place.tell('schema-range', ['maxReplicas'], message, `Write ${minReplicas} or more.`);
};

const podDisruptionBudget: Shape = ({ minAvailable, maxUnavailable }, place) => {
  if (minAvailable === undefined || minAvailable === null || maxUnavailable === undefined || maxUnavailable === null)
    return;
  const message = `minAvailable and maxUnavailable exclude each other: ${REFUSED}`;
  place.tell('schema-conflict', [], message, 'Keep one of the two.');
};

/** Shapes of what keeps pods running. */
export const workloadShapes: Readonly<Record<string, Shape>> = {
  DaemonSetSpec: controller,
  DeploymentSpec: deployment,
  HorizontalPodAutoscalerSpec: horizontalPodAutoscaler,
  JobSpec: job,
  PodDisruptionBudgetSpec: podDisruptionBudget,
  ReplicaSetSpec: controller,
  StatefulSetSpec: controller,
};
