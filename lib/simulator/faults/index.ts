import { apiRestarted } from './api-restarted.ts';
import { badCommit } from './bad-commit.ts';
import { chartsGone } from './charts-gone.ts';
import { controllerKilled } from './controller-killed.ts';
import { dataRemoved } from './data-removed.ts';
import { downgrade } from './downgrade.ts';
import { etcdStopped } from './etcd-stopped.ts';
import { etcdWiped } from './etcd-wiped.ts';
import type { Fault } from './fault.ts';
import { gitGone } from './git-gone.ts';
import { nodeLost } from './node-lost.ts';
import { releaseRemoved } from './release-removed.ts';
import { twoPushes } from './two-pushes.ts';
import { wrongKey } from './wrong-key.ts';

/** All faults, in the order in which they are played one after the other; the one that wipes the cluster comes last. */
export const faults: readonly Fault[] = [
  controllerKilled,
  apiRestarted,
  gitGone,
  badCommit,
  twoPushes,
  wrongKey,
  chartsGone,
  dataRemoved,
  releaseRemoved,
  downgrade,
  nodeLost,
  etcdStopped,
  etcdWiped,
];
