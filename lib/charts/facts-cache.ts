import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartFacts } from '../check/charts-input.ts';
import { writeWhole } from '../core/write.ts';
import { type Chart, readChart } from './chart.ts';
import { chartFacts } from './known-keys.ts';
import { archiveHash } from './mirror.ts';

/** Changes when what is kept changes its form, or templates are read better. */
const FORM = 2;

/**
 * What is known of a chart, read from its archive once: reading all templates of a large one takes half a second.
 *
 * @param committed what is known already, and of which archives
 * @throws ChartError for an archive that is no whole chart
 */
export function factsOfArchive(archive: string, cache: string, committed: readonly ChartFacts[] = []): ChartFacts {
  const hash = archiveHash(archive);
  const known = committed.find((facts) => facts.archive === hash);
  if (known) return known;
  const file = join(cache, `facts-${FORM}-${hash}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ChartFacts;
  } catch {
    const facts = factsOf(readChart(archive), hash);
    writeWhole(file, JSON.stringify(facts));
    return facts;
  }
}

/** What is known of a chart that was read from an archive with this hash. */
export function factsOf(chart: Chart, hash: string): ChartFacts {
  return { ...chartFacts(chart), archive: hash };
}
