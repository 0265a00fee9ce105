import type { NotJudged, Report, RuleSet } from '../rule.ts';
import type { World } from '../world.ts';
import { judgeCycles } from './order-cycles.ts';
import { orderDocs } from './order-docs.ts';
import { Layers } from './order-layers.ts';
import { judgeNeeds, type OrderReference } from './order-needs.ts';
import { judgeOwners, judgeReleaseNames } from './order-owners.ts';

/** The rules of order, with the graph of references that edges are derived from. */
export function orderRulesWith(referencesOf: (world: World) => Iterable<OrderReference>): RuleSet {
  return {
    rules: orderDocs,
    judge(world) {
      const layers = new Layers(world);
      const owners = judgeOwners(world, layers);
      const reports: Report[] = [
        ...judgeCycles(world, layers),
        ...judgeNeeds(world, layers, referencesOf(world)),
        ...owners.reports,
        ...judgeReleaseNames(world),
      ];
      const notJudged: NotJudged[] = owners.notJudged;
      return { reports, notJudged };
    },
  };
}
