import { isAscii } from 'node:buffer';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { CACHE, replace } from './cache.mjs';
import { projectKey } from './project-key.mjs';
import { remembered } from './remembered.mjs';

const HEAD = '(function (exports, require, module, __filename, __dirname) {';

/**
 * Runs commands, one after the other until one fails. They run from one bundle of `main.ts` and `lib/`, kept in a cache beside
 * the dependencies with the code that V8 compiled from it, and made anew when a file of the project is not as it was.
 */
export async function launch(root, ...commands) {
  if (!existsSync(join(root, 'node_modules/esbuild'))) {
    process.stderr.write('error: the dependencies are not installed. Run npm start once: it installs them.\n');
    process.exitCode = 2;
    return;
  }
  const cwd = process.cwd();
  process.chdir(root);
  const key = projectKey(root);
  const last = remembered(root, cwd, key, commands);
  process.exitCode = last?.replay();
  if (process.exitCode !== undefined) return;
  const bundle = join(root, CACHE, 'hensteeth.cjs');
  if (keyOf(bundle) !== key) {
    const { build } = await import('./build.mjs');
    const failure = await build(root, bundle);
    if (failure) {
      process.stderr.write(failure);
      process.exitCode = 2;
      return;
    }
    replace(`${bundle}.key`, key);
  }
  const { main, keep } = load(bundle, commands.map(([command]) => command).join(''));
  for (const args of commands) {
    const run = () => main(args, { root, cwd, bundle, key });
    process.exitCode = await (last ? last.record(run) : run());
    if (process.exitCode !== 0) break;
  }
  keep();
}

/** The key of the project that the bundle was made from. */
function keyOf(bundle) {
  return existsSync(bundle) && existsSync(`${bundle}.key`) ? readFileSync(`${bundle}.key`, 'utf8') : undefined;
}

/**
 * Loads the bundle, with compiled code where it fits; `keep` stores what was compiled for the next run of the same command, which
 * needs the same functions.
 */
function load(bundle, command) {
  const bytes = readFileSync(bundle);
  const text = isAscii(bytes) ? bytes.latin1Slice() : bytes.toString('utf8');
  const compiled = `${bundle}.${process.version}.${command.replace(/[^a-z]/g, '')}.compiled`;
  const cachedData = isNewer(compiled, bundle) ? readFileSync(compiled) : undefined;
  const script = new vm.Script(`${HEAD}${text}\n})`, {
    filename: bundle,
    columnOffset: -HEAD.length,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  const keep = () => {
    if (cachedData === undefined || script.cachedDataRejected) replace(compiled, script.createCachedData());
  };
  return { main: module.exports.main, keep };
}

function isNewer(file, than) {
  return existsSync(file) && statSync(file).mtimeMs >= statSync(than).mtimeMs;
}
