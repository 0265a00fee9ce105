import type { Manifest } from '../../core/manifest.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import type { Report } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { documentsOf } from './documents.ts';
import { isKustomization } from './kustomize.ts';
import { Lines, type Position } from './lines.ts';
import { objectsIn, withoutSops } from './objects.ts';
import type { Fault, Parsed } from './parsed.ts';
import { readQuickly } from './quick.ts';
import { readThoroughly } from './thorough.ts';
import { trapsIn } from './traps.ts';

/** A report about a file, with the place that it speaks of. */
export interface ReadReport extends Report {
  readonly file: string;
  readonly position: Position;
  /** Whether the document has nothing of an object, and so was perhaps never meant to be one. */
  readonly isForeign?: boolean;
}

/** Faults that are told of one file. */
const MOST_REPORTS = 1000;

/** Why documents are passed over. */
export const SKIPPED = {
  kustomization: 'kustomize builds by these files: their patches, names and generated objects are not known here',
  encrypted: 'these encrypted files hold no object',
  json: 'these JSON files hold no object',
  values: 'these are values for Helm, not objects',
  flood: `these files have more than ${MOST_REPORTS} faults, of which only the first are told`,
} as const;

export type Skipped = keyof typeof SKIPPED;

/** A subject before its layer is known. */
export type Draft = { -readonly [Key in keyof Subject]: Subject[Key] };

/** What a file holds. */
export interface TextResult {
  readonly subjects: readonly Draft[];
  readonly reports: readonly ReadReport[];
  readonly skipped: ReadonlySet<Skipped>;
  /** Kustomizations of kustomize itself. */
  readonly kustomizations: readonly unknown[];
}

const VALUES_NAME = /(?:^|\/)values(?:[-_.][^/]*)?\.ya?ml$|[-_.]values\.ya?ml$/i;

/** Reads the text of a file. Never throws: what is wrong is reported. */
export function readText(file: string, text: string): TextResult {
  const reader = new TextReader(file, text);
  for (const [document, extent] of documentsOf(text).entries()) {
    const quick = readQuickly(text, extent);
    if ('parsed' in quick) reader.add(quick.parsed, document, extent.start);
    // A file that is wrong throughout is not worth the time: the first faults tell enough.
    else if (reader.isFlooded) reader.skipped.add('flood');
    else reader.add(readThoroughly(text, extent, quick.unsureAt), document, extent.start);
  }
  return reader;
}

class TextReader implements TextResult {
  readonly subjects: Draft[] = [];
  readonly reports: ReadReport[] = [];
  readonly skipped = new Set<Skipped>();
  readonly kustomizations: unknown[] = [];
  readonly #file: string;
  readonly #lines: Lines;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#lines = new Lines(text);
  }

  get isFlooded(): boolean {
    return this.reports.length >= MOST_REPORTS;
  }

  add({ value, marks, faults }: Parsed, document: number, start: number): void {
    const isObject = value !== undefined && !this.#isSkipped(value);
    const { manifests, shapeless } = isObject
      ? objectsIn(withoutSops(value) ?? value)
      : { manifests: [], shapeless: [] };
    const made = manifests.map((manifest) => this.#subject(manifest, document));
    for (const subject of made) this.subjects.push(subject);
    // A fault belongs to the object only where the document holds just one.
    const only = made.length === 1 && shapeless.length === 0 ? made[0] : undefined;
    for (const fault of faults) this.#fault(fault, only);
    for (const { path, isForeign, message, hint } of shapeless) {
      this.#report({ code: 'object-shape', path, message, hint, isForeign }, start);
    }
    if (!marks) return;
    for (const subject of made) {
      for (const { offset, ...trap } of trapsIn(subject.manifest, marks)) {
        this.#report({ code: 'yaml-trap', subject, ...trap }, offset);
      }
    }
  }

  #isSkipped(value: unknown): boolean {
    const { apiVersion, kind } = record(value);
    const isNone = apiVersion === undefined && kind === undefined;
    let why: Skipped | undefined;
    if (isKustomization(value, this.#file)) {
      this.kustomizations.push(value);
      why = 'kustomization';
    } else if (isNone && withoutSops(value)) why = 'encrypted';
    else if (isNone && this.#file.endsWith('.json')) why = 'json';
    else if (isNone && VALUES_NAME.test(this.#file)) why = 'values';
    if (why) this.skipped.add(why);
    return why !== undefined;
  }

  #subject(manifest: Manifest, document: number): Draft {
    return { manifest, file: this.#file, document, layer: undefined, release: undefined, source: undefined };
  }

  #fault({ code, offset, first, path, message, hint }: Fault, subject: Draft | undefined): void {
    const before = first === undefined ? '' : `; the first in line ${this.#lines.at(first).line}`;
    const place = path ? { path: pathText(path) } : {};
    this.#report({ code, ...(subject && { subject }), ...place, message: message + before, hint }, offset);
  }

  #report(report: Omit<ReadReport, 'file' | 'position'>, offset: number): void {
    if (this.isFlooded) {
      this.skipped.add('flood');
      return;
    }
    const position = this.#lines.at(offset);
    const excerpt = this.#lines.excerpt(offset);
    const shown = excerpt === '' || excerpt === '---' ? '' : `: ${excerpt}`;
    const message = `${report.message} (line ${position.line}, column ${position.column}${shown})`;
    this.reports.push({ ...report, message, file: this.#file, position });
  }
}
