import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from './collect.mjs';
import { isInstalled } from './lock-stamp.mjs';
import { step } from './step.mjs';

/** Installs the dependencies when they are missing or are not those of the lockfile. Needs nothing but Node and npm. */
export async function setup(root) {
  refuseOldNode();
  if (existsSync(join(root, 'node_modules')) && isInstalled(root)) return;
  const done = step('installing dependencies (npm ci)');
  const { code, output } = await collect('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], root);
  if (code !== 0) {
    done('failed');
    process.stderr.write(`${output}\nerror: npm ci ended with ${code}. Read its message above, then run this again.\n`);
    process.exit(2);
  }
  await import('./link.mjs');
  done();
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(
    `error: Node ${process.versions.node} is too old; expected 20.19 or newer. Install a current Node.\n`,
  );
  process.exit(2);
}
