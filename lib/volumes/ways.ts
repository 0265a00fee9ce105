import { adoptWay } from './adopt-way.ts';
import { copyWay } from './copy-way.ts';
import type { Restoring } from './datastore.ts';
import type { PlannedVolume } from './plan.ts';
import { restoreWay } from './restore.ts';
import type { Strategy } from './strategy.ts';
import { swapWay } from './swap-way.ts';
import { claimKey } from './wanted-claims.ts';
import { type Look, lookOf } from './way.ts';

/** How one volume is given back, by strategy, among all of the plan. */
const WAYS: Readonly<Partial<Record<Strategy, (planned: PlannedVolume, all: readonly PlannedVolume[]) => Look>>> = {
  adopt: (planned) => lookOf(adoptWay, planned),
  swap: (planned) => lookOf(swapWay, planned),
  copy: (planned, all) => lookOf(copyWay(all.map(({ uuid }) => uuid)), planned),
};

/** One thing that is given back. */
export interface Member {
  /** `namespace/claim`. */
  readonly name: string;
  readonly look: Look;
  /** The volume itself that the app gets, where it is one. */
  readonly planned?: PlannedVolume;
  /** Nothing is done for one that is not chosen; its app's layer waits for it all the same. */
  readonly isChosen: boolean;
}

/** Volumes of one layer: its apps run again once all of them are given back. */
export type Job = readonly Member[];

/** Which volumes of a plan are given back now. */
export interface Choice {
  /** @default all are */
  readonly isChosen?: (planned: PlannedVolume) => boolean;
  /**
   * Why one cannot be given back: it stops at once, and so the app's layer stays closed.
   * @default all can
   */
  readonly whyNot?: (planned: PlannedVolume) => string | undefined;
  /**
   * The backup that volumes of the strategy `restore` wait for.
   * @default they stop at once
   */
  readonly restoring?: Restoring;
}

/** Name of the one step for all volumes whose datastore is restored. */
export const DATASTORE = 'the datastore';

/** The volumes of a plan, layer by layer. */
export function jobsFor(
  volumes: readonly PlannedVolume[],
  { isChosen = () => true, whyNot = () => undefined, restoring }: Choice = {},
): readonly Job[] {
  const jobs = new Map<string, Member[]>();
  const restored = restoring ? volumes.filter(({ strategy }) => strategy === 'restore') : [];
  if (restoring && restored.length > 0) {
    // The whole datastore comes back or none of it, whichever volumes were chosen.
    const look = lookOf(restoreWay(restoring), restored);
    const why = restored.map(whyNot).find((each) => each !== undefined);
    jobs.set(DATASTORE, [{ name: DATASTORE, look: whyNotLook(why) ?? look, isChosen: restored.some(isChosen) }]);
  }
  for (const planned of volumes) {
    if (restored.includes(planned)) continue;
    const name = claimKey(planned.claim);
    const key = planned.claim.layer ?? name;
    const member = {
      name,
      look: whyNotLook(whyNot(planned)) ?? lookFor(planned, volumes),
      isChosen: isChosen(planned),
      // A copy is compared file by file as it is made.
      ...(planned.strategy !== 'copy' && { planned }),
    };
    jobs.set(key, [...(jobs.get(key) ?? []), member]);
  }
  return [...jobs.values()].filter((job) => job.some((member) => member.isChosen));
}

function lookFor(planned: PlannedVolume, all: readonly PlannedVolume[]): Look {
  const way = WAYS[planned.strategy];
  return way?.(planned, all) ?? whyNotLook(`its strategy is ${planned.strategy}: do the steps of the plan`)!;
}

function whyNotLook(why: string | undefined): Look | undefined {
  return why === undefined ? undefined : async () => ({ do: 'stop', why });
}
