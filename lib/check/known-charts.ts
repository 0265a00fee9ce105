import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartFacts } from './charts-input.ts';

/**
 * What is known of charts, as `imports chart` wrote it to `*.json` of a folder: `imports/charts`. Empty when there is no such folder.
 *
 * @throws Error that names a file that cannot be read
 */
export function readKnownCharts(folder: string): ChartFacts[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readFacts(join(folder, name), name.replace(/\.json$/, '')));
}

function readFacts(file: string, chart: string): ChartFacts {
  try {
    const facts = JSON.parse(readFileSync(file, 'utf8')) as ChartFacts;
    if (typeof facts?.version === 'string' && facts.name === chart && typeof facts.values === 'object') return facts;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(
    `${file}: not the known keys of a chart. Take it from git, or run npx hensteeth imports chart ${chart}.`,
  );
}
