import { isAscii } from 'node:buffer';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

const CACHE = 'node_modules/.cache/hensteeth';
const HEAD = '(function (exports, require, module, __filename, __dirname) {';

/**
 * Runs the command line from one bundle of `main.ts` and `lib/`, kept in a cache beside the dependencies with the code that V8
 * compiled from it. The bundle is made anew when any of its inputs is not as it was.
 */
export async function launch(root, args) {
  if (!existsSync(join(root, 'node_modules/esbuild'))) {
    process.stderr.write('error: the dependencies are not installed. Run npm start once: it installs them.\n');
    process.exitCode = 2;
    return;
  }
  const cwd = process.cwd();
  process.chdir(root);
  const bundle = join(root, CACHE, 'hensteeth.cjs');
  if (!isFresh(root)) {
    const failure = await build(root, bundle);
    if (failure) {
      process.stderr.write(failure);
      process.exitCode = 2;
      return;
    }
  }
  const { main, keep } = load(bundle);
  process.exitCode = await main(args, { root, cwd, bundle });
  keep();
}

/** Whether every input of the bundle has the size and time that it had. */
function isFresh(root) {
  try {
    const { node, inputs } = JSON.parse(readFileSync(join(root, CACHE, 'inputs.json'), 'utf8'));
    return node === process.version && inputs.every(([file, stamp]) => stampOf(root, file) === stamp);
  } catch {
    return false;
  }
}

function stampOf(root, file) {
  const { size, mtimeMs } = statSync(join(root, file));
  return `${size}:${mtimeMs}`;
}

async function build(root, bundle) {
  const { build: esbuild, formatMessages } = await import('esbuild');
  try {
    const result = await esbuild({
      absWorkingDir: root,
      stdin: {
        contents: `import { run } from './lib/cli/run.ts';
export const main = (args, place) => run(args, { ...place, loadLab: async () => (await import('./main.ts')).default });`,
        resolveDir: root,
        sourcefile: 'hensteeth.js',
      },
      outfile: bundle,
      bundle: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      sourcemap: 'external',
      metafile: true,
      minifySyntax: true,
      minifyWhitespace: true,
      external: ['esbuild', 'typescript'],
      supported: { 'dynamic-import': false },
      logLevel: 'silent',
    });
    mkdirSync(dirname(bundle), { recursive: true });
    for (const file of result.outputFiles) replace(file.path, file.contents);
    const files = Object.keys(result.metafile.inputs).filter((file) => existsSync(join(root, file)));
    const inputs = [...files, 'package-lock.json', 'bin/launch.mjs'].map((file) => [file, stampOf(root, file)]);
    replace(join(root, CACHE, 'inputs.json'), JSON.stringify({ node: process.version, inputs }));
    return undefined;
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    const messages = await formatMessages(error.errors, { kind: 'error', color: process.stderr.isTTY === true });
    return `${messages.join('')}error: the project does not build; nothing was written. Correct the place above.\n`;
  }
}

/** Loads the bundle, with compiled code where it fits; `keep` stores what was compiled for the next run. */
function load(bundle) {
  const bytes = readFileSync(bundle);
  const text = isAscii(bytes) ? bytes.latin1Slice() : bytes.toString('utf8');
  const compiled = `${bundle}.${process.version}.compiled`;
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

function replace(path, contents) {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, contents);
  renameSync(partial, path);
}
