import type { ResolvedFacts } from '../../core/facts.ts';
import { chartUses } from '../releases.ts';
import type { World } from '../world.ts';
import { AmountReader, type Amounts, atLeast, NOTHING, plus } from './amounts.ts';
import { claimsOf, type VolumeClaim } from './claims.ts';
import { machineRequests, type NodeRoom, roomsOf } from './machine.ts';
import { type Workload, workloads } from './workloads.ts';

/** Who uses how much: one layer, or one release of it. */
export interface UsageRow {
  /** `web`, `kube-prometheus: monitoring/kube-prometheus`, or `MicroK8s and Flux` for what the machine brings. */
  readonly name: string;
  readonly layer: string | undefined;
  /** `namespace/name` of the HelmRelease. */
  readonly release: string | undefined;
  readonly requests: Amounts;
  /** Bytes by device class. */
  readonly storage: ReadonlyMap<string, number>;
}

/** The volume groups of one device class. */
export interface StoragePool {
  readonly deviceClass: string;
  /** Place in the facts of the only volume group; `nodes` where there are several. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What TopoLVM leaves free. */
  readonly spareBytes: number;
  /** The largest volume that one volume group can hold. */
  readonly largestBytes: number;
  readonly claimedBytes: number;
}

/** The whole lab's needs, and what there is. */
export interface Capacity {
  /** Sorted by name; the machine's own row first. */
  readonly rows: readonly UsageRow[];
  /** All rows together, and the largest Job: Jobs wait for each other's room. */
  readonly requests: Amounts;
  /** Nodes with what they have for pods; empty without facts. */
  readonly nodes: readonly NodeRoom[];
  readonly pools: readonly StoragePool[];
  readonly workloads: readonly Workload[];
  readonly claims: readonly VolumeClaim[];
  /** `namespace/name` of releases that are not rendered here: what they need is not counted. */
  readonly unrendered: readonly string[];
}

const GIB = 2 ** 30;

/** Counts what all objects request and claim, by layer and release. Linear in the objects. */
export function capacityOf(world: World): Capacity {
  const reader = new AmountReader();
  const nodes = roomsOf(world.props.facts);
  const pods = workloads(world, nodes, reader);
  const claims = claimsOf(world, reader);
  const machine = machineRequests(world, Math.max(1, nodes.length));
  let requests = machine;
  let passing = NOTHING;
  for (const { request, pods: number, passing: ends } of pods) {
    if (ends) passing = atLeast(passing, plus(NOTHING, request, number));
    else requests = plus(requests, request, number);
  }
  return {
    rows: [
      { name: 'MicroK8s and Flux', layer: undefined, release: undefined, requests: machine, storage: new Map() },
      ...rowsOf(pods, claims),
    ],
    requests: plus(requests, passing),
    nodes,
    pools: poolsOf(world.props.facts, claims),
    workloads: pods,
    claims,
    unrendered: unrendered(world),
  };
}

function rowsOf(pods: readonly Workload[], claims: readonly VolumeClaim[]): UsageRow[] {
  interface Row extends UsageRow {
    requests: Amounts;
    readonly storage: Map<string, number>;
  }
  const rows = new Map<string, Row>();
  const rowOf = ({
    layer,
    release,
  }: {
    readonly layer: string | undefined;
    readonly release: string | undefined;
  }): Row => {
    const name = [layer, release].filter((part) => part !== undefined).join(': ') || 'outside of layers';
    const row = rows.get(name) ?? { name, layer, release, requests: NOTHING, storage: new Map() };
    rows.set(name, row);
    return row;
  };
  for (const { template, request, pods: number } of pods) {
    const row = rowOf(template.subject);
    row.requests = plus(row.requests, request, number);
  }
  for (const claim of claims) {
    const { storage } = rowOf(claim);
    storage.set(claim.deviceClass, (storage.get(claim.deviceClass) ?? 0) + claim.bytes * claim.volumes);
  }
  return [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function poolsOf(facts: ResolvedFacts | undefined, claims: readonly VolumeClaim[]): StoragePool[] {
  const claimed = new Map<string, number>();
  for (const { deviceClass, bytes, volumes } of claims) {
    claimed.set(deviceClass, (claimed.get(deviceClass) ?? 0) + bytes * volumes);
  }
  const pools = new Map<string, StoragePool>();
  (facts?.nodes ?? []).forEach((node, n) => {
    node.volumeGroups.forEach(({ deviceClass, sizeGiB, spareGiB }, g) => {
      const known = pools.get(deviceClass);
      pools.set(deviceClass, {
        deviceClass,
        path: known ? 'nodes' : `nodes[${n}].volumeGroups[${g}].sizeGiB`,
        sizeBytes: (known?.sizeBytes ?? 0) + sizeGiB * GIB,
        spareBytes: (known?.spareBytes ?? 0) + spareGiB * GIB,
        largestBytes: Math.max(known?.largestBytes ?? 0, (sizeGiB - spareGiB) * GIB),
        claimedBytes: claimed.get(deviceClass) ?? 0,
      });
    });
  });
  return [...pools.values()];
}

function unrendered(world: World): string[] {
  return chartUses(world)
    .filter((use) => !use.rendered)
    .map(({ subject: { manifest } }) => `${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`);
}
