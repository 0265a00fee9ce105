import { referenceFacts } from '../references/facts.ts';
import type { RuleSet } from '../rule.ts';
import { hollowDocs } from './hollow-docs.ts';
import { judgeChartSources, judgeConfigMaps } from './hollow-maps.ts';
import { judgeMonitors, judgeRuleObjects } from './hollow-monitoring.ts';
import { judgePeerNamespaces, judgeSelectorless } from './hollow-network.ts';
import { judgeClaimTemplates, judgeGoverning, judgeProbePorts } from './hollow-pods.ts';
import { ReferenceFindings } from './reference-findings.ts';

/** Rules about objects that the API server takes although they do nothing, or break as soon as they are used. */
export const hollowRules: RuleSet = {
  rules: hollowDocs,
  judge(world) {
    const facts = referenceFacts(world);
    const findings = new ReferenceFindings();
    judgeMonitors(world, facts, findings);
    judgeRuleObjects(world, findings);
    judgeSelectorless(world, facts, findings);
    judgePeerNamespaces(world, facts, findings);
    judgeClaimTemplates(world, findings);
    judgeGoverning(world, facts, findings);
    judgeProbePorts(facts, findings);
    judgeConfigMaps(world, findings);
    judgeChartSources(world, facts, findings);
    return findings;
  },
};
