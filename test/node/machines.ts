import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../lib/core/cluster.ts';
import type { NodeFacts } from '../../lib/core/facts.ts';
import type { MachineFacts } from '../../lib/core/machine-facts.ts';
import type { ImageChoices } from '../../lib/node/autoinstall.ts';
import { FILES } from '../../lib/node/node-files.ts';
import { type NodeToInstall, nodesToInstall } from '../../lib/node/node-to-install.ts';
import { emptyLab, FACTS } from '../fixtures/labs.ts';
import { KEYS } from './keys.ts';

/** A machine that nothing is wrong with. */
export const MACHINE: MachineFacts = { disk: { byId: '/dev/disk/by-id/nvme-one' }, sshKeys: [KEYS.ed25519] };

/** A node with a machine. */
export function nodeWith(machine: Partial<MachineFacts> = {}, node: Partial<NodeFacts> = {}): NodeFacts {
  return { ...FACTS.nodes[0]!, machine: { ...MACHINE, ...machine }, ...node };
}

/** A lab of these nodes, in a tailnet of its own. */
export function labOf(...nodes: readonly NodeFacts[]): Cluster {
  return emptyLab({ nodes, tailnet: 'tail1.ts.net' });
}

/** The first node of a lab that must be without findings. */
export function toInstall(machine: Partial<MachineFacts> = {}, node: Partial<NodeFacts> = {}): NodeToInstall {
  const lab = labOf(nodeWith(machine, node));
  const { nodes, findings } = nodesToInstall(lab, undefined);
  expect([...lab.findings, ...findings]).toEqual([]);
  return nodes[0]!;
}

/** A network with a fixed address. */
export const STATIC = { address: '192.168.1.10/24', gateway: '192.168.1.1', dns: ['192.168.1.1'] };

/** A node of which everything that can be told is told. */
export function everything(): NodeToInstall {
  return toInstall(
    {
      network: { interface: 'enp3s0', static: STATIC },
      user: 'ada',
      timeZone: 'Europe/Berlin',
      sshKeys: Object.values(KEYS).filter((key) => key !== KEYS.rsa1024),
      ups: { name: 'ups', host: 'nas.lan', user: 'monitor' },
    },
    {
      volumeGroups: [
        { name: 'vg0', deviceClass: 'ssd', sizeGiB: 400 },
        { name: 'slow', deviceClass: 'hdd', sizeGiB: 4000, disk: { serial: 'WD-1234' } },
      ],
    },
  );
}

/** Text of a file in lib/node/files/. */
export const read = (source: string): string => readFileSync(join(FILES, source), 'utf8');

/** An image on a blank disk, without a key. */
export const FRESH: ImageChoices = { reinstall: false, read };
