import { resolve } from 'node:path';
import { tracks } from '../core/tracks/index.ts';
import { generateImports } from '../imports/generate.ts';
import { selectionOf } from '../imports/selection.ts';
import { verifyImports } from '../imports/verify.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { styleOf } from './style.ts';

/** What `hensteeth imports` can be told. */
export interface ImportsOptions {
  readonly from?: string;
}

/** Verifies `imports/`, or generates it again. */
export async function runImports(context: Context, options: ImportsOptions): Promise<ExitCode> {
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
