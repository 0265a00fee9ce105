import type { Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { type AmountReader, type Amounts, atLeast, NOTHING, plus } from './amounts.ts';

/**
 * What the scheduler keeps free for one pod: the containers together, or the largest init container when that is more
 * (with the sidecars that started before it), and the runtime's overhead. A limit without a request is the request.
 */
export function requestOf(spec: Readonly<Record<string, unknown>>, reader: AmountReader): Amounts {
  let running = NOTHING;
  let starting = NOTHING;
  for (const container of list(spec['initContainers'])) {
    const request = containerRequest(container, reader);
    starting = atLeast(starting, plus(running, request));
    if (record(container)['restartPolicy'] === 'Always') running = plus(running, request);
  }
  for (const container of list(spec['containers'])) running = plus(running, containerRequest(container, reader));
  const most = atLeast(running, starting);
  return { ...plus(most, amountsOf(record(spec['overhead']), reader)), pods: 1 };
}

/** Place of the largest request for a resource in a pod's spec, from that spec on. */
export function placeOfRequest(
  spec: Readonly<Record<string, unknown>>,
  resource: keyof Amounts,
  reader: AmountReader,
): Step[] {
  let place: Step[] = [];
  let most = 0;
  for (const key of ['containers', 'initContainers']) {
    list(spec[key]).forEach((container, i) => {
      const amount = containerRequest(container, reader)[resource];
      if (amount <= most) return;
      most = amount;
      place = [key, i, 'resources'];
    });
  }
  return place;
}

function containerRequest(container: unknown, reader: AmountReader): Amounts {
  const resources = record(record(container)['resources']);
  return amountsOf({ ...record(resources['limits']), ...record(resources['requests']) }, reader);
}

function amountsOf(given: Readonly<Record<string, unknown>>, reader: AmountReader): Amounts {
  return {
    cpu: reader.milli(given['cpu']),
    memory: reader.bytes(given['memory']),
    ephemeral: reader.bytes(given['ephemeral-storage']),
    pods: 0,
  };
}
