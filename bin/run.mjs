import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collect } from './collect.mjs';
import { setup } from './setup.mjs';
import { step } from './step.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);

const verbs = {
  /** Renders the lab, shows it, and judges it. */
  async start(args) {
    const { launch } = await import('./launch.mjs');
    await launch(root, ['synth', '--pages', ...args], ['check', '--no-types', '--brief']);
    return process.exitCode;
  },

  /** Types, lint, then unit, snapshot and property tests. All are run, so that one run tells everything. */
  async test(args) {
    const codes = [
      await quietly('types', bin('tsc'), ['-p', 'test/tsconfig.json']),
      await quietly('lint', bin('biome'), ['ci', '--error-on-warnings']),
      await aloud(bin('jest'), args),
    ];
    return codes.some((code) => code !== 0) ? 1 : 0;
  },

  /** Tests on a real control plane. Builds its programs where they are not built yet, which takes half an hour. */
  async simulator(args) {
    return aloud(bin('jest'), ['--config=jest.simulator.config.mjs', ...args]);
  },

  /** Ratios measured in one run, and the machine. */
  async bench(args) {
    return aloud(process.execPath, [join(root, 'bin', 'bench.mjs'), ...args]);
  },
};

const [verb, ...args] = process.argv.slice(2);
process.chdir(root);
await setup(root);
process.exitCode = await verbs[verb](args);

async function quietly(label, command, args) {
  const done = step(label);
  const { code, output } = await collect(command, args, root);
  done(code === 0 ? undefined : 'failed');
  if (code !== 0) process.stderr.write(output);
  return code;
}

function aloud(command, args) {
  return new Promise((resolve) => {
    spawn(command, args, { cwd: root, stdio: 'inherit' }).on('close', (code) => resolve(code ?? 2));
  });
}
