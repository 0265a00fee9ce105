import type { RuleSet } from '../../lib/check/rule.ts';
import type { Subject } from '../../lib/check/subject.ts';
import type { World, WorldProps } from '../../lib/check/world.ts';
import { subjectsOf, worldOf } from './world-of.ts';

/**
 * The world of an example: objects, and parts that begin with `# before`, `# after`, `# file: PATH` or `# made by: RELEASE`. Files in
 * `secrets/` and `.sops.yaml` are files; all others hold objects, and what a release makes is of that release.
 */
export function scenario(text: string, props: Partial<WorldProps> = {}): World {
  const objects: Subject[] = [];
  const secretFiles: { file: string; text: string }[] = [];
  const more: { before?: Subject[]; sopsRules?: string } = {};
  for (const part of text.split(/^(?=# (?:before|after|file: \S+|made by: \S+)$)/m)) {
    const file = /^# file: (\S+)$/m.exec(part)?.[1];
    const release = /^# made by: (\S+)$/m.exec(part)?.[1];
    if (release !== undefined) objects.push(...subjectsOf(part, { release }));
    else if (part.startsWith('# before\n')) more.before = subjectsOf(part);
    else if (file === '.sops.yaml') more.sopsRules = part;
    else if (file?.startsWith('secrets/')) secretFiles.push({ file, text: part });
    else objects.push(...subjectsOf(part));
  }
  return worldOf('', { subjects: objects, ...(secretFiles.length > 0 && { secretFiles }), ...more, ...props });
}

/** Codes that a rule set tells of an example, sorted, each once. */
export function codesOf(set: RuleSet, text: string, props: Partial<WorldProps> = {}): string[] {
  const reports = set.judge(scenario(text, props)).reports;
  return [...new Set([...reports].map(({ code }) => code))].sort();
}
