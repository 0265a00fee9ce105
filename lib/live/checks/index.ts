import type { LiveCheck } from './check.ts';
import * as cluster from './cluster.ts';
import * as flux from './flux.ts';
import { lastBackup } from './last-backup.ts';
import * as machine from './machine.ts';
import { zone } from './zone.ts';

/** All checks of a running lab, in the order in which they are told. */
export const liveChecks: readonly LiveCheck[] = [
  cluster.version,
  cluster.nodes,
  cluster.clock,
  cluster.rbac,
  cluster.dns,
  cluster.ingressClass,
  cluster.defaultClass,
  machine.volumeGroups,
  zone,
  cluster.apiCertificate,
  machine.snapChannel,
  machine.tailscale,
  machine.units,
  lastBackup,
  flux.fluxVersions,
  flux.secrets,
  flux.layers,
  flux.releases,
  cluster.certificates,
];
