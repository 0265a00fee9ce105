import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { Agent, request } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Manifest } from '../core/manifest.ts';

/** An object as the API server has it. */
export type Live = Manifest & { readonly status?: unknown };

/** The API server refused, or did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 without an answer. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a path answered. */
export interface Answer {
  readonly text: string;
  /** The server's clock. */
  readonly date: Date | undefined;
  /** The two ends of the connection that it came over. */
  readonly remote: string | undefined;
  readonly local: string | undefined;
}

/** Where a server is, and how it is asked: a kubeconfig, or what stands in for one. */
export interface Credentials {
  getCurrentCluster(): { readonly server: string; readonly caData?: string; readonly caFile?: string } | null;
  /** Adds the authority, and the token or the client certificate. */
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
}

/** How a kind is addressed. */
interface Resource {
  readonly plural: string;
  readonly namespaced: boolean;
}

interface Group {
  readonly preferredVersion: { readonly groupVersion: string };
}

interface Served {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

type Body = Readonly<Record<string, unknown>>;

/** Field manager of what the simulator itself puts into the cluster. */
const MANAGER = 'hensteeth-simulator';
const TIMEOUT = 20_000;

/**
 * The API server, as far as the simulator talks to it. Objects go and come as they are: the typed clients drop fields that their
 * models lack, those of definitions of custom resources among them.
 */
export class Api {
  readonly #config: Credentials;
  /** How the server's name is resolved; `undefined` for the way of this machine. */
  readonly lookup: LookupFunction | undefined;
  #agent: Agent | undefined;
  readonly #kinds = new Map<string, ReadonlyMap<string, Resource>>();

  /** @param lookup resolves the name of the server, in place of this machine */
  constructor(config: Credentials, lookup?: LookupFunction) {
    this.#config = config;
    this.lookup = lookup;
  }

  /**
   * Takes server and credentials from a kubeconfig file.
   *
   * @param context in it; the current one without it
   * @param lookup resolves the server's name, in place of this machine
   * @throws Error when there is no such file or context
   */
  static async connect(kubeconfig: string, context?: string, lookup?: LookupFunction): Promise<Api> {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    if (context !== undefined) {
      const known = config.getContexts().map(({ name }) => name);
      if (!known.includes(context))
        throw new Error(`${kubeconfig} has no context '${context}'; it has ${known.join(', ') || 'none'}`);
      config.setCurrentContext(context);
    }
    return new Api(config, lookup);
  }

  /** URL of the server. */
  get server(): string {
    return this.#config.getCurrentCluster()!.server;
  }

  /** PEM of the authority that the kubeconfig trusts; empty where it names none. */
  get authority(): string {
    const { caData, caFile } = this.#config.getCurrentCluster()!;
    if (caData !== undefined) return Buffer.from(caData, 'base64').toString('utf8');
    return caFile === undefined ? '' : readFileSync(caFile, 'utf8');
  }

  /** What a path answers, such as `/version`, and the server's clock. @throws ApiError */
  async ask(path: string): Promise<{ readonly body: Body; readonly date: Date | undefined }> {
    const { text, date } = await this.read(path);
    return { body: JSON.parse(text) as Body, date };
  }

  /**
   * What a path answers, as it is: `/readyz`, or what an app serves behind the proxy of a service.
   *
   * @param timeout milliseconds
   * @throws ApiError
   */
  read(path: string, timeout = TIMEOUT): Promise<Answer> {
    return this.#exchange('GET', path, undefined, undefined, timeout);
  }

