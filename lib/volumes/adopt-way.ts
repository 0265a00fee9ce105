import { AmountReader } from '../check/capacity/amounts.ts';
import { record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Live } from '../live/api.ts';
import { type Action, adoptedName, nextStep, previousStep, type Seen } from './adopt.ts';
import { HOLD, heldObject, TOPOLVM, waitingVolume } from './adopt-objects.ts';
import { volumesIn } from './lvm-report.ts';
import { type Machine, runLvm } from './machine.ts';
import type { PlannedVolume } from './plan.ts';
import { tagCommands, tagsFor } from './tags.ts';
import { claimKey } from './wanted-claims.ts';
import type { Ending, Place, Way } from './way.ts';

/** Before the app is deployed, the old volume becomes that of a LogicalVolume which is made for it. */
export const adoptWay: Way<PlannedVolume, Seen, Exclude<Action, Ending>> = {
  see,
  nextStep,
  previousStep,
  act,
  opens: ['resume-layer'],
  tell,
};

async function see(place: Place, planned: PlannedVolume): Promise<Seen> {
  const { machine, api, kustomization } = place;
  const { claim } = planned;
  const name = adoptedName(claim);
  const [object, pv, pvc, layer] = await Promise.all([
    api.get(TOPOLVM, 'LogicalVolume', name),
    api.get('v1', 'PersistentVolume', name),
    api.get('v1', 'PersistentVolumeClaim', claim.name, claim.namespace),
    claim.layer === undefined ? undefined : api.get(kustomization, 'Kustomization', claim.layer, FLUX_NAMESPACE),
  ]);
  const volumes = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  const volume = volumes.find(({ uuid }) => uuid === planned.uuid);
  const wanted = await tagsOf(place, planned);
  return {
    volume: volume && { group: volume.group, name: volume.name, bytes: volume.bytes },
    names: new Set(volumes.filter(({ group }) => group === planned.group).map((each) => each.name)),
    lacksTags: volume !== undefined && tagCommands(volume, wanted, volume.tags).length > 0,
    object: object && objectIn(object),
    pv: pv && pvIn(pv),
    claim: pvc && {
      pv: text(record(pvc['spec'])['volumeName']) ?? '',
      isBound: text(record(pvc.status)['phase']) === 'Bound',
    },
    layer: layer && { isSuspended: record(layer['spec'])['suspend'] === true },
  };
}

async function act(place: Place, planned: PlannedVolume, action: Exclude<Action, Ending>): Promise<void> {
  const { machine, api, kustomization } = place;
  const node = place.nodeOf(planned);
  const { claim, group } = planned;
  const name = adoptedName(claim);
  const object = (more: object): Manifest => ({
    apiVersion: TOPOLVM,
    kind: 'LogicalVolume',
    metadata: { name },
    ...more,
  });
  const hold = (value: string | null) => object({ metadata: { name, annotations: { [HOLD]: value } } });
  const pv: Manifest = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name } };
  switch (action.do) {
    case 'suspend-layer':
    case 'resume-layer':
      return api.merge({
        apiVersion: kustomization,
        kind: 'Kustomization',
        metadata: { name: claim.layer!, namespace: FLUX_NAMESPACE },
        spec: { suspend: action.do === 'suspend-layer' },
      });
    case 'grow': {
      const found = await volumeOf(machine, planned);
      await runLvm(machine, { do: 'grow', volume: found, from: action.from, to: action.to });
      return;
    }
    case 'create-object':
      await api.apply(heldObject(planned, node, action.bytes));
      return;
    case 'resize-object':
      return api.merge(object({ spec: { size: String(action.bytes) } }));
    case 'hold-object':
      return api.merge(hold('hensteeth'));
    case 'release-object':
      return api.merge(hold(null));
    case 'free-object':
      return api.merge(object({ metadata: { name, finalizers: null } }));
    case 'delete-object':
      return api.delete(object({}));
    case 'rename':
      await runLvm(machine, { do: 'back-up-metadata', group });
      await runLvm(machine, { do: 'rename', volume: { group, name: action.from }, to: action.to });
      return;
    case 'create-pv':
      await api.apply(waitingVolume(planned, node, action.handle, action.bytes));
      return;
    case 'retain-pv':
      return api.merge({ ...pv, spec: { persistentVolumeReclaimPolicy: 'Retain' } });
    case 'delete-pv':
      return api.delete(pv);
    case 'write-tags': {
      const found = await volumeOf(machine, planned);
      const commands = tagCommands(found, await tagsOf(place, planned), found.tags);
      for (const command of commands) await runLvm(machine, command);
      return;
    }
    default:
      throw new RangeError(`'${(action as Action).do}' is no change of an adoption`);
  }
}

function tell(action: Exclude<Action, Ending>): string {
  switch (action.do) {
    case 'rename':
      return `rename ${action.from} to ${action.to}`;
    case 'grow':
      return `grow from ${action.from} to ${action.to} bytes`;
    default:
      return action.do.replaceAll('-', ' ');
  }
}

/** The volume by its UUID, with the name that it has now. */
async function volumeOf(machine: Machine, { uuid }: PlannedVolume) {
  const volumes = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  return volumes.find((volume) => volume.uuid === uuid)!;
}

async function tagsOf({ api, nodeOf }: Place, planned: PlannedVolume): Promise<string[]> {
  const system = await api.get('v1', 'Namespace', 'kube-system');
  const { claim, group, name, bytes, uuid } = planned;
  const pv = adoptedName(claim);
  const place = { pv, logicalVolume: pv, node: nodeOf(planned), group, volume: name, bytes, uuid, isBound: true };
  const { namespace, storageClass, deviceClass } = claim;
  return tagsFor({ ...place, namespace, claim: claim.name, storageClass, deviceClass }, uidOf(system));
}

function objectIn(object: Live): NonNullable<Seen['object']> {
  const { annotations, deletionTimestamp } = object.metadata as Live['metadata'] & { deletionTimestamp?: string };
  const status = record(object.status);
  const code = Number(status['code'] ?? 0);
  return {
    uid: uidOf(object),
    isHeld: annotations?.[HOLD] !== undefined,
    isBeingDeleted: deletionTimestamp !== undefined,
    // TopoLVM writes the size anew, as the shortest quantity.
    bytes: new AmountReader().bytes(record(object['spec'])['size']),
    volumeId: text(status['volumeID']) ?? '',
    hasSize: status['currentSize'] !== undefined,
    failure: code === 0 ? undefined : (text(status['message']) ?? `code ${code}`),
  };
}

function pvIn(pv: Live): NonNullable<Seen['pv']> {
  const { deletionTimestamp } = pv.metadata as Live['metadata'] & { deletionTimestamp?: string };
  const spec = record(pv['spec']);
  const { namespace, name } = record(spec['claimRef']);
  return {
    handle: text(record(spec['csi'])['volumeHandle']) ?? '',
    claim: claimKey({ namespace: String(namespace), name: String(name) }),
    isRetained: spec['persistentVolumeReclaimPolicy'] === 'Retain',
    isBeingDeleted: deletionTimestamp !== undefined,
  };
}

function uidOf(object: Live | undefined): string {
  return text((object?.metadata as { readonly uid?: unknown } | undefined)?.uid) ?? '';
}
