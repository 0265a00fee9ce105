import { ChartError } from '../chart-error.ts';
import { bodyOf, download } from './download.ts';
import type { Network } from './network.ts';
import { OciChart } from './oci-registry.ts';
import type { Pin } from './pin.ts';
import { type IndexEntry, noVersion, RepositoryIndex } from './repository-index.ts';
import { safeUrl, shownUrl } from './safe-url.ts';

/** An archive as it came, and the SHA-256 that its repository promised. */
export interface Fetched {
  readonly archive: Buffer;
  readonly place: string;
  readonly promised: string | undefined;
}

const MIB = 1024 * 1024;
const LARGEST_INDEX = 64 * MIB;
const LARGEST_ARCHIVE = 64 * MIB;

/** The repositories of one run: an index is fetched once, however many charts are in it. */
export class Repositories {
  readonly #network: Network;
  readonly #indexes = new Map<string, Promise<RepositoryIndex>>();

  constructor(network: Network) {
    this.#network = network;
  }

  /**
   * The archive of a chart, not yet judged.
   *
   * @throws ChartError when the repository does not have it, or cannot be reached
   */
  fetch(pin: Pin): Promise<Fetched> {
    return pin.repository.type === 'oci' ? this.#fromRegistry(pin) : this.#fromIndex(pin);
  }

  /** The index of a classic repository. */
  index(repository: string): Promise<RepositoryIndex> {
    const before = this.#indexes.get(repository);
    if (before) return before;
    const index = this.#readIndex(repository);
    this.#indexes.set(repository, index);
    return index;
  }

  /** The chart in its registry. */
  registry({ repository, chart }: Pin): OciChart {
    return new OciChart(repository.url, chart, this.#network);
  }

  async #readIndex(repository: string): Promise<RepositoryIndex> {
    const url = indexUrl(repository);
    const body = bodyOf(await download({ url, limit: LARGEST_INDEX }, this.#network));
    return new RepositoryIndex(body.toString('utf8'), shownUrl(url));
  }

  async #fromIndex({ chart, version, repository }: Pin): Promise<Fetched> {
    const index = await this.index(repository.url);
    const entry: IndexEntry = index.entry(chart, version);
    const [first] = entry.urls;
    if (first === undefined) {
      throw new ChartError(
        index.place,
        `${chart} ${version} has no URL in the index`,
        'Tell the owner of the repository.',
      );
    }
    const url = safeUrl(first, indexUrl(repository.url));
    const archive = bodyOf(await download({ url, limit: LARGEST_ARCHIVE }, this.#network));
    return { archive, place: shownUrl(url), promised: entry.digest };
  }

  async #fromRegistry(pin: Pin): Promise<Fetched> {
    const registry = this.registry(pin);
    const layer = await registry.layer(pin.version);
    if (!layer) throw noVersion(registry.place, pin.chart, pin.version, await knownVersions(registry));
    const archive = await registry.blob(layer, LARGEST_ARCHIVE);
    return { archive, place: `${registry.place}:${pin.version}`, promised: layer.digest };
  }
}

function indexUrl(repository: string): URL {
  return safeUrl('index.yaml', safeUrl(repository.endsWith('/') ? repository : `${repository}/`));
}

/** Only for what may have been meant: a registry that lists nothing has said enough. */
async function knownVersions(registry: OciChart): Promise<string[]> {
  try {
    return await registry.versions();
  } catch {
    return [];
  }
}
