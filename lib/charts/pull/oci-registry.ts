import { ChartError } from '../chart-error.ts';
import { isMapping } from '../mapping.ts';
import { type Answer, bodyOf, download } from './download.ts';
import type { Network } from './network.ts';
import { isLoopback, safeUrl, shownUrl } from './safe-url.ts';

/** The archive of a chart in a registry. */
export interface ChartLayer {
  /** SHA-256 in hexadecimal. */
  readonly digest: string;
  readonly size: number;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CHART = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const SMALL = 4 * 1024 * 1024;
const PAGES = 200;

/** One chart in an OCI registry, read by the distribution API without an account. */
export class OciChart {
  /** Base of the API for the chart: `https://host/v2/path/chart/`. */
  readonly #base: URL;
  readonly #network: Network;
  #authorization: string | undefined;

  /** @param repository URL as Flux has it: `oci://host/path` */
  constructor(repository: string, chart: string, network: Network) {
    const [, host, path = ''] = /^oci:\/\/([^/?#@\s]+)(\/[^?#\s]*)?$/.exec(repository) ?? [];
    if (host === undefined) throw new ChartError(repository, 'not the URL of a registry', 'Write oci://host/path.');
    const asHttps = new URL(`https://${host}`);
    this.#base = safeUrl(`${isLoopback(asHttps) ? 'http' : 'https'}://${host}/v2${path.replace(/\/+$/, '')}/${chart}/`);
    this.#network = network;
  }

  /** What messages call the chart. */
  get place(): string {
    return shownUrl(this.#base)
      .replace(/^https?:/, 'oci:')
      .replace('/v2/', '/')
      .replace(/\/$/, '');
  }

  /**
   * The layer with the archive of one version; `undefined` when the registry has no such tag.
   *
   * @throws ChartError for what is no chart
   */
  async layer(version: string): Promise<ChartLayer | undefined> {
    const answer = await this.#get(`manifests/${encodeURIComponent(tagOf(version))}`, SMALL, MANIFEST);
    if (answer.status === 404) return undefined;
    const manifest = jsonOf(answer);
    const layers = Array.isArray(manifest['layers']) ? manifest['layers'].filter(isMapping) : [];
    const layer = layers.find(({ mediaType }) => mediaType === CHART);
    const digest = /^sha256:([\da-f]{64})$/.exec(String(layer?.['digest']))?.[1];
    if (digest === undefined) {
      throw new ChartError(
        `${this.place}:${tagOf(version)}`,
        'not a Helm chart',
        'Look at the name: it is another artifact.',
      );
    }
    return { digest, size: Number(layer?.['size']) || 0 };
  }

  /** The bytes of a layer, not yet compared with its digest. */
  async blob({ digest }: ChartLayer, limit: number): Promise<Buffer> {
    return bodyOf(await this.#get(`blobs/sha256:${digest}`, limit));
  }

  /** All versions that the registry has, in its order. */
  async versions(): Promise<string[]> {
    const versions: string[] = [];
    let next: string | undefined = 'tags/list';
    for (let page = 0; next !== undefined; page += 1) {
      if (page >= PAGES) throw new ChartError(this.place, `more than ${PAGES} pages of tags`, 'Tell its owner.');
      const answer: Answer = await this.#get(next, SMALL);
      const { tags } = jsonOf(answer);
      for (const tag of Array.isArray(tags) ? tags : []) versions.push(String(tag).replaceAll('_', '+'));
      next = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(answer.headers.get('link') ?? '')?.[1];
    }
    return versions;
  }

  /** Asks the chart's registry, with a token when it wants one. */
  async #get(path: string, limit: number, accept?: string): Promise<Answer> {
    const url = safeUrl(path, this.#base);
    if (url.origin !== this.#base.origin) {
      throw new ChartError(
        this.place,
        `its next page is at ${url.host}`,
        'Tell its owner: a registry pages at its own host.',
      );
    }
    const ask = () => download({ url, limit, accept, authorization: this.#authorization }, this.#network);
    const answer = await ask();
    if (answer.status !== 401 || this.#authorization !== undefined) return answer;
    this.#authorization = await this.#token(answer);
    return ask();
  }

  /** An anonymous token of the service that the registry names. */
  async #token({ headers, url: asked }: Answer): Promise<string> {
    const challenge = headers.get('www-authenticate') ?? '';
    const said = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]));
    const realm = said.get('realm');
    if (!/^bearer\s/i.test(challenge) || realm === undefined) {
      throw new ChartError(
        shownUrl(asked),
        'it wants a login',
        'Charts are pulled without one: take a public registry.',
      );
    }
    const url = safeUrl(realm);
    for (const key of ['service', 'scope']) if (said.has(key)) url.searchParams.set(key, said.get(key)!);
    const answer = jsonOf(await download({ url, limit: SMALL }, this.#network));
    const token = answer['token'] ?? answer['access_token'];
    if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
    throw new ChartError(
      shownUrl(url),
      'it gives no token',
      'Charts are pulled without a login: take a public registry.',
    );
  }
}

/** A tag cannot hold the plus of build metadata. */
function tagOf(version: string): string {
  return version.replaceAll('+', '_');
}

function jsonOf(answer: Answer): Readonly<Record<string, unknown>> {
  const text = bodyOf(answer).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isMapping(value)) return value;
  } catch {
    // Told below, as any other text that is no map.
  }
  throw new ChartError(shownUrl(answer.url), 'the answer is no map of JSON', 'Look at the URL: it is no registry.');
}
