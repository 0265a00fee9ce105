import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const FORBIDDEN = [
  ['lib/values/new.ts', '../core/layer.ts'],
  ['lib/core/new.ts', '../platform/secrets.ts'],
  ['lib/core/other.ts', '../check/world.ts'],
  ['lib/platform/new.ts', '../apps/app.ts'],
  ['lib/platform/monitoring/new.ts', '../../check/world.ts'],
  ['lib/apps/new.ts', '../platform/secrets.ts'],
  ['lib/check/rules/new.ts', '../../cli/run.ts'],
  ['lib/imports/new.ts', '../check/world.ts'],
  ['lib/check/other.ts', '../charts/chart.ts'],
  ['lib/tools/new.ts', '../charts/chart.ts'],
  ['lib/charts/new.ts', '../cli/run.ts'],
  ['lib/charts/other.ts', '../simulator/stage.ts'],
  ['lib/simulator/new.ts', '../cli/run.ts'],
  ['lib/secrets/new.ts', '../platform/secrets.ts'],
  ['lib/secrets/other.ts', '../cli/run.ts'],
  ['lib/check/rules/other.ts', '../../secrets/needed.ts'],
  ['lib/live/new.ts', '../simulator/stage.ts'],
  ['lib/volumes/new.ts', '../cli/run.ts'],
  ['lib/volumes/other.ts', '../charts/lock.ts'],
  ['lib/backup/new.ts', '../cli/run.ts'],
  ['lib/backup/other.ts', '../node/storage.ts'],
  ['lib/volumes/third.ts', '../backup/names.ts'],
  ['lib/live/other.ts', '../volumes/lvm.ts'],
  ['lib/backup/third.ts', '../drill/drill.ts'],
  ['lib/volumes/fifth.ts', '../node/storage.ts'],
  ['lib/drill/new.ts', '../cli/run.ts'],
  ['lib/volumes/fourth.ts', '../drill/drill.ts'],
  ['lib/simulator/third.ts', '../drill/drill.ts'],
  ['lib/node/new.ts', '../cli/run.ts'],
  ['lib/cli/new.ts', '../../main.ts'],
] as const;
const ALLOWED = [
  ['lib/core/fine.ts', '../values/host.ts'],
  ['lib/platform/fine.ts', '../core/layer.ts'],
  ['lib/platform/typed.ts', '../../imports/charts/thanos.ts'],
  ['lib/check/rules/fine.ts', '../../core/finding.ts'],
  ['lib/cli/fine.ts', '../check/world.ts'],
  ['lib/secrets/fine.ts', '../check/world.ts'],
  ['lib/secrets/tooled.ts', '../tools/tools.ts'],
  ['lib/platform/declared.ts', './secrets.ts'],
  ['lib/charts/fine.ts', '../check/world.ts'],
  ['lib/charts/tooled.ts', '../tools/tools.ts'],
  ['lib/node/fine.ts', '../tools/tools.ts'],
  ['lib/volumes/fine.ts', '../live/ssh.ts'],
  ['lib/drill/fine.ts', '../simulator/stage.ts'],
  ['lib/backup/fine.ts', '../volumes/machine.ts'],
  ['lib/simulator/fine.ts', '../charts/mirror.ts'],
] as const;

let refused: Set<string>;

beforeAll(() => {
  const root = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    cpSync('biome.json', join(root, 'biome.json'));
    for (const [file, imported] of [...FORBIDDEN, ...ALLOWED]) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), `import { x } from '${imported}';\n\nexport const y = x;\n`);
    }
    const biome = join(process.cwd(), 'node_modules/.bin/biome');
    const { stdout, stderr } = spawnSync(biome, ['lint', '--reporter=github', '--max-diagnostics=100'], {
      cwd: root,
      encoding: 'utf8',
    });
    const lines = (stdout + stderr).split('\n').filter((line) => line.includes('noRestrictedImports'));
    refused = new Set(lines.map((line) => /file=.*?(lib\/[^,]+)/.exec(line)?.[1] ?? ''));
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.each(FORBIDDEN)('%s may not import %s', (file) => {
  expect([...refused]).toContain(file);
});

test.each(ALLOWED)('%s may import %s', (file) => {
  expect([...refused]).not.toContain(file);
});
