import type { Amounts } from '../../check/capacity/amounts.ts';
import { type Capacity, capacityOf } from '../../check/capacity/usage.ts';
import { type Html, html, table } from '../html.ts';
import type { LabReport } from '../lab-report.ts';

const GIB = 2 ** 30;

interface Bar {
  readonly title: string;
  readonly unit: string;
  /** What there is. */
  readonly room: number;
  readonly parts: readonly { readonly name: string; readonly value: number }[];
}

const RESOURCES: readonly {
  readonly key: keyof Amounts;
  readonly title: string;
  readonly unit: string;
  readonly scale: number;
}[] = [
  { key: 'cpu', title: 'processor', unit: 'cores', scale: 1000 },
  { key: 'memory', title: 'memory', unit: 'GiB', scale: GIB },
  { key: 'ephemeral', title: 'ephemeral storage', unit: 'GiB', scale: GIB },
  { key: 'pods', title: 'pods', unit: 'pods', scale: 1 },
];

/** What is requested of the nodes and the volume groups, by layer, as bars and as a table. */
export function capacitySection({ world }: LabReport): Html {
  const capacity = capacityOf(world);
  const bars = [...nodeBars(capacity), ...poolBars(capacity)];
  return html`<section id="capacity"><h2>Capacity</h2>
<p>What all pods and claims ask for, by layer, against ${capacity.nodes.map(({ name }) => name).join(', ')} and the volume groups.</p>
${bars.map(barHtml)}
${table(
  'Who uses how much',
  ['layer or release', 'cores', 'memory GiB', 'ephemeral GiB', 'pods', 'volumes GiB'],
  capacity.rows.map(({ name, requests, storage }) => [
    name,
    (requests.cpu / 1000).toFixed(2),
    (requests.memory / GIB).toFixed(1),
    (requests.ephemeral / GIB).toFixed(1),
    String(requests.pods),
    (sum(storage.values()) / GIB).toFixed(0),
  ]),
)}
${capacity.unrendered.map((release) => html`<p class="note">Not counted: pods of ${release}, whose chart is not known.</p>`)}</section>`;
}

function nodeBars({ rows, nodes }: Capacity): Bar[] {
  if (nodes.length === 0) return [];
  return RESOURCES.map(({ key, title, unit, scale }) => ({
    title: `${title} of ${nodes.length === 1 ? `node ${nodes[0]!.name}` : `all ${nodes.length} nodes`}`,
    unit,
    room: sum(nodes.map(({ allocatable }) => allocatable[key])) / scale,
    parts: rows.map(({ name, requests }) => ({ name, value: requests[key] / scale })),
  }));
}

function poolBars({ rows, pools }: Capacity): Bar[] {
  return pools.map(({ deviceClass, sizeBytes, spareBytes }) => ({
    title: `volumes of device class ${deviceClass}`,
    unit: 'GiB',
    room: sizeBytes / GIB,
    parts: [
      ...rows.map(({ name, storage }) => ({ name, value: (storage.get(deviceClass) ?? 0) / GIB })),
      { name: 'kept free', value: spareBytes / GIB },
    ],
  }));
}

function barHtml({ title, unit, room, parts }: Bar): Html {
  const shown = parts.filter(({ value }) => value > 0);
  const used = sum(shown.map(({ value }) => value));
  const percent = room > 0 ? Math.round((used / room) * 100) : 0;
  const segments = shown.map(({ name, value }, i) => {
    const width = Math.min(100, (value / Math.max(room, used)) * 100).toFixed(2);
    return html`<span class="part p${i % 8}" style="width:${width}%" title="${name}: ${amount(value)} ${unit}"></span>`;
  });
  const told = `${amount(used)} of ${amount(room)} ${unit}, ${percent} %`;
  return html`<figure class="bar"><figcaption>${title}: <strong>${told}</strong></figcaption><div class="track" role="img" aria-label="${title}: ${told}">${segments}</div></figure>
`;
}

function amount(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
