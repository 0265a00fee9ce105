import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartFacts } from '../check/charts-input.ts';
import { writeWhole } from '../core/write.ts';
import { readChart } from './chart.ts';
import { chartFacts } from './known-keys.ts';
import { archiveHash } from './mirror.ts';

/** Changes when what is kept changes its form, or templates are read better. */
const FORM = 1;

/**
 * What is known of a chart, read from its archive once: reading all templates of a large one takes half a second.
 *
 * @throws ChartError for an archive that is no whole chart
 */
export function factsOfArchive(archive: string, cache: string): ChartFacts {
  const file = join(cache, `facts-${FORM}-${archiveHash(archive)}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ChartFacts;
  } catch {
    const facts = chartFacts(readChart(archive));
    writeWhole(file, JSON.stringify(facts));
    return facts;
  }
}
