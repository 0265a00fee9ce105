import { judgeImage, judgePinnedImage } from '../../values/image.ts';
import { nearest } from '../../values/nearest.ts';
import { adviseMemory, judgeCpu, judgeMemory, judgeQuantity, Quantity } from '../../values/quantity.ts';
import type { Judge } from '../../values/refusal.ts';
import { quoted } from '../../values/value-error.ts';
import { list, record } from '../pods.ts';
import { type Place, REFUSED } from './fault.ts';
import { judgeLabels } from './object-metadata.ts';
import type { Shape } from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

const standard = ['cpu', 'memory', 'ephemeral-storage'];

const judges: Readonly<Record<string, Judge>> = {
  cpu: judgeCpu,
  memory: judgeMemory,
  'ephemeral-storage': judgeMemory,
};

/** Containers of a pod, and what they share. */
const podSpec: Shape = (value, place) => {
  const { containers, initContainers } = value;
  judgeLabels(value['nodeSelector'], 'nodeSelector', place);
  if (Array.isArray(containers) && containers.length === 0) {
    place.tell('schema-required', ['containers'], `The pod has no container: ${REFUSED}`, 'Write a container.');
  }
  const names = new Set(list(containers).map((container) => record(container)['name']));
  for (const [index, container] of list(initContainers).entries()) {
    const { name } = record(container);
    if (typeof name !== 'string' || !names.has(name)) continue;
    const message = `${quoted(name)} is the name of a container, too: ${REFUSED}`;
    place.tell('schema-duplicate', ['initContainers', index, 'name'], message, 'Give one of the two another name.');
  }
};

const container: Shape = (value, place) => {
  const { image, env, ports } = value;
  if (image === undefined || image === null || image === '') {
    place.tell('schema-required', ['image'], `The container has no image: ${REFUSED}`, 'Write image with its tag.');
  } else if (typeof image === 'string' && !judgeImage(image)) {
    const loose = judgePinnedImage(image);
    if (loose) {
      const message = `${quoted(image)} names no version: each pull may bring another one, and nothing leads back`;
      place.tell('schema-image-tag', ['image'], message, loose.fix);
    }
  }
  for (const [index, entry] of list(env).entries()) envVar(record(entry), index, place);
  uniquePortNames(list(ports), place);
};

function envVar({ name, value, valueFrom }: Fields, index: number, place: Place): void {
  const steps = ['env', index];
  if (typeof name === 'string' && name !== '' && !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) {
    const message = `${quoted(name)} is no name of a variable: ${REFUSED}`;
    const hint = 'Write letters, digits, hyphens, underscores and dots, no digit first.';
    place.tell('schema-name', [...steps, 'name'], message, hint);
  }
  if (typeof value === 'string' && value !== '' && valueFrom !== undefined && valueFrom !== null) {
    const message = `The variable has both a value and a valueFrom: ${REFUSED}`;
    place.tell('schema-conflict', steps, message, 'Keep one of value and valueFrom.');
  }
  const sources = Object.entries(record(valueFrom)).filter(([, source]) => source !== null);
  if (valueFrom !== undefined && valueFrom !== null && sources.length !== 1) {
    const message = `valueFrom names ${sources.length} sources, one is expected: ${REFUSED}`;
    const hint = 'Write one of secretKeyRef, configMapKeyRef, fieldRef and resourceFieldRef.';
    place.tell('schema-conflict', [...steps, 'valueFrom'], message, hint);
  }
}

function uniquePortNames(ports: readonly unknown[], place: Place): void {
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const { name } = record(port);
    if (typeof name !== 'string' || name === '') continue;
    if (seen.has(name)) {
      const message = `Two ports of the container are named ${quoted(name)}: ${REFUSED}`;
      place.tell('schema-duplicate', ['ports', index, 'name'], message, 'Give one of the two another name.');
    }
    seen.add(name);
  }
}

/** Requests and limits of a container: their names, their amounts, and that no request is above its limit. */
const resourceRequirements: Shape = (value, place) => {
  const requests = record(value['requests']);
  const limits = record(value['limits']);
  for (const [side, amounts] of Object.entries({ requests, limits })) {
    for (const [name, amount] of Object.entries(amounts)) resource(name, amount, [side, name], place);
  }
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (!isQuantity(request) || !isQuantity(limit) || Quantity.parse(request).compare(Quantity.parse(limit)) <= 0)
      continue;
    const message = `The request for ${name}, ${request}, is above the limit, ${limit}: ${REFUSED}`;
    place.tell('schema-limit', ['requests', name], message, `Raise the limit to ${request}, or lower the request.`);
  }
};

function resource(name: string, amount: unknown, steps: readonly string[], place: Place): void {
  // A claim's resources have the same schema; the claim itself judges its storage.
  if (name === 'storage') return;
  if (!standard.includes(name) && !name.includes('/') && !name.startsWith('hugepages-')) {
    const meant = nearest(name, standard);
    const message = `${quoted(name)} is no resource of a container (${standard.join(', ')}): ${REFUSED}`;
    place.tell(
      'schema-enum',
      steps,
      message,
      meant ? `Did you mean ${meant}?` : `Write one of ${standard.join(', ')}.`,
    );
    return;
  }
  if (!isQuantity(amount)) return;
  const refusal = judges[name]?.(amount);
  if (refusal) {
    const message = `${quoted(amount)} is not ${refusal.expected}: the API server takes it, and no container starts with it`;
    place.tell('schema-quantity', steps, message, refusal.fix);
    return;
  }
  const advice = name === 'memory' && typeof amount === 'string' ? adviseMemory(amount) : undefined;
  if (advice === undefined) return;
  const message = `${quoted(amount)} is in powers of ten, less than the same number with an i: the container may run out of memory early`;
  place.tell('schema-memory-unit', steps, message, advice);
}

function isQuantity(value: unknown): value is string | number {
  return judgeQuantity(value) === undefined;
}

/** A volume has one source. */
const volume: Shape = (value, place) => {
  const sources = Object.keys(value).filter((key) => key !== 'name' && value[key] !== null);
  if (sources.length < 2) return;
  const message = `The volume has ${sources.length} sources (${sources.join(', ')}), one is expected: ${REFUSED}`;
  place.tell('schema-conflict', [], message, `Keep one of ${sources.join(', ')}.`);
};

const actions = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

const probe: Shape = (value, place) => {
  const given = actions.filter((action) => value[action] !== undefined && value[action] !== null);
  if (given.length === 1) return;
  const what = given.length === 0 ? 'no action' : `${given.length} actions (${given.join(', ')})`;
  const message = `The probe has ${what}, one is expected: ${REFUSED}`;
  place.tell('schema-conflict', [], message, `Write one of ${actions.join(', ')}.`);
};

/** Shapes of pods and what is in them. */
export const podShapes: Readonly<Record<string, Shape>> = {
  Container: container,
  PodSpec: podSpec,
  Probe: probe,
  ResourceRequirements: resourceRequirements,
  Volume: volume,
};
