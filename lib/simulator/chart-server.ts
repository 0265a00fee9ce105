import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { LocalServer } from './local-server.ts';

/** An index tells when it was made; nobody reads it. */
const MADE = '2024-01-01T00:00:00Z';

/** An archive that the server offers. */
export interface OfferedChart {
  readonly name: string;
  readonly version: string;
  /** Path of the archive. */
  readonly archive: string;
}

/** A chart repository of this machine's own: an index and archives. */
export class ChartServer extends LocalServer {
  readonly #charts: ReadonlyMap<string, OfferedChart>;
  readonly #index: string;

  constructor(charts: readonly OfferedChart[]) {
    super();
    this.#charts = new Map(charts.map((chart) => [`/${basename(chart.archive)}`, chart]));
    this.#index = indexOf(this.#charts);
  }

  protected override serve({ url = '/' }: IncomingMessage, answer: ServerResponse): void {
    const chart = this.#charts.get(url);
    if (chart) createReadStream(chart.archive).pipe(answer);
    else if (url === '/index.yaml') answer.end(this.#index);
    else answer.writeHead(404).end();
  }
}

/** The index of a repository. JSON is YAML, too. */
function indexOf(charts: ReadonlyMap<string, OfferedChart>): string {
  const entries: Record<string, object[]> = {};
  for (const [path, { name, version, archive }] of charts) {
    const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
    entries[name] = [
      ...(entries[name] ?? []),
      { apiVersion: 'v2', name, version, urls: [path.slice(1)], digest, created: MADE },
    ];
  }
  return JSON.stringify({ apiVersion: 'v1', entries, generated: MADE });
}
