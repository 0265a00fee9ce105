import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A FAKE of Google Cloud Storage and of what gives tokens for it: objects in memory, and a signature that is really verified. */
export class FakeGoogle {
  readonly objects = new Map<string, Buffer>();
  /** Requests that were answered: `PUT name`. */
  readonly calls: string[] = [];
  /** Requests, by how they begin, that are refused as for an account without rights. */
  refused: string | undefined;
  /** Whether what is uploaded arrives changed. */
  isLossy = false;
  /** Objects in one page of a list. */
  page = 1000;
  readonly #server: Server;
  #tokens = 0;

  private constructor() {
    this.#server = createServer((request, answer) => {
      this.#answer(request, answer).catch((error: unknown) => answer.writeHead(500).end(String(error)));
    });
  }

  static async start(): Promise<FakeGoogle> {
    const fake = new FakeGoogle();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** JSON key of the account that it knows. */
  get account(): string {
    return JSON.stringify({
      type: 'service_account',
      project_id: 'example-project',
      client_email: 'backup@example-project.iam.gserviceaccount.com',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      token_uri: `${this.endpoint}/token`,
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const url = new URL(request.url!, this.endpoint);
    const json = (code: number, value: unknown) =>
      answer.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/token') return void this.#token(new URLSearchParams(body.toString()), json);
    if (request.headers.authorization !== `Bearer token-${this.#tokens}`) {
      return void json(401, { error: { message: 'Invalid Credentials' } });
    }
    const [, upload, encoded] =
      /^(\/upload)?\/storage\/v1\/b\/(?:example-bucket|my-bucket)\/o(?:\/(.+))?$/.exec(url.pathname) ?? [];
    const name = url.searchParams.get('name') ?? (encoded === undefined ? undefined : decodeURIComponent(encoded));
    const call = `${request.method} ${name ?? url.searchParams.get('prefix')}`;
    this.calls.push(call);
    if (this.refused !== undefined && call.startsWith(this.refused)) {
      return void json(403, { error: { message: 'backup@ does not have storage.objects access' } });
    }
    if (upload) {
      const kept = this.isLossy ? body.subarray(0, -1) : body;
      this.objects.set(name!, kept);
      return void json(200, { size: String(kept.length), md5Hash: createHash('md5').update(kept).digest('base64') });
    }
    if (name === undefined) return void this.#list(url.searchParams, json);
    const object = this.objects.get(name);
    if (!object) return void json(404, { error: { message: `No such object: ${name}` } });
    if (request.method === 'DELETE') this.objects.delete(name);
    answer.writeHead(request.method === 'DELETE' ? 204 : 200).end(request.method === 'DELETE' ? undefined : object);
  }

  #list(query: URLSearchParams, json: (code: number, value: unknown) => void): void {
    const prefix = query.get('prefix')!;
    const names = [...this.objects.keys()]
      .filter((name) => name.startsWith(prefix) && !name.slice(prefix.length).includes('/'))
      .sort();
    const from = Number(query.get('pageToken') ?? 0);
    const to = from + this.page;
    const items = names.slice(from, to).map((name) => ({ name, size: String(this.objects.get(name)!.length) }));
    json(200, { items, ...(to < names.length && { nextPageToken: String(to) }) });
  }

  #token(form: URLSearchParams, json: (code: number, value: unknown) => void): void {
    const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const isSigned = createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url');
    const { iss, aud } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: string; aud: string };
    const isKnown = iss === 'backup@example-project.iam.gserviceaccount.com' && aud === `${this.endpoint}/token`;
    if (!isSigned || !isKnown) json(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    else json(200, { access_token: `token-${++this.#tokens}`, expires_in: 3599 });
  }
}
