import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename } from 'node:path';

/** An archive that the server offers. */
export interface OfferedChart {
  readonly name: string;
  readonly version: string;
  /** Path of the archive. */
  readonly archive: string;
}

/** A chart repository of this machine's own: an index and archives. */
export class ChartServer {
  readonly #charts: ReadonlyMap<string, OfferedChart>;
  #server: Server | undefined;
  #port = 0;

  constructor(charts: readonly OfferedChart[]) {
    this.#charts = new Map(charts.map((chart) => [`/${basename(chart.archive)}`, chart]));
  }

  /** Listens; the second time at the same port as the first. */
  async start(): Promise<void> {
    const index = this.#index();
    const server = createServer(({ url = '/' }, answer) => {
      const chart = this.#charts.get(url);
      if (chart) createReadStream(chart.archive).pipe(answer);
      else if (url === '/index.yaml') answer.end(index);
      else answer.writeHead(404).end();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return Promise.resolve();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  /** JSON is YAML, too. */
  #index(): string {
    const entries: Record<string, object[]> = {};
    for (const [path, { name, version, archive }] of this.#charts) {
      const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
      entries[name] = [
        ...(entries[name] ?? []),
        { apiVersion: 'v2', name, version, urls: [path.slice(1)], digest, created: '2024-01-01T00:00:00Z' },
      ];
    }
    return JSON.stringify({ apiVersion: 'v1', entries, generated: '2024-01-01T00:00:00Z' });
  }
}
