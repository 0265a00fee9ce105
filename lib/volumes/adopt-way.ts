import { record } from '../check/pods.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Manifest } from '../core/manifest.ts';
import { type Action, adoptedName, nextStep, previousStep, type Seen } from './adopt.ts';
import { heldObject, waitingVolume } from './adopt-objects.ts';
import { volumesIn } from './lvm-report.ts';
import { runLvm } from './machine.ts';
import type { PlannedVolume } from './plan.ts';
import { plannedTags, volumeWith } from './planned-volume.ts';
import { tagCommands } from './tags.ts';
import { claimIn, HOLD, logicalVolumeIn, persistentVolumeIn, TOPOLVM } from './topolvm-objects.ts';
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
  const found = object && logicalVolumeIn(object);
  return {
    volume: volume && { group: volume.group, name: volume.name, bytes: volume.bytes },
    names: new Set(volumes.filter(({ group }) => group === planned.group).map((each) => each.name)),
    lacksTags: volume !== undefined && tagCommands(volume, wanted, volume.tags).length > 0,
    object: found && { ...found, hasSize: found.currentBytes !== undefined },
    pv: pv && persistentVolumeIn(pv),
    claim: pvc && claimIn(pvc),
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
      const found = await volumeWith(machine, planned.uuid);
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
      const found = await volumeWith(machine, planned.uuid);
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

async function tagsOf(place: Place, planned: PlannedVolume): Promise<string[]> {
  return plannedTags(place, planned, adoptedName(planned.claim), true);
}
