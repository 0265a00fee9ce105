import type { RuleSet } from '../rule.ts';
import { changeDocs } from './change-docs.ts';
import { judgeImmutable } from './change-immutable.ts';
import { Change } from './change-pairs.ts';
import { judgePower } from './change-power.ts';
import { judgeRemoved } from './change-removed.ts';
import { judgeService } from './change-service.ts';
import { judgeShrink } from './change-sizes.ts';
import { judgeVersions } from './change-versions.ts';
import { judgeVolumePlaces } from './change-volumes.ts';
import { changeVolumeDocs } from './change-volumes-docs.ts';

/** What an older revision does not allow to change. Without one there is nothing to judge. */
export const changeRules: RuleSet = {
  rules: [...changeDocs, ...changeVolumeDocs],
  judge(world) {
    const { before } = world.props;
    if (!before) return { reports: [] };
    const change = new Change(world, before);
    return {
      reports: [
        judgeImmutable,
        judgeShrink,
        judgeRemoved,
        judgeVersions,
        judgeService,
        judgePower,
        judgeVolumePlaces,
      ].flatMap((judge) => [...judge(change)]),
    };
  },
};
