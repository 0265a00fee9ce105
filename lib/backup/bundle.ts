import { join } from 'node:path';

/** Where the program stands on the node. */
export const PROGRAM = '/usr/local/lib/hensteeth/hensteeth-node.cjs';

/**
 * The program for the node: all of it in one file, for Node 20 and nothing beside. The same sources make the same bytes.
 *
 * @param root of the project
 */
export async function nodeProgram(root: string): Promise<Uint8Array> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'lib/backup/node-program.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    // Only a kubeconfig of the owner needs it.
    external: ['@kubernetes/client-node'],
    logLevel: 'silent',
  });
  return outputFiles[0]!.contents;
}
