import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An HTTP server for this machine alone, which can go away and come back at the same address. */
export abstract class LocalServer {
  #server: Server | undefined;
  #port = 0;

  /** Listens; the second time at the same port as the first. */
  async start(): Promise<void> {
    const server = createServer((asked, answer) => this.serve(asked, answer));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  /** Without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Hangs up on everybody. */
  stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return Promise.resolve();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  protected abstract serve(asked: IncomingMessage, answer: ServerResponse): void;
}
