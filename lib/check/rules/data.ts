import type { RuleSet } from '../rule.ts';
import { dataDocs } from './data-docs.ts';
import { judgeForced } from './data-force.ts';
import { guardDocs } from './data-guard-docs.ts';
import { judgeLvmd } from './data-lvmd.ts';
import { judgePrune } from './data-prune.ts';
import { judgeReleases } from './data-release.ts';
import { secretDocs } from './data-secret-docs.ts';
import { judgeSecrets } from './data-secrets.ts';
import { judgeStorage } from './data-storage.ts';
import { judgeSubstitute } from './data-substitute.ts';

/** Data that must not be lost, and secrets that must not be read. */
export const dataRules: RuleSet = {
  rules: [...secretDocs, ...dataDocs, ...guardDocs],
  seesFacts: true,
  judge(world) {
    const secrets = judgeSecrets(world);
    const substitute = judgeSubstitute(world);
    return {
      reports: [
        ...secrets.reports,
        ...[judgePrune, judgeStorage, judgeForced, judgeReleases, judgeLvmd].flatMap((judge) => [...judge(world)]),
        ...substitute.reports,
      ],
      notJudged: [...secrets.notJudged, ...substitute.notJudged],
    };
  },
};
