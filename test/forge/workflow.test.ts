import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renovateConfig } from '../../lib/forge/renovate.ts';
import { workflow } from '../../lib/forge/workflow.ts';
import { resolveTool, whyNoTool } from '../../lib/tools/resolve.ts';
import { runProgram } from '../../lib/tools/run-program.ts';
import type { Tool } from '../../lib/tools/tool.ts';

const actionlint: Tool = {
  name: 'actionlint',
  version: '1.7.12',
  package: 'github.com/rhysd/actionlint/cmd/actionlint',
  versionArguments: ['-version'],
  releases: 'https://github.com/rhysd/actionlint/releases',
};

interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const jobsOf = (text: string) => (parse(text) as { jobs: Readonly<Record<string, Job>> }).jobs;

test.each(['github', 'forgejo'] as const)('every action of the workflow for %s is pinned by its commit', (forge) => {
  const uses = Object.values(jobsOf(workflow(forge))).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  expect(uses.length).toBeGreaterThan(2);
  expect(uses.filter((each) => !/@[0-9a-f]{40}$/.test(each))).toEqual([]);
});

test('on GitHub, what runs code of a request may only read, and what may write runs none of it', () => {
  const { judge, tell } = jobsOf(workflow('github'));
  expect(judge!.permissions).toEqual({ contents: 'read' });
  expect(tell!.permissions).toEqual({ 'pull-requests': 'write', 'security-events': 'write' });
  expect(tell!.steps.filter(({ uses }) => uses?.includes('checkout'))).toEqual([]);
  expect(tell!.steps.filter(({ run }) => run && /npm|npx/.test(run))).toEqual([]);
  expect(workflow('github')).not.toContain('secrets.');
});

test('every chart of the track and every program is found by the patterns of Renovate', () => {
  const { customManagers } = JSON.parse(renovateConfig()) as {
    customManagers: { managerFilePatterns: string[]; matchStrings: string[]; depNameTemplate?: string }[];
  };
  const { readFileSync, readdirSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
  const files = ['lib/core/tracks', 'lib/tools', 'lib/forge'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
  for (const { managerFilePatterns, matchStrings, depNameTemplate } of customManagers) {
    const [pattern] = managerFilePatterns.map((each) => new RegExp(each.slice(1, -1)));
    const matched = files
      .filter((file) => pattern!.test(file))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(new RegExp(matchStrings[0]!, 'g'))]);
    expect([depNameTemplate ?? 'actions', matched.length]).toEqual([
      depNameTemplate ?? 'actions',
      depNameTemplate ? 1 : 6,
    ]);
  }
});

const missing = whyNoTool(actionlint);
if (missing) console.log(`skipped: actionlint on the workflows: ${missing}`);

(missing ? test.skip : test)(
  'actionlint finds nothing wrong',
  async () => {
    const program = await resolveTool(actionlint);
    const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
    try {
      mkdirSync(join(folder, '.github/workflows'), { recursive: true });
      // Forgejo names its actions by URL and its runners by other labels; the rest is the same language.
      const known = workflow('forgejo')
        .replaceAll('https://data.forgejo.org/', '')
        .replace('runs-on: docker', 'runs-on: ubuntu-latest');
      const files = [workflow('github'), known].map((text, i) => {
        const file = join(folder, `.github/workflows/lab-${i}.yaml`);
        writeFileSync(file, text);
        return file;
      });
      const args = ['-shellcheck=', '-pyflakes=', ...files];
      const { code, output, errors } = await runProgram(program, args, { env: process.env, cwd: folder });
      expect([code, output + errors]).toEqual([0, '']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  600_000,
);
