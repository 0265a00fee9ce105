import { AmountReader } from '../check/capacity/amounts.ts';
import { record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Api, Live } from '../live/api.ts';
import type { OldVolume } from './evidence.ts';
import type { MappedVolume, VolumeMap } from './volume-map.ts';

/** A map, and what does not fit together in the cluster. */
export interface LiveMap {
  readonly map: VolumeMap;
  readonly odd: readonly string[];
}

/** Which device class lies on which volume group, by node. */
export interface FactsOfNodes {
  readonly nodes: readonly {
    readonly name: string;
    readonly volumeGroups: readonly { readonly name: string; readonly deviceClass: string }[];
  }[];
}

const DRIVERS = new Set(['topolvm.io', 'topolvm.cybozu.com']);
/** The object behind each volume, by the group that TopoLVM is installed with. */
const APIS = ['topolvm.io/v1', 'topolvm.cybozu.com/v1'];

/**
 * Which claim lives on which volume, as the cluster has it: claim, PersistentVolume, LogicalVolume, volume.
 *
 * @param found volumes of the machine, when it was asked: they add LVM's UUIDs
 * @throws ApiError
 */
export async function mapOf(
  api: Pick<Api, 'get' | 'list'>,
  facts: FactsOfNodes,
  found?: readonly Omit<OldVolume, 'fileSystem'>[],
): Promise<LiveMap> {
  const [system, volumes, claims, ...logical] = await Promise.all([
    api.get('v1', 'Namespace', 'kube-system'),
    api.list('v1', 'PersistentVolume'),
    api.list('v1', 'PersistentVolumeClaim'),
    ...APIS.map((group) => api.list(group, 'LogicalVolume')),
  ]);
  const byHandle = new Map(logical.flat().map((each) => [text(record(each.status)['volumeID']), each]));
  const bound = new Map(claims.map((claim) => [text(record(claim['spec'])['volumeName']), nameOf(claim)]));
  const odd: string[] = [];
  const reader = new AmountReader();
  const mapped = volumes.flatMap((volume): MappedVolume[] => {
    const spec = record(volume['spec']);
    const csi = record(spec['csi']);
    const handle = text(csi['volumeHandle']);
    if (!DRIVERS.has(String(csi['driver'])) || handle === undefined) return [];
    const pv = volume.metadata.name;
    const claim = record(spec['claimRef']);
    const [namespace, name] = [text(claim['namespace']), text(claim['name'])];
    if (namespace === undefined || name === undefined) {
      odd.push(`PersistentVolume ${pv} is for no claim, and keeps volume ${handle}`);
      return [];
    }
    const object = byHandle.get(handle);
    const isBound = bound.get(pv) === `${namespace}/${name}` && text(record(volume.status)['phase']) === 'Bound';
    if (!object)
      odd.push(`PersistentVolume ${pv} of ${namespace}/${name} names volume ${handle}, which no LogicalVolume has`);
    if (!isBound) odd.push(`volume ${handle} is kept from ${namespace}/${name}, which is not bound to it any more`);
    const logicalSpec = record(object?.['spec']);
    const node = text(logicalSpec['nodeName']) ?? '';
    const deviceClass = text(logicalSpec['deviceClass']) ?? '';
    const group = groupOf(facts, node, deviceClass);
    const there = found?.filter((each) => each.name === handle && (group === undefined || each.group === group)) ?? [];
    if (found && there.length !== 1) odd.push(`volume ${handle} of ${namespace}/${name} is not on the machine`);
    return [
      {
        namespace,
        claim: name,
        pv,
        storageClass: text(spec['storageClassName']) ?? '',
        logicalVolume: object?.metadata.name ?? '',
        node,
        deviceClass,
        group: there.length === 1 ? there[0]!.group : group,
        volume: handle,
        bytes: reader.bytes(record(object?.status)['currentSize'] ?? record(spec['capacity'])['storage']),
        uuid: there.length === 1 ? there[0]!.uuid : undefined,
        isBound,
      },
    ];
  });
  mapped.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const cluster = text((system?.metadata as { readonly uid?: unknown } | undefined)?.uid) ?? '';
  return {
    map: {
      version: 1,
      kind: 'hensteeth-volume-map',
      cluster,
      groups: [],
      volumes: mapped,
    },
    odd,
  };
}

function keyOf({ namespace, claim, volume }: MappedVolume): string {
  return `${namespace}/${claim} ${volume}`;
}

function nameOf({ metadata }: Live): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Volume group of a device class on a node; an empty class is the default, which is the first. */
function groupOf(facts: FactsOfNodes, node: string, deviceClass: string): string | undefined {
  const groups = facts.nodes.find(({ name }) => name === node)?.volumeGroups ?? [];
  return (deviceClass === '' ? groups[0] : groups.find((each) => each.deviceClass === deviceClass))?.name;
}
