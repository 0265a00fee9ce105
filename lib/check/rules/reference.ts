import { referenceFacts } from '../references/facts.ts';
import { referencesOf } from '../references/graph.ts';
import type { RuleSet } from '../rule.ts';
import { ACCESS_DOCS } from './reference-docs-access.ts';
import { FLUX_DOCS } from './reference-docs-flux.ts';
import { MONITORING_DOCS } from './reference-docs-monitoring.ts';
import { NETWORK_DOCS } from './reference-docs-network.ts';
import { POD_DOCS } from './reference-docs-pods.ts';
import { STORAGE_DOCS } from './reference-docs-storage.ts';
import { judgeEndpoints } from './reference-endpoints.ts';
import { ReferenceFindings } from './reference-findings.ts';
import { judgeFlux } from './reference-flux.ts';
import { judgeGrafana } from './reference-grafana.ts';
import { Hints } from './reference-hints.ts';
import { NameJudge } from './reference-names.ts';
import { judgePods } from './reference-pods.ts';
import { judgeTaken } from './reference-prometheus.ts';
import { SelectionJudge } from './reference-selections.ts';

/** Rules about what objects name: that it is there, and has the key, the port or the labels that are asked for. */
export const referenceRules: RuleSet = {
  rules: [...POD_DOCS, ...STORAGE_DOCS, ...ACCESS_DOCS, ...NETWORK_DOCS, ...MONITORING_DOCS, ...FLUX_DOCS],
  seesFacts: true,
  judge(world) {
    const facts = referenceFacts(world);
    const findings = new ReferenceFindings();
    const hints = new Hints(facts);
    const names = new NameJudge(world, facts, findings, hints);
    const selections = new SelectionJudge(facts, findings, hints);
    for (const reference of referencesOf(world)) {
      if (reference.selection) selections.judge(reference);
      else names.judge(reference);
    }
    selections.finish();
    judgeEndpoints(world, facts, findings);
    judgePods(facts, findings);
    judgeTaken(world, facts, findings);
    judgeGrafana(world, facts, findings);
    judgeFlux(world, facts, findings);
    return findings;
  },
};
