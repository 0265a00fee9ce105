import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stampLock } from './lock-stamp.mjs';

/** npm links the commands of dependencies, not the project's own: this puts `hensteeth` beside them, for npx to find. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'node_modules', '.bin');
if (existsSync(join(root, 'node_modules'))) {
  mkdirSync(folder, { recursive: true });
  const link = join(folder, 'hensteeth');
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', 'bin', 'hensteeth.mjs'), link);
  chmodSync(join(root, 'bin', 'hensteeth.mjs'), 0o755);
  stampLock(root);
}
