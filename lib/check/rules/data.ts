import type { RuleSet } from '../rule.ts';
import { dataDocs } from './data-docs.ts';
import { judgePrune } from './data-prune.ts';
import { secretDocs } from './data-secret-docs.ts';
import { judgeSecrets } from './data-secrets.ts';
import { judgeStorage } from './data-storage.ts';
import { judgeSubstitute } from './data-substitute.ts';

/** Data that must not be lost, and secrets that must not be read. */
export const dataRules: RuleSet = {
  rules: [...secretDocs, ...dataDocs],
  judge(world) {
    const secrets = judgeSecrets(world);
    const substitute = judgeSubstitute(world);
    return {
      reports: [...secrets.reports, ...judgePrune(world), ...judgeStorage(world), ...substitute.reports],
      notJudged: [...secrets.notJudged, ...substitute.notJudged],
    };
  },
};
