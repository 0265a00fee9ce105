import type { RuleSet } from './rule.ts';

/** Several sets as one, in their order. */
export function joinRules(...sets: readonly RuleSet[]): RuleSet {
  return {
    rules: sets.flatMap((set) => set.rules),
    judge(world) {
      const judged = sets.map((set) => set.judge(world));
      return {
        reports: judged.flatMap(({ reports }) => [...reports]),
        notJudged: judged.flatMap(({ notJudged }) => [...(notJudged ?? [])]),
      };
    },
  };
}
