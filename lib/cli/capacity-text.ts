import type { Amounts } from '../check/capacity/amounts.ts';
import type { Capacity } from '../check/capacity/usage.ts';
import { tableLines } from './table.ts';

const GIB = 2 ** 30;

/** Who uses how much, what there is on each node and in each device class, as a table. */
export function capacityText(capacity: Capacity): string {
  const header = ['', 'cores', 'memory GiB', 'ephemeral GiB', 'pods', 'volumes GiB'];
  const claimed = capacity.pools.reduce((sum, pool) => sum + pool.claimedBytes, 0);
  const rows = [
    ...capacity.rows.map(({ name, requests, storage }) => row(name, requests, total(storage.values()))),
    row('all', capacity.requests, claimed),
    ...capacity.nodes.map(({ name, allocatable }) => row(`node ${name} has`, allocatable, undefined)),
    ...capacity.pools.map((pool) => row(`${pool.deviceClass} has`, undefined, pool.sizeBytes - pool.spareBytes)),
  ];
  const unknown = capacity.unrendered.map(
    (release) => `not counted, since its chart is not rendered here: pods of ${release}`,
  );
  return [...tableLines(header, rows), ...unknown].join('\n');
}

function row(name: string, amounts: Amounts | undefined, volumes: number | undefined): string[] {
  const gib = (bytes: number | undefined, digits: number) => (bytes === undefined ? '' : (bytes / GIB).toFixed(digits));
  return [
    name,
    amounts ? (amounts.cpu / 1000).toFixed(2) : '',
    gib(amounts?.memory, 1),
    gib(amounts?.ephemeral, 1),
    amounts ? String(amounts.pods) : '',
    gib(volumes, 0),
  ];
}

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
