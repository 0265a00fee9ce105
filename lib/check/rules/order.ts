import type { RuleSet } from '../rule.ts';
import { judgeCycles } from './order-cycles.ts';
import { orderDocs } from './order-docs.ts';
import { Layers } from './order-layers.ts';
import { judgeNeeds } from './order-needs.ts';
import { judgeOwners, judgeReleaseNames } from './order-owners.ts';

/** The rules of order: what Flux applies before what, and who owns an object. */
export const orderRules: RuleSet = {
  rules: orderDocs,
  seesFacts: true,
  judge(world) {
    const layers = new Layers(world);
    const { reports, notJudged } = judgeOwners(world, layers);
    return {
      reports: [...judgeCycles(world, layers), ...judgeNeeds(world, layers), ...reports, ...judgeReleaseNames(world)],
      notJudged,
    };
  },
};
