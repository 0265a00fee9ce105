import { someOf } from './content.ts';
import type { CopyStage } from './copy-tags.ts';
import type { PlannedVolume } from './plan.ts';
import type { Claim, PersistentVolume } from './topolvm-objects.ts';
import { quietStep, type Users, type UsersChange, wakeStep } from './users.ts';
import { claimKey } from './wanted-claims.ts';
import type { Ending } from './way.ts';

/** What is seen of one volume whose files are copied, just now. Nothing is remembered between two looks. */
export interface CopySeen {
  readonly old: { readonly group: string; readonly name: string } | undefined;
  readonly claim: Claim | undefined;
  readonly pv: PersistentVolume | undefined;
  /** The volume that the claim is bound to. */
  readonly fresh:
    | {
        readonly uuid: string;
        readonly group: string;
        readonly name: string;
        /** How far it is filled, by its own tags. */
        readonly stage: CopyStage | undefined;
        /** UUIDs of other volumes that its tags say were copied into it. */
        readonly others: readonly string[];
        /** Claims that its tags name, other than this one. */
        readonly strangers: readonly string[];
        readonly lacksTags: boolean;
      }
    | undefined;
  /** Volumes of the two that something has open. */
  readonly open: readonly string[];
  /** Why copying cannot begin; looked at only when nothing uses the claim, and nothing was begun. */
  readonly obstacle: string | undefined;
  readonly users: Users;
}

/** The one thing that is done next. */
export type CopyAction =
  | UsersChange
  | { readonly do: 'retain-pv'; readonly pv: string }
  | { readonly do: 'begin-copy' }
  | { readonly do: 'copy-files'; readonly byChecksum: boolean }
  | { readonly do: 'compare-files'; readonly isLast: boolean }
  | { readonly do: 'write-tags' };

const stop = (why: string): Ending => ({ do: 'stop', why });

/**
 * What is next on the way to a new volume that has the files of the old one. How far it is filled stands on the new volume itself, as a
 * tag; the old one is only ever read.
 */
export function nextCopyStep(planned: PlannedVolume, seen: CopySeen): CopyAction | Ending {
  const { claim, pv, fresh, users, obstacle } = seen;
  const key = claimKey(planned.claim);
  const wrong = contradiction(planned, seen);
  if (wrong !== undefined) return stop(wrong);
  if (!claim || claim.pv === '' || !claim.isBound || !pv || !fresh)
    return { do: 'wait', for: `${key} to be bound to a new volume: its layer must be deployed`, isOpen: true };
  if (fresh.stage === 'same')
    return fresh.lacksTags ? { do: 'write-tags' } : (wakeStep(planned.claim, users) ?? { do: 'done' });
  if (!pv.isRetained) return { do: 'retain-pv', pv: claim.pv };
  const quiet = quietStep(planned.claim, users);
  if (quiet) return quiet;
  if (seen.open.length > 0) return { do: 'wait', for: `${seen.open.join(' and ')} to be closed` };
  switch (fresh.stage) {
    case undefined:
      return obstacle === undefined ? { do: 'begin-copy' } : stop(obstacle);
    case 'begun':
      return { do: 'copy-files', byChecksum: false };
    case 'differs':
      return { do: 'copy-files', byChecksum: true };
    default:
      return { do: 'compare-files', isLast: fresh.stage === 'again' };
  }
}

/** What is next on the way back: nothing was taken from anywhere, so that only an app that was stopped is to be started again. */
export function previousCopyStep(planned: PlannedVolume, seen: CopySeen): CopyAction | Ending {
  const { fresh, users } = seen;
  if (fresh?.stage === 'same')
    return stop('its files are copied and compared, and the old volume is as it was: there is nothing to take back');
  if (fresh?.stage !== undefined)
    return stop(
      `${fresh.group}/${fresh.name} holds a part of the old files, on which no app may start; go on with it, or empty it by hand`,
    );
  return wakeStep(planned.claim, users) ?? { do: 'done' };
}

/** What nobody may go on from. */
function contradiction(planned: PlannedVolume, { old, fresh, pv }: CopySeen): string | undefined {
  const key = claimKey(planned.claim);
  if (!old) return `no volume has the UUID ${planned.uuid}: was it removed, or is its disk missing?`;
  if (!fresh) return undefined;
  const name = `${fresh.group}/${fresh.name}`;
  if (fresh.uuid === planned.uuid) return `${key} is bound to the old volume itself: there is nothing to copy`;
  if (pv && pv.claim !== key) return `the PersistentVolume of ${name} is for ${pv.claim}`;
  const expected = planned.fresh?.uuid;
  if (expected !== undefined && expected !== '' && expected !== fresh.uuid)
    return `${key} is bound to ${name}, of UUID ${fresh.uuid}; the plan says that the new volume is ${expected}. Plan again`;
  if (fresh.others.length > 0) return `${name} was filled from another volume, ${someOf(fresh.others)}`;
  if (fresh.strangers.length > 0) return `the tags of ${name} say that it is that of ${someOf(fresh.strangers)}`;
  return undefined;
}
