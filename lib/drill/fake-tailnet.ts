import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { connect, createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext } from 'node:tls';
import { leadingTo } from './host.ts';
import type { KeyPair } from './rehearsal-authority.ts';
import type { Network } from './tailnet.ts';

/** Addresses of this machine that stand for those of a server. */
export const FAKE_TAILNET = '127.100.64.7';
export const FAKE_LAN = '127.192.168.10';
const OWN = '127.0.0.1';
/** Where the fake ingress controller listens, away from whatever has 443 here. */
const INGRESS_HOST = FAKE_TAILNET;

/**
 * A FAKE of a tailnet and of the LAN beside it: two addresses of this machine's own loopback, which both lead to the API server as the two
 * interfaces of the real machine do, and an ingress controller that answers for hosts.
 */
export class FakeTailnet {
  readonly #servers: (Server | HttpsServer)[] = [];
  readonly #sockets = new Set<Duplex>();
  #ingressPort = 0;
  #pairs: ReadonlyMap<string, SecureContext> = new Map();

  /** Lets both addresses lead to a port of this machine. @throws Error where this machine has no such addresses */
  async lead(port: number): Promise<void> {
    for (const host of [FAKE_TAILNET, FAKE_LAN]) {
      const relay = createServer((from) => {
        const to = connect(port, OWN);
        for (const socket of [from, to]) this.#note(socket);
        from.pipe(to).pipe(from);
      });
      await listen(relay, port, host);
      this.#servers.push(relay);
    }
  }

  /** Starts the ingress controller. */
  async answer(fallback: KeyPair): Promise<void> {
    const ingress = createHttps(
      {
        cert: fallback.certificate,
        key: fallback.key,
        SNICallback: (host, callback) => callback(null, this.#pairs.get(host)),
      },
      (asked, answer) => {
        answer.statusCode = this.#pairs.has(String(asked.headers.host).replace(/:\d+$/, '')) ? 200 : 404;
        answer.end();
      },
    );
    ingress.on('connection', (socket) => this.#note(socket));
    this.#ingressPort = await listen(ingress, 0, INGRESS_HOST);
    this.#servers.push(ingress);
  }

  /** The certificate that is shown for each host. */
  show(pairs: ReadonlyMap<string, KeyPair>): void {
    this.#pairs = new Map(
      [...pairs].map(([host, { certificate, key }]) => [host, createSecureContext({ cert: certificate, key })]),
    );
  }

  /** The network as a machine sees it whose names lead to an address. */
  seen(address: string, authority: string): Network {
    return {
      resolve: async () => [address],
      lookup: leadingTo(address),
      // The other end of a connection is this machine's own address, whichever of its addresses it leads to.
      isTailnet: (each) => each === FAKE_TAILNET || each === OWN,
      ingressPort: this.#ingressPort,
      authority,
    };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #note(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

function listen(server: Server | HttpsServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as { port: number }).port));
  });
}
