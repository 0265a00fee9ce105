import { capacityOf } from '../capacity/usage.ts';
import type { RuleSet } from '../rule.ts';
import { judgeLoadBalancers } from './capacity-addresses.ts';
import { capacityDocs } from './capacity-docs.ts';
import { judgeNodes } from './capacity-nodes.ts';
import { judgeHostPorts, judgeNodePorts } from './capacity-ports.ts';
import { judgeVolumes } from './capacity-volumes.ts';

/** The rules of capacity: what the lab needs against what its nodes have. */
export const capacityRules: RuleSet = {
  rules: capacityDocs,
  seesFacts: true,
  judge(world) {
    const capacity = capacityOf(world);
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
  },
};
