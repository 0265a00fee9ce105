import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { NotJudged } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { decode } from './decode.ts';
import { hasTooManyDocuments, MOST_DOCUMENTS } from './documents.ts';
import { type Listed, listFiles, unreadable } from './files.ts';
import { inputsOf, isKustomizeName } from './kustomize.ts';
import { LayerFolders, layersOf } from './layers.ts';
import { type Draft, type ReadReport, readText, SKIPPED } from './read-text.ts';

/** How a folder is read. */
export interface ReadOptions {
  /**
   * Size in bytes above which a file is not read.
   * @default 64 MiB
   */
  readonly maxBytes?: number;
}

/** What a folder, or a file, holds. */
export interface ReadResult {
  /** Objects by file and document; the items of a List are objects of their own. */
  readonly subjects: readonly Subject[];
  /** What is wrong with the files, by the codes of `readRules`. */
  readonly reports: readonly ReadReport[];
  /** What was passed over, with the files' names in the reason. */
  readonly notJudged: readonly NotJudged[];
  /** Text of each file, with `\n` as line end, by its path relative to the folder. */
  readonly texts: ReadonlyMap<string, string>;
  /** Why the folder cannot be judged: what could not be read at all. */
  readonly couldNotRead: readonly string[];
  readonly counts: { readonly files: number; readonly empty: number };
}

const MAX_BYTES = 64 * 1024 * 1024;
/** File names that a reason shows. */
const SHOWN = 8;

/** Reads every YAML and JSON file of a folder, or one file. Never throws: what cannot be read is said. */
export function readFolder(path: string, options: ReadOptions = {}): ReadResult {
  const root = resolve(path);
  const { files, charts, hidden, couldNotRead } = listFiles(root);
  const reader = new FolderReader(options.maxBytes ?? MAX_BYTES, couldNotRead);
  for (const file of files) if (isKustomizeName(file.file)) reader.read(file);
  for (const file of files) if (!isKustomizeName(file.file)) reader.read(file);
  reader.pass('these Helm charts are not rendered here', charts);
  reader.pass('these names begin with a dot', hidden);
  if (files.length + charts.length + reader.couldNotRead.length === 0) {
    reader.couldNotRead.push(`${path} has no YAML or JSON file`);
  }
  return reader.result(prefixOf(root));
}

class FolderReader {
  readonly couldNotRead: string[];
  readonly #maxBytes: number;
  readonly #subjects: Draft[] = [];
  readonly #reports: ReadReport[] = [];
  readonly #texts = new Map<string, string>();
  /** Files that kustomize reads as something other than objects. */
  readonly #inputs = new Set<string>();
  readonly #passed = new Map<string, string[]>();
  #empty = 0;

  constructor(maxBytes: number, couldNotRead: readonly string[]) {
    this.#maxBytes = maxBytes;
    this.couldNotRead = [...couldNotRead];
  }

  read({ file, path }: Listed): void {
    if (this.#inputs.has(file)) {
      this.pass('kustomize reads these files as patches or contents', [file]);
      return;
    }
    const bytes = this.#bytes(file, path);
    if (!bytes) return;
    const decoded = decode(bytes);
    if (!('text' in decoded)) {
      const position = { line: decoded.line, column: 1 };
      this.#reports.push({ code: 'yaml-encoding', file, message: decoded.refused, hint: decoded.hint, position });
      return;
    }
    const { text } = decoded;
    this.#texts.set(file, text);
    if (file.endsWith('.json') && !text.includes('"apiVersion"')) {
      this.pass(SKIPPED.json, [file]);
      return;
    }
    if (hasTooManyDocuments(text)) {
      this.couldNotRead.push(`${file} has more than ${MOST_DOCUMENTS} documents. Split it, or check a part of it`);
      return;
    }
    const { subjects, reports, skipped, kustomizations } = readText(file, text);
    for (const subject of subjects) this.#subjects.push(subject);
    for (const report of reports) this.#reports.push(report);
    for (const why of skipped) this.pass(SKIPPED[why], [file]);
    for (const one of kustomizations) for (const input of inputsOf(one, file)) this.#inputs.add(input);
    if (subjects.length + reports.length + skipped.size === 0) this.#empty += 1;
  }

  /** Notes files that are not judged, and why. */
  pass(why: string, files: readonly string[]): void {
    if (files.length === 0) return;
    const known = this.#passed.get(why);
    if (known) known.push(...files);
    else this.#passed.set(why, [...files]);
  }

  /** All that was read; `prefix` is the path of the folder in its repository. */
  result(prefix: string): ReadResult {
    const layers = layersOf(this.#subjects);
    const folders = new LayerFolders(layers);
    // The folder may be a lab of its own inside of another repository, as an example or a fixture is.
    const base = [prefix, ''].find((one) =>
      this.#subjects.some(({ file }) => folders.layerOf(one + file) !== undefined),
    );
    const layerOf = (file: string) => (base === undefined ? undefined : folders.layerOf(base + file));
    for (const subject of this.#subjects) subject.layer = layerOf(subject.file);
    const reports = this.#reports.filter((report) => {
      const isPassed = report.isForeign === true && layers.length > 0 && layerOf(report.file) === undefined;
      if (isPassed) this.pass('these files hold no object, and no layer applies them', [report.file]);
      return !isPassed;
    });
    return {
      subjects: this.#subjects.sort(byFile),
      reports,
      notJudged: [...this.#passed].map(([why, files]) => ({ why: `${why}: ${shown([...new Set(files)])}` })),
      texts: this.#texts,
      couldNotRead: this.couldNotRead,
      counts: { files: this.#texts.size, empty: this.#empty },
    };
  }

  #bytes(file: string, path: string): Buffer | undefined {
    try {
      const { size } = statSync(path);
      if (size <= this.#maxBytes) return readFileSync(path);
      const limit = `${mebibytes(this.#maxBytes)} MiB are the limit of a file`;
      this.couldNotRead.push(`${file} has ${mebibytes(size)} MiB: ${limit}. Split it, or check a part of it`);
    } catch (error) {
      this.couldNotRead.push(unreadable(file, error));
    }
    return undefined;
  }
}

/** Path of a folder in the git repository around it, with a slash at the end; empty when it is the repository, or in none. */
function prefixOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) {
      const inside = relative(folder, statSync(root, { throwIfNoEntry: false })?.isFile() ? dirname(root) : root);
      return inside === '' ? '' : `${inside.split(sep).join('/')}/`;
    }
    if (folder === dirname(folder)) return '';
  }
}

/** Kustomizations are read first, and yet everything comes in the order of its files. The sort keeps documents in order. */
function byFile(a: Subject, b: Subject): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}

function shown(files: readonly string[]): string {
  const more = files.length - SHOWN;
  return more > 0 ? `${files.slice(0, SHOWN).join(', ')} and ${more} more` : files.join(', ');
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0);
}
