import { resolve } from 'node:path';
import { Command } from 'commander';
import { tracks } from '../core/tracks/index.ts';
import { generateImports } from '../imports/generate.ts';
import { selectionOf } from '../imports/selection.ts';
import { verifyImports } from '../imports/verify.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { styleOf } from './style.ts';

interface ImportsOptions {
  readonly from?: string;
}

/** `hensteeth imports`. */
export function importsCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('imports')
    .description('verify imports/, or generate it again from charts, CRDs and Kubernetes schemas')
    .option('--from <folder>', 'folder with charts/, crds/ and schemas/ at the versions of the track')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth imports                   is every file of imports/ as it was generated?
  npx hensteeth imports --from ~/inputs   generate the types and schemas again; the same inputs give the same bytes

The folder holds charts/<name>-<version>/values.yaml (and Chart.yaml, values.schema.json), crds/<name>-<version>.yaml
and schemas/kubernetes-<version>.json. What is missing is named.

Exit: 0 as generated, 1 edited by hand, 2 an input is missing or broken (nothing is written then)`,
    )
    .action(async (options: ImportsOptions) => end(await imports(context, options)));
}

async function imports(context: Context, options: ImportsOptions): Promise<ExitCode> {
  const style = styleOf(process.stdout);
  if (options.from !== undefined) {
    const track = Object.values(tracks).at(-1)!;
    const report = await generateImports(resolve(context.cwd, options.from), 'imports', selectionOf(track), (step) =>
      process.stderr.write(`... ${step}\n`),
    );
    const files = Object.keys(report.bytes).length;
    const size = Object.values(report.bytes).reduce((sum, bytes) => sum + bytes, 0);
    const counts = `${files} files, ${Math.round(size / 1024)} KiB; ${report.written.length} written, ${report.removed.length} removed`;
    process.stdout.write(`${style('green', '✓')} imports/: ${counts}\n`);
    return 0;
  }
  const problems = verifyImports('imports');
  if (problems.length === 0) {
    process.stdout.write(`${style('green', '✓')} imports/ is as it was generated\n`);
    return 0;
  }
  process.stderr.write(findingsText(problems, styleOf(process.stderr)));
  return 1;
}
