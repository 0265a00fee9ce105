import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ChartError } from './chart-error.ts';
import { isMapping } from './mapping.ts';
import { type TarEntry, tarEntries } from './tar.ts';

/** Content of a chart's files by path from the chart's own folder, with `/`, sorted. */
export type ChartFiles = ReadonlyMap<string, Buffer>;

/** What an archive or a folder may hold at most. */
export interface ArchiveBounds {
  /**
   * Bytes of all files together.
   * @default 200 MiB
   */
  readonly bytes?: number;
  /** @default 10000 */
  readonly files?: number;
}

const BYTES = 200 * 1024 * 1024;
const FILES = 10_000;
const AGAIN = 'Fetch the archive again, or pack it with `helm package`.';

/**
 * Reads a chart from an archive (`.tgz`) or from a folder.
 *
 * @throws ChartError when there is none, or it is broken, too large, or leads out of its own folder
 */
export function readChartFiles(path: string, bounds: ArchiveBounds = {}): ChartFiles {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (!kind) throw new ChartError(path, 'no such chart', 'Name an archive (.tgz) or a folder with a Chart.yaml.');
  return kind.isDirectory() ? readFolder(path, bounds) : unpackChart(readFileSync(path), path, bounds);
}

/**
 * Unpacks a chart archive in memory; nothing is written.
 *
 * @param place what messages call the archive
 * @throws ChartError when it is broken, too large, or leads out of its own folder
 */
export function unpackChart(archive: Buffer, place: string, bounds: ArchiveBounds = {}): ChartFiles {
  const gathered = new Gathered(place, bounds);
  try {
    for (const entry of tarEntries(gunzip(archive, place, bounds))) {
      const inside = pathInside(entry, place);
      if (entry.kind === 'file' && inside !== '') gathered.add(inside, entry.content);
    }
  } catch (error) {
    if (error instanceof ChartError) throw error;
    throw new ChartError(place, `not a whole archive: ${error instanceof Error ? error.message : error}`, AGAIN);
  }
  return gathered.files();
}

function gunzip(archive: Buffer, place: string, { bytes = BYTES, files = FILES }: ArchiveBounds): Buffer {
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) throw new ChartError(place, 'not a gzip archive', AGAIN);
  try {
    // Headers and the padding of each file come on top of its content.
    return gunzipSync(archive, { maxOutputLength: bytes + (files + 2) * 4 * 512 });
  } catch (error) {
    if (isMapping(error) && error['code'] === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(place, bytes);
    throw new ChartError(place, 'truncated or damaged: it does not unpack', AGAIN);
  }
}

/** Path below the chart's own folder, which is the first of every path. */
function pathInside({ path, kind, target }: TarEntry, place: string): string {
  const isAway = path.startsWith('/') || /^[a-z]:/i.test(path) || path.includes('\\') || path.split('/').includes('..');
  if (isAway) throw new ChartError(place, `its entry '${path}' leads out of the chart`, AGAIN);
  if (kind === 'link') {
    throw new ChartError(
      place,
      `its entry '${path}' is a link to '${target}'`,
      'Pack the file itself: Helm follows none.',
    );
  }
  return path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .slice(1)
    .join('/');
}

function readFolder(folder: string, bounds: ArchiveBounds): ChartFiles {
  const gathered = new Gathered(folder, bounds);
  const root = realpathSync(folder);
  const seen = new Set<string>();
  const walk = (inner: string) => {
    const real = realpathSync(inner);
    if (seen.has(real)) return;
    seen.add(real);
    for (const entry of readdirSync(inner, { withFileTypes: true })) {
      const path = join(inner, entry.name);
      if (entry.isSymbolicLink()) mustStay(path, root);
      const kind: Pick<Dirent, 'isFile' | 'isDirectory'> = entry.isSymbolicLink() ? statSync(path) : entry;
      if (kind.isDirectory()) walk(path);
      else if (kind.isFile()) gathered.add(relative(folder, path).split(sep).join('/'), path);
    }
  };
  walk(folder);
  return gathered.files();
}

function mustStay(link: string, root: string): void {
  let target: string;
  try {
    target = realpathSync(link);
  } catch {
    throw new ChartError(link, 'a link that leads nowhere', 'Remove it, or put the file itself there.');
  }
  if (target !== root && !target.startsWith(root + sep)) {
    throw new ChartError(link, 'a link that leads out of the chart', 'Put the file itself there.');
  }
}

/** Files so far, with the bounds kept at every step. */
class Gathered {
  readonly #found = new Map<string, Buffer>();
  readonly #place: string;
  readonly #bytes: number;
  readonly #files: number;
  #size = 0;

  constructor(place: string, { bytes = BYTES, files = FILES }: ArchiveBounds) {
    this.#place = place;
    this.#bytes = bytes;
    this.#files = files;
  }

  /** Takes content, or reads it from a path once its size is known to fit. */
  add(path: string, content: Buffer | string): void {
    this.#size += typeof content === 'string' ? statSync(content).size : content.length;
    if (this.#size > this.#bytes) throw tooLarge(this.#place, this.#bytes);
    if (this.#found.size >= this.#files) {
      throw new ChartError(
        this.#place,
        `more than ${this.#files} files`,
        'Name a single chart, not a folder above it.',
      );
    }
    this.#found.set(path, typeof content === 'string' ? readFileSync(content) : content);
  }

  files(): ChartFiles {
    if (!this.#found.has('Chart.yaml')) {
      throw new ChartError(this.#place, 'no Chart.yaml in it', 'Name the archive or the folder of one chart.');
    }
    return new Map([...this.#found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function tooLarge(place: string, bytes: number): ChartError {
  const size = bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MiB` : `${bytes} bytes`;
  return new ChartError(place, `larger than ${size} unpacked`, 'No chart is that large: look at what it holds.');
}
