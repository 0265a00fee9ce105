import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueMarkdown, mistakesMarkdown, testsOfRows } from '../check/catalogue-docs.ts';
import { mistakes } from '../check/mistakes.ts';
import { allRules } from '../check/rule-sets.ts';
import type { Track } from '../core/track.ts';
import { tracks } from '../core/tracks/index.ts';
import { writeWhole } from '../core/write.ts';
import { renovateConfig } from '../forge/renovate.ts';
import { WORKFLOW_FILES, workflow } from '../forge/workflow.ts';
import { nodeMarkdown } from '../node/node-docs.ts';
import { FILES } from '../node/node-files.ts';
import { programsOf, SIMULATED_TRACKS } from '../simulator/programs.ts';
import { simulatorMarkdown } from '../simulator/simulator-docs.ts';
import { ageKeygen, sops } from '../tools/tools.ts';
import type { Context, ExitCode } from './context.ts';
import { recoveryMarkdown } from './recovery-docs.ts';

/** Text of every generated page, by its path relative to the project. */
export function generatedPages(root: string): ReadonlyMap<string, string> {
  const names = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).sort();
  const tests = names.filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`);
  const rows = testsOfRows(new Map(tests.map((file) => [file, readFileSync(join(root, file), 'utf8')])));
  const known: Readonly<Record<string, Track>> = tracks;
  const simulated = new Map(SIMULATED_TRACKS.map((name) => [known[name]!, programsOf(name, root)!]));
  return new Map([
    ['docs/rules.md', catalogueMarkdown(allRules)],
    ['docs/mistakes.md', mistakesMarkdown(allRules, mistakes, rows)],
    [WORKFLOW_FILES.github, workflow('github')],
    [WORKFLOW_FILES.forgejo, workflow('forgejo')],
    ['renovate.json', renovateConfig()],
    ['docs/node.md', nodeMarkdown((source) => readFileSync(join(root, FILES, source), 'utf8'))],
    ['docs/disaster-recovery.md', recoveryMarkdown()],
    ['docs/simulator.md', simulatorMarkdown(simulated, [sops, ageKeygen])],
  ]);
}

/** Writes the generated pages. */
export function runDocs(context: Context): ExitCode {
  for (const [file, text] of generatedPages(context.root)) {
    writeWhole(join(context.root, file), text);
    process.stdout.write(`✓ ${file}\n`);
  }
  return 0;
}
