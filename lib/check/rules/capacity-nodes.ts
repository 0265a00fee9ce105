import { AmountReader, type Amounts, amountText, RESOURCES } from '../capacity/amounts.ts';
import { type NodeRoom, nodesFor } from '../capacity/machine.ts';
import { placeOfRequest } from '../capacity/pod-request.ts';
import type { Capacity } from '../capacity/usage.ts';
import type { Workload } from '../capacity/workloads.ts';
import { pathText } from '../path.ts';
import type { Report } from '../rule.ts';
import { subjectName } from '../subject.ts';

/** Where the facts say how much of a resource a node has. */
const FACTS: Readonly<Record<keyof Amounts, string>> = {
  cpu: 'cores',
  memory: 'memoryGiB',
  ephemeral: 'rootGiB',
  pods: 'name',
};
/** The machine's own pods keep some of the node, and so a hint names those of the lab that ask for most. */
const SHOWN = 3;

/** Requests of all pods, and of each, against what the nodes have. */
export function* judgeNodes(capacity: Capacity): Generator<Report> {
  const { nodes } = capacity;
  if (nodes.length === 0) return;
  for (const [resource, name] of [...RESOURCES, ['pods', 'pods'] as const]) {
    const room = nodes.reduce((sum, { allocatable }) => sum + allocatable[resource], 0);
    const needed = capacity.requests[resource];
    if (needed <= room) continue;
    yield {
      code: resource === 'pods' ? 'capacity-pods' : 'capacity-node',
      path: nodes.length === 1 ? `nodes[0].${FACTS[resource]}` : 'nodes',
      message:
        resource === 'pods'
          ? `the lab runs ${needed} pods; expected at most ${room} on ${nodesText(nodes)}: the rest stays Pending`
          : `the lab's pods request ${amountText(resource, needed)} of ${name}; expected at most ${amountText(resource, room)}, what ${nodesText(nodes)} can hand out: the last ones stay Pending with "Insufficient ${name}"`,
      hint: `Lower what is requested, or add to the nodes. Most is for ${largest(capacity, resource)}.`,
    };
  }
  const reader = new AmountReader();
  for (const workload of capacity.workloads) yield* judgePod(workload, nodes, reader);
}

function* judgePod(
  { template, request, pods }: Workload,
  all: readonly NodeRoom[],
  reader: AmountReader,
): Generator<Report> {
  if (pods === 0) return;
  const nodes = nodesFor(template.spec, all);
  if (nodes.length === 0) return;
  for (const [resource, name] of RESOURCES) {
    const room = Math.max(...nodes.map(({ allocatable }) => allocatable[resource]));
    if (request[resource] <= room) continue;
    const operated = template.path.length === 1 && template.subject.manifest.kind !== 'Pod';
    const place = operated ? ['resources'] : placeOfRequest(template.spec, resource, reader);
    yield {
      code: 'capacity-pod',
      subject: template.subject,
      path: pathText([...template.path, ...place]),
      message: `one pod of ${subjectName(template.subject)} requests ${amountText(resource, request[resource])} of ${name}; expected at most ${amountText(resource, room)}, what the largest node can hand out: the pod stays Pending for ever`,
      hint: `Lower the request for ${name}.`,
    };
  }
}

function nodesText(nodes: readonly NodeRoom[]): string {
  return nodes.length === 1 ? `node '${nodes[0]!.name}'` : `${nodes.length} nodes`;
}

function largest({ rows }: Capacity, resource: keyof Amounts): string {
  return [...rows]
    .sort((a, b) => b.requests[resource] - a.requests[resource])
    .slice(0, SHOWN)
    .map(({ name, requests }) => `${name} (${amountText(resource, requests[resource])})`)
    .join(', ');
}
