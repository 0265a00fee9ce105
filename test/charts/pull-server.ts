import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Network } from '../../lib/charts/pull/network.ts';
import { archiveOf } from './archive-fixture.ts';

/** One request as the server saw it. */
export interface Seen {
  readonly url: string;
  readonly authorization: string | undefined;
}

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine, with replies by path. */
export class TestServer {
  readonly seen: Seen[] = [];
  readonly replies = new Map<string, Reply>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const url = request.url ?? '';
      this.seen.push({ url, authorization: request.headers.authorization });
      const reply = this.replies.get(url) ?? this.replies.get(url.replace(/\?.*/, ''));
      if (reply) reply(request, response);
      else response.writeHead(404).end();
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Paths that were asked for, in order. */
  get paths(): string[] {
    return this.seen.map(({ url }) => url);
  }

  give(path: string, body: string | Buffer, headers: Record<string, string> = {}): void {
    this.replies.set(path, (_, response) => response.writeHead(200, headers).end(body));
  }
}

/** An archive of a chart. */
export function chartArchive(name = 'web', version = '1.2.3', more = ''): Buffer {
  const content = `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`;
  return archiveOf([{ path: `${name}/Chart.yaml`, content }]);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A network that does not wait, and what it was asked to wait. */
export function eager(): Network & { readonly waits: number[] } {
  const waits: number[] = [];
  return { silence: 60_000, waits, delay: async (ms) => void waits.push(ms) };
}
