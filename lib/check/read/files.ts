import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { nearest } from '../../values/nearest.ts';
import { isKustomizeName } from './kustomize.ts';

/** A file to read. */
export interface Listed {
  /** Path relative to the folder, with slashes. */
  readonly file: string;
  readonly path: string;
}

/** What a folder holds. */
export interface Listing {
  /** Sorted by their paths. */
  readonly files: readonly Listed[];
  /** Folders with a Helm chart, whose templates are no YAML yet. */
  readonly charts: readonly string[];
  /** Names that begin with a dot, which are passed over. */
  readonly hidden: readonly string[];
  readonly couldNotRead: readonly string[];
}

const READ = /\.(?:ya?ml|json)$/i;
/** Folders that hold other people's files or none at all. */
const IGNORED = new Set(['node_modules', '.git']);

/** Lists what is to be read of a folder, or a file by itself. Links are followed, each place once. */
export function listFiles(path: string): Listing {
  const lister = new Lister(path);
  lister.list();
  const files = lister.files.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files, charts: lister.charts, hidden: lister.hidden, couldNotRead: lister.couldNotRead };
}

class Lister {
  readonly files: Listed[] = [];
  readonly charts: string[] = [];
  readonly hidden: string[] = [];
  readonly couldNotRead: string[] = [];
  readonly #root: string;
  /** Links are followed last: what is reached without one keeps its own path. */
  readonly #links: string[] = [];
  readonly #seen = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  list(): void {
    const stat = statSync(this.#root, { throwIfNoEntry: false });
    if (!stat) this.couldNotRead.push(missing(this.#root));
    else if (stat.isDirectory()) this.#folder(this.#root);
    else if (stat.isFile()) this.files.push({ file: basename(this.#root), path: this.#root });
    else this.couldNotRead.push(`${this.#root} is neither a file nor a folder`);
    for (let at = 0; at < this.#links.length; at += 1) this.#follow(this.#links[at]!);
  }

  #folder(folder: string): void {
    const seen = this.#attempt(folder, () => realpathSync(folder));
    if (seen === undefined || this.#seen.has(seen)) return;
    this.#seen.add(seen);
    const entries = this.#attempt(folder, () => readdirSync(folder, { withFileTypes: true }));
    if (!entries) return;
    const isChart = entries.some((entry) => entry.name === 'Chart.yaml');
    if (isChart) this.charts.push(this.#name(folder));
    for (const entry of entries) {
      // What a chart has under crds/ is plain YAML; the rest is templates and their values.
      if (!isChart || (entry.name === 'crds' && entry.isDirectory())) this.#entry(folder, entry);
    }
  }

  #entry(folder: string, entry: Dirent): void {
    const path = join(folder, entry.name);
    if (IGNORED.has(entry.name)) return;
    if (entry.name.startsWith('.')) {
      if (entry.isDirectory() || READ.test(entry.name)) this.hidden.push(this.#name(path));
    } else if (entry.isSymbolicLink()) this.#links.push(path);
    else if (entry.isDirectory()) this.#folder(path);
    else if (READ.test(entry.name) || isKustomizeName(entry.name)) this.#file(path, entry.isFile());
  }

  #file(path: string, isFile: boolean): void {
    if (!isFile) this.couldNotRead.push(`${this.#name(path)} is neither a file nor a folder`);
    else this.files.push({ file: this.#name(path), path });
  }

  #follow(link: string): void {
    const target = this.#attempt(link, () => realpathSync(link));
    if (target === undefined || this.#seen.has(target)) return;
    const stat = this.#attempt(link, () => statSync(target));
    if (stat?.isDirectory()) this.#folder(link);
    else if (stat && READ.test(link) && !this.#holds(target)) {
      this.#seen.add(target);
      this.#file(link, stat.isFile());
    }
  }

  /** Whether a file was listed already, by its own path. */
  #holds(target: string): boolean {
    return (
      this.#seen.has(dirname(target)) &&
      READ.test(target) &&
      !basename(target).startsWith('.') &&
      !lstatSync(target).isSymbolicLink()
    );
  }

  #attempt<T>(path: string, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.couldNotRead.push(unreadable(this.#name(path), error));
      return undefined;
    }
  }

  #name(path: string): string {
    return relative(this.#root, path).split(sep).join('/') || '.';
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read: the permission is missing',
  EPERM: 'may not be read: the permission is missing',
  ELOOP: 'is a link that leads back to itself',
  ENOENT: 'is a link to nothing',
  ENAMETOOLONG: 'has too long a path',
};

/** Why a file could not be read, by what the file system said. */
export function unreadable(name: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return `${name} ${REASONS[code ?? ''] ?? `could not be read: ${message}`}`;
}

/** A path that is not there, with the name that was probably meant. */
function missing(path: string): string {
  const folder = dirname(path);
  const names = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : undefined;
  if (!names) return folder === path ? `${path} does not exist` : `${path} does not exist: ${missing(folder)}`;
  const near = nearest(basename(path), names);
  return `${path} does not exist${near ? `. Did you mean ${join(folder, near)}?` : `: ${folder} has no such entry`}`;
}
