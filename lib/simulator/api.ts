import type { RequestOptions } from 'node:https';
import { Agent, request } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
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

/** How a kind is addressed. */
interface Resource {
  readonly plural: string;
  readonly namespaced: boolean;
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
  readonly #config: KubeConfig;
  readonly #agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  readonly #kinds = new Map<string, ReadonlyMap<string, Resource>>();

  private constructor(config: KubeConfig) {
    this.#config = config;
  }

  /** Takes server and credentials from a kubeconfig file. */
  static async connect(kubeconfig: string): Promise<Api> {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    return new Api(config);
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

  async #send(method: string, path: string, body?: Body | Manifest, type = 'application/json'): Promise<Body> {
    const options: RequestOptions = { method, timeout: TIMEOUT, headers: { accept: 'application/json' } };
    await this.#config.applyToHTTPSOptions(options);
    options.agent = this.#agent;
    const payload = body && JSON.stringify(body);
    if (payload !== undefined) {
      options.headers = { ...options.headers, 'content-type': type, 'content-length': Buffer.byteLength(payload) };
    }
    const { server } = this.#config.getCurrentCluster()!;
    return new Promise((resolve, reject) => {
      const asked = request(`${server}${path}`, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', (error) => reject(new ApiError(0, error.message)));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { statusCode = 0 } = answer;
          if (statusCode < 300) resolve(JSON.parse(text) as Body);
          else reject(new ApiError(statusCode, reasonIn(text)));
        });
      });
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
      asked.on('error', (error) => reject(new ApiError(0, error.message)));
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
