import type { DeclaredClaim } from '../capacity/claims.ts';
import { capacityOf } from '../capacity/usage.ts';
import type { Judgement, RuleSet } from '../rule.ts';
import type { World } from '../world.ts';
import { judgeLoadBalancers } from './capacity-addresses.ts';
import { capacityDocs } from './capacity-docs.ts';
import { judgeNodes } from './capacity-nodes.ts';
import { judgeHostPorts, judgeNodePorts } from './capacity-ports.ts';
import { judgeVolumes } from './capacity-volumes.ts';

/** Judges what the lab needs against what its nodes have; claims of releases that are not rendered are given. */
export function judgeCapacity(world: World, declared: readonly DeclaredClaim[] = []): Judgement {
  const capacity = capacityOf(world, declared);
  const { unrendered, nodes } = capacity;
  return {
    reports: [
      ...judgeNodes(capacity),
      ...judgeVolumes(world, capacity),
      ...judgeNodePorts(world),
      ...judgeHostPorts(capacity),
      ...judgeLoadBalancers(world),
    ],
    notJudged:
      nodes.length > 0 && unrendered.length > 0
        ? [{ why: `what ${unrendered.join(', ')} request of the nodes: their charts are not rendered here` }]
        : [],
  };
}

/** The rules of capacity. */
export const capacityRules: RuleSet = { rules: capacityDocs, judge: (world) => judgeCapacity(world) };
