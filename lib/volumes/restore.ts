import { record } from '../check/pods.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import { ApiError } from '../live/api.ts';
import type { Restoring } from './datastore.ts';
import { volumesIn } from './lvm-report.ts';
import { runLvm } from './machine.ts';
import type { PlannedVolume } from './plan.ts';
import { claimIn, logicalVolumeIn, persistentVolumeIn, TOPOLVM } from './topolvm-objects.ts';
import { actOnUsers } from './users.ts';
import { claimKey } from './wanted-claims.ts';
import type { Change, Ending, Place, Way } from './way.ts';

/** What is seen of all volumes whose names the old datastore knows. */
export interface RestoreSeen {
  /** Whether the API server answers. */
  readonly isAnswering: boolean;
  /** What does not fit, one line each. */
  readonly misfits: readonly string[];
  /** Layers of the volumes that are there. */
  readonly layers: readonly { readonly name: string; readonly isSuspended: boolean }[];
  /** Whether this run has put the backup back already: it is not done over and over. */
  readonly wasRestored: boolean;
}

export type RestoreChange = Change &
  (
    | { readonly do: 'suspend-layer' | 'resume-layer'; readonly layer: string }
    | { readonly do: 'restore'; readonly file: string }
  );

/** A volume is never touched: the cluster gets the UIDs back that are the names of its volumes. */
export function restoreWay({ datastore, file }: Restoring): Way<readonly PlannedVolume[], RestoreSeen, RestoreChange> {
  let wasRestored = false;
  return {
    see: async (place, volumes) => ({ ...(await seeAll(place, volumes)), wasRestored }),
    nextStep: (_volumes, seen) => {
      const next = nextStep(file, seen);
      if (next.do !== 'restore' || datastore) return next;
      return {
        do: 'stop',
        why: `${seen.misfits.join('; ')}. Put ${file} back on the machine, under its own name: sudo microk8s dbctl restore ${file}; then run this again`,
      };
    },
    previousStep: () => ({ do: 'stop', why: 'nothing is taken back: no volume was touched' }),
    act: async (place, _volumes, change) => {
      if (change.do !== 'restore') return actOnUsers(place, change);
      await datastore!.restore(change.file);
      wasRestored = true;
    },
    opens: ['resume-layer'],
    tell: (change) =>
      change.do === 'restore'
        ? `restore ${datastore!.name} from ${change.file}`
        : `${change.do === 'suspend-layer' ? 'suspend' : 'resume'} layer ${change.layer}`,
  };
}

/** The one thing that is next. Pure. */
export function nextStep(
  file: string,
  { isAnswering, misfits, layers, wasRestored }: RestoreSeen,
): RestoreChange | Ending {
  if (!isAnswering) return { do: 'wait', for: 'the API server to answer' };
  if (misfits.length === 0) {
    const closed = layers.find(({ isSuspended }) => isSuspended);
    return closed ? { do: 'resume-layer', layer: closed.name } : { do: 'done' };
  }
  if (wasRestored) return { do: 'wait', for: `all to fit after the restore: ${misfits.join('; ')}` };
  // Flux would make the objects anew, with UIDs of their own, while the old ones come back.
  const open = layers.find(({ isSuspended }) => !isSuspended);
  return open ? { do: 'suspend-layer', layer: open.name } : { do: 'restore', file };
}

async function seeAll(place: Place, volumes: readonly PlannedVolume[]): Promise<Omit<RestoreSeen, 'wasRestored'>> {
  const { api, machine, kustomization } = place;
  const there = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  try {
    const objects = (await api.list(TOPOLVM, 'LogicalVolume')).map(logicalVolumeIn);
    const pvs = await api.list('v1', 'PersistentVolume');
    const misfits: string[] = [];
    for (const { uuid, claim } of volumes) {
      const pvc = await api.get('v1', 'PersistentVolumeClaim', claim.name, claim.namespace);
      const misfit = misfitOf(
        there.find((each) => each.uuid === uuid)?.name,
        objects,
        pvs.map((pv) => ({ name: pv.metadata.name, ...persistentVolumeIn(pv) })),
        pvc && claimIn(pvc),
      );
      if (misfit !== undefined) misfits.push(`${claimKey(claim)}: ${misfit}`);
    }
    const names = [...new Set(volumes.flatMap(({ claim }) => claim.layer ?? []))];
    const layers = await Promise.all(
      names.map(async (name) => ({ name, found: await api.get(kustomization, 'Kustomization', name, FLUX_NAMESPACE) })),
    );
    return {
      isAnswering: true,
      misfits,
      layers: layers.flatMap(({ name, found }) =>
        found ? [{ name, isSuspended: record(found['spec'])['suspend'] === true }] : [],
      ),
    };
  } catch (error) {
    if (error instanceof ApiError && error.code === 0) return { isAnswering: false, misfits: [], layers: [] };
    throw error;
  }
}

type NamedPv = ReturnType<typeof persistentVolumeIn> & { readonly name: string };

/** Why the chain from volume to claim does not hold; `undefined` when it does. */
function misfitOf(
  volume: string | undefined,
  objects: readonly ReturnType<typeof logicalVolumeIn>[],
  pvs: readonly NamedPv[],
  claim: ReturnType<typeof claimIn> | undefined,
): string | undefined {
  if (volume === undefined) return 'its volume is gone';
  const object = objects.find(({ uid }) => uid === volume);
  if (!object) return `no LogicalVolume has the UID ${volume}`;
  if (object.isBeingDeleted && !object.isHeld)
    return `LogicalVolume ${volume} is being deleted, and its volume with it`;
  if (object.volumeId !== volume) return `LogicalVolume ${volume} names volume ${object.volumeId || 'none'}`;
  const pv = pvs.find(({ handle }) => handle === volume);
  if (!pv) return `no PersistentVolume names ${volume}`;
  if (claim?.pv !== pv.name) return `the claim has ${claim?.pv || 'no volume'}; expected ${pv.name}`;
  return claim.isBound ? undefined : 'the claim is not bound';
}
