import type { Track } from '../core/track.ts';
import { type Outcome, type WatchProps, watch } from '../live/watch.ts';
import { effectsOf, isImmutable, type ObjectEffect } from './effect.ts';
import { layersIn } from './layers-in.ts';
import type { Outage } from './outage.ts';
import { PodWatch } from './pod-watch.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Stage } from './stage.ts';
import type { Files } from './tree.ts';

/** What a push did to a running cluster. */
export interface PushEffect {
  /** The revision that ran before, as it was named. */
  readonly from: string;
  /** How the cluster came up at that revision. */
  readonly before: Outcome;
  readonly objects: readonly ObjectEffect[];
  /** Updates that the API server refuses for good, in its words. */
  readonly refused: readonly Refusal[];
  readonly outages: readonly Outage[];
}

/** An update that is refused for good. */
export interface Refusal {
  /** Layer or release that wanted it. */
  readonly object: string;
  readonly message: string;
}

/** A tree, with the files of `secrets/` that belong to it. */
export interface PushedTree {
  readonly files: Files;
  readonly secrets: Files;
}

/** What to push over what. */
export interface PushOverProps extends Pick<WatchProps, 'timeout' | 'onLook'> {
  readonly stage: Stage;
  readonly track: Track;
  /** The revision that is to run first, as it was named. */
  readonly from: string;
  readonly before: PushedTree;
  readonly after: PushedTree;
  /** Told of each step. */
  readonly say: (step: string) => void;
}

/** What is pruned is gone after so many milliseconds, or is said to be there still. */
const PATIENCE = 30_000;
const PAUSE = 500;

/** Brings the cluster up at one tree, then pushes another and watches what that does. @throws Error when a program fell */
export async function pushOver({ stage, track, from, before, after, timeout, onLook, say }: PushOverProps): Promise<{
  readonly outcome: Outcome;
  readonly effect: PushEffect;
}> {
  const settle = async ({ files, secrets }: PushedTree, message: string) => {
    const revision = await stage.push(files, message, secrets);
    return watch({
      ...stage.watched,
      track,
      revision,
      layers: [...layersIn(files).keys()],
      timeout,
      ...(onLook && { onLook }),
    });
  };
  say(`bringing the lab up at ${from}`);
  const first = await settle(before, from);
  const old = await takeSnapshot(stage.api);
  const pods = new PodWatch(stage.api);
  await pods.start();
  say('pushing the working tree over it');
  const outcome = await settle(after, 'the working tree');
  await untilGone(stage, track);
  const outages = await pods.stop();
  const objects = effectsOf(old, await takeSnapshot(stage.api));
  const refused = refusals(outcome);
  return { outcome, effect: { from, before: first, objects, refused, outages } };
}

/** Layers and releases are taken away by their controllers, after their finalizers did. */
async function untilGone({ api }: Stage, track: Track): Promise<void> {
  const end = performance.now() + PATIENCE;
  const { Kustomization, HelmRelease } = track.flux.apis;
  for (;;) {
    const all = await Promise.all([
      api.list(Kustomization, 'Kustomization'),
      api.list(HelmRelease, 'HelmRelease'),
      api.list('v1', 'Pod'),
    ]);
    const going = all.flat().some(({ metadata }) => 'deletionTimestamp' in metadata);
    if (!going || performance.now() > end) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function refusals({ layers, blocked }: Outcome): Refusal[] {
  const told = [
    ...layers
      .filter(({ state }) => state === 'failed')
      .map(({ name, message }) => ({ object: `layer ${name}`, message })),
    ...blocked.map(({ object, reason }) => ({ object, message: reason })),
  ];
  return told.filter(({ message }) => isImmutable(message));
}
