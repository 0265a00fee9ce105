import { build as esbuild, formatMessages } from 'esbuild';
import { replace } from './cache.mjs';

/** What is bundled: the command line, and `main.ts` once a command asks for the lab. */
const ENTRY = `import { run } from './lib/cli/run.ts';
export const main = (args, place) => run(args, { ...place, loadLab: async () => (await import('./main.ts')).default });`;

/**
 * Bundles the project.
 *
 * @returns what is wrong with the sources, for people; `undefined` when the bundle was written
 */
export async function build(root, bundle) {
  try {
    const result = await esbuild({
      absWorkingDir: root,
      stdin: { contents: ENTRY, resolveDir: root, sourcefile: 'hensteeth.js' },
      outfile: bundle,
      bundle: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      sourcemap: 'external',
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
      external: ['esbuild', 'typescript', '@kubernetes/client-node'],
      supported: { 'dynamic-import': false },
      logLevel: 'silent',
    });
    for (const file of result.outputFiles) replace(file.path, file.contents);
    return undefined;
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    const messages = await formatMessages(error.errors, { kind: 'error', color: process.stderr.isTTY === true });
    return `${messages.join('')}error: the project does not build; nothing was written. Correct the place above.\n`;
  }
}
