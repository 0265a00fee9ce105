import type { RuleSet } from '../rule.ts';
import { judgeAlertmanager } from './observability-alertmanager.ts';
import { alertmanagerDocs } from './observability-alertmanager-docs.ts';
import { dashboardDocs } from './observability-dashboard-docs.ts';
import { judgeDashboards } from './observability-dashboards.ts';
import { ruleDocs } from './observability-rule-docs.ts';
import { judgeRules } from './observability-rules.ts';

/** Queries, alerts, dashboards, and who is told. */
export const observabilityRules: RuleSet = {
  rules: [...ruleDocs, ...dashboardDocs, ...alertmanagerDocs],
  judge(world) {
    const rules = judgeRules(world);
    const dashboards = judgeDashboards(world);
    return {
      reports: [...rules.reports, ...dashboards.reports, ...judgeAlertmanager(world)],
      notJudged: [...rules.notJudged, ...dashboards.notJudged],
    };
  },
};
