import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './row.ts';
import { median, type Timing, timed } from './timed.ts';

const RUNS = 5;
const TEMPLATE = 'node_modules/cdk8s-cli/templates/typescript-app';

/**
 * A cold `hensteeth synth` of the shipped lab against `cdk8s synth` of the same lab in the set-up that `cdk8s init typescript-app`
 * makes: its tsconfig, ts-node and TypeScript 5.9. The two run in turn; medians and their ratio are told.
 */
export function coldStart(progress: (step: string) => void): Row[] {
  const peer = peerProject(progress);
  try {
    const ours = ['node_modules/.bin/hensteeth', ['synth', '--quiet'], process.cwd()] as const;
    const fast = ['node_modules/.bin/hensteeth', ['synth', '--quiet', '--no-types'], process.cwd()] as const;
    const theirs = ['node_modules/.bin/cdk8s', ['synth'], peer] as const;
    timed(...ours);
    timed(...theirs);
    const times = { ours: [] as Timing[], unstamped: [] as Timing[], fast: [] as Timing[], theirs: [] as Timing[] };
    for (let run = 0; run < RUNS; run++) {
      progress(`cold start, run ${run + 1} of ${RUNS}`);
      times.theirs.push(timed(...theirs));
      times.ours.push(timed(...ours));
      times.fast.push(timed(...fast));
      rmSync('node_modules/.cache/hensteeth/types', { force: true });
      times.unstamped.push(timed(...ours));
    }
    const their = median(times.theirs);
    const row = (name: string, timings: Timing[], goal?: string): Row => {
      const our = median(timings);
      const note = `${Math.round(our.ms)} ms, ${our.peakMb} MB; cdk8s synth ${Math.round(their.ms)} ms, ${their.peakMb} MB`;
      return { name, value: their.ms / our.ms, unit: 'x', ...(goal && { goal }), note };
    };
    return [
      row('hensteeth synth, types checked before (nothing changed since)', times.ours, '>= 25'),
      row('hensteeth synth --no-types', times.fast, '>= 25'),
      row('hensteeth synth, types checked in the run', times.unstamped),
    ];
  } finally {
    rmSync(peer, { recursive: true, force: true });
  }
}

/** The same lab as `cdk8s init` would have it: `.ts` endings of imports dropped, and cdk8s' own synthesis at the end. */
function peerProject(progress: (step: string) => void): string {
  const root = mkdtempSync(join(tmpdir(), 'cdk8s-init-'));
  progress('installing ts-node and TypeScript 5.9 for the peer');
  const template = JSON.parse(readFileSync(join(TEMPLATE, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
  const newer = { lib: ['es2023'], target: 'ES2022', skipLibCheck: true, types: ['node'] };
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({ ...template, compilerOptions: { ...template.compilerOptions, ...newer } }),
  );
  cpSync(join(TEMPLATE, 'cdk8s.yaml'), join(root, 'cdk8s.yaml'));
  writeFileSync(join(root, 'cdk8s.yaml'), 'language: typescript\napp: npx ts-node main.ts\n');
  writeFileSync(join(root, 'package.json'), '{"private":true}');
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', 'ts-node@10', 'typescript@5.9'], {
    cwd: root,
  });
  if (install.status !== 0) throw new Error(`npm install of the peer failed: ${install.stderr}`);
  for (const name of readdirSync('node_modules')) linkUnlessThere(name, root);
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  linkUnlessThere('.bin/cdk8s', root);
  for (const part of ['lib', 'imports', 'main.ts']) copySources(part, root);
  const main = readFileSync(join(root, 'main.ts'), 'utf8');
  writeFileSync(join(root, 'main.ts'), `import { App } from 'cdk8s';\n${main}\nApp.prototype.synth.call(lab);\n`);
  return root;
}

function linkUnlessThere(name: string, root: string): void {
  try {
    symlinkSync(join(process.cwd(), 'node_modules', name), join(root, 'node_modules', name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function copySources(part: string, root: string): void {
  if (part.endsWith('.ts')) {
    const text = readFileSync(part, 'utf8').replace(/(from '\.[^']*)\.ts'/g, "$1'");
    writeFileSync(join(root, part), text);
  } else if (!part.includes('.')) {
    mkdirSync(join(root, part), { recursive: true });
    for (const name of readdirSync(part)) copySources(`${part}/${name}`, root);
  }
}