  /** Opens a WebSocket: to run a command in a container. @throws ApiError when the server does not change to it */
  async open(path: string, protocol: string, key: string): Promise<Duplex> {
    const options = await this.#options('GET', {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': key,
      'sec-websocket-protocol': protocol,
    });
    return new Promise((resolve, reject) => {
      const asked = request(`${this.server}${path}`, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          reject(new ApiError(answer.statusCode ?? 0, reasonIn(Buffer.concat(chunks).toString('utf8'))));
        });
      });
      asked.on('upgrade', (_answer, socket, head) => {
        socket.setTimeout(0);
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
      asked.on('error', (error) => reject(new ApiError(0, error.message)));
      asked.end();
    });
  }

  /** Creates an object that is no resource: a review. @throws ApiError */
  async review(manifest: Body & { readonly apiVersion: string; readonly kind: string }): Promise<Body> {
    const resource = await this.#resource(manifest.apiVersion, manifest.kind);
    return this.#send('POST', `${rootOf(manifest.apiVersion)}/${resource?.plural}`, manifest);
  }

  /** Server-side apply, taking over what others manage; the status too, where the manifest has one. @throws ApiError */
  async apply(manifest: Manifest): Promise<Live> {
    const path = await this.#pathOf(manifest);
    const query = `fieldManager=${MANAGER}&force=true`;
    const type = 'application/apply-patch+yaml';
    const made = await this.#send('PATCH', `${path}?${query}`, manifest, type);
    if (!('status' in manifest)) return made as Live;
    return (await this.#send('PATCH', `${path}/status?${query}`, manifest, type)) as Live;
  }

  /** Merges into an object that is there. @throws ApiError */
  async merge(manifest: Manifest): Promise<void> {
    await this.#send('PATCH', await this.#pathOf(manifest), manifest, 'application/merge-patch+json');
  }

  /** All objects of a kind; none where the API server does not know the kind. @throws ApiError */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<Live[]> {
    const resource = await this.#resource(apiVersion, kind);
    if (!resource) return [];
    const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
    const { items } = await this.#send('GET', `${rootOf(apiVersion)}${place}/${resource.plural}`);
    return (items as Live[]).map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Every kind that can be listed, each at the version that the API server prefers. @throws ApiError */
  async served(): Promise<{ readonly apiVersion: string; readonly kind: string }[]> {
    const { groups } = await this.#send('GET', '/apis');
    const preferred = (groups as readonly Group[]).map((group) => group.preferredVersion.groupVersion);
    const perGroup = await Promise.all(
      ['v1', ...preferred].map(async (apiVersion) => {
        const { resources } = await this.#send('GET', rootOf(apiVersion));
        const listed = (resources as readonly Served[]).filter(
          ({ name, verbs }) => !name.includes('/') && verbs.includes('list'),
        );
        return listed.map(({ kind }) => ({ apiVersion, kind }));
      }),
    );
    return perGroup.flat();
  }

  /** One object; `undefined` when it is not there. @throws ApiError */
  async get(apiVersion: string, kind: string, name: string, namespace?: string): Promise<Live | undefined> {
    const metadata = { name, ...(namespace !== undefined && { namespace }) };
    return absentAsUndefined(
      async () => (await this.#send('GET', await this.#pathOf({ apiVersion, kind, metadata }))) as Live,
    );
  }

  /** Deletes an object, if it is there. @throws ApiError */
  async delete(manifest: Manifest): Promise<void> {
    await absentAsUndefined(async () => this.#send('DELETE', await this.#pathOf(manifest)));
  }

  async #pathOf({ apiVersion, kind, metadata }: Manifest): Promise<string> {
    const resource = await this.#resource(apiVersion, kind);
    if (!resource) throw new ApiError(404, `the API server does not serve ${apiVersion} ${kind}`);
    const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${rootOf(apiVersion)}${place}/${resource.plural}/${metadata.name}`;
  }

  async #resource(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const known = this.#kinds.get(apiVersion)?.get(kind);
    if (known) return known;
    const found = await absentAsUndefined(() => this.#send('GET', rootOf(apiVersion)));
    const resources = (found?.['resources'] ?? []) as readonly { name: string; kind: string; namespaced: boolean }[];
    const kinds = resources.filter(({ name }) => !name.includes('/'));
    this.#kinds.set(
      apiVersion,
      new Map(kinds.map((each) => [each.kind, { plural: each.name, namespaced: each.namespaced }])),
    );
    return this.#kinds.get(apiVersion)!.get(kind);
  }

  async #send(method: string, path: string, content?: Body | Manifest, type?: string): Promise<Body> {
    return JSON.parse((await this.#exchange(method, path, content, type)).text) as Body;
  }

  async #options(method: string, headers: Readonly<Record<string, string>>): Promise<RequestOptions> {
    const options: RequestOptions = { method, timeout: TIMEOUT, headers };
    await this.#config.applyToHTTPSOptions(options);
    // One agent for all, with the authority and the client certificate of the kubeconfig.
    const { ca, cert, key, passphrase, rejectUnauthorized = true } = options;
    this.#agent ??= new Agent({ ca, cert, key, passphrase, rejectUnauthorized, keepAlive: true });
    options.agent = this.#agent;
    if (this.lookup) options.lookup = this.lookup;
    return options;
  }

  async #exchange(
    method: string,
    path: string,
    body?: Body | Manifest,
    type = 'application/json',
    timeout = TIMEOUT,
  ): Promise<Answer> {
    const options = { ...(await this.#options(method, { accept: 'application/json' })), timeout };
    const payload = body && JSON.stringify(body);
    if (payload !== undefined) {
      options.headers = { ...options.headers, 'content-type': type, 'content-length': Buffer.byteLength(payload) };
    }
    const { server } = this.#config.getCurrentCluster()!;
    return new Promise((resolve, reject) => {
      const asked = request(`${server}${path}`, options, (answer) => {
        const { remoteAddress: remote, localAddress: local } = answer.socket;
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', (error) => reject(new ApiError(0, error.message)));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { statusCode = 0 } = answer;
          const { date } = answer.headers;
          const at = date === undefined ? undefined : new Date(date);
          if (statusCode < 300) resolve({ text, date: at, remote, local });
          else reject(new ApiError(statusCode, reasonIn(text)));
        });
      });
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${timeout / 1000} s`)));
      asked.on('error', (error: NodeJS.ErrnoException) => {
        // The server may close a connection that was idle just when it is used again: nothing was read of the request then.
        if (asked.reusedSocket && error.code === 'ECONNRESET') {
          resolve(this.#exchange(method, path, body, type, timeout));
        } else reject(new ApiError(0, error.message));
      });
      asked.end(payload);
    });
  }
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function reasonIn(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    return text.trim();
  }
}

async function absentAsUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined;
    throw error;
  }
}
