import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseAllDocuments } from 'yaml';

/** An input that cannot be used: the message names the file, what is wrong with it, and the fix. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly file: string;

  constructor(file: string, problem: string, fix: string) {
    super(`${file}: ${problem}. ${fix}`);
    this.file = file;
  }
}

/** SHA-256 of a text in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The folder of inputs. Remembers the SHA-256 of each file that is read. */
export class Source {
  readonly folder: string;
  readonly #hashes = new Map<string, string>();

  /** @throws InputError when the folder does not exist */
  constructor(folder: string) {
    if (!existsSync(folder)) {
      throw new InputError(folder, 'no such folder', 'Name the folder that holds charts/, crds/ and schemas/.');
    }
    this.folder = folder;
  }

  /** SHA-256 of every file read so far, by path inside the folder. */
  get hashes(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#hashes);
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** @throws InputError when the file does not exist; the fix lists the versions that do */
  read(path: string): string {
    const file = join(this.folder, path);
    if (!existsSync(file)) throw new InputError(file, 'not found', this.#siblings(path));
    const text = readFileSync(file, 'utf8');
    this.#hashes.set(path, sha256(text));
    return text;
  }

  /** @throws InputError when the file is missing or is not JSON */
  json(path: string): unknown {
    const text = this.read(path);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.broken(path, error instanceof Error ? error.message : String(error), 'Fetch the file again.');
    }
  }

  /** Every document of a YAML file. @throws InputError when the file is missing or broken */
  yaml(path: string): YamlFile {
    const text = this.read(path);
    const lines = new LineCounter();
    const documents = [...parseAllDocuments(text, { lineCounter: lines })];
    for (const document of documents) {
      const error = document.errors[0];
      if (!error) continue;
      const { line, col } = lines.linePos(error.pos[0]);
      const reason = error.message.split('\n')[0] ?? error.code;
      throw this.broken(`${path}:${line}:${col}`, `not valid YAML (${reason})`, 'Repair it or fetch the file again.');
    }
    return { text, documents, lines };
  }

  /** The error to throw for a file that was read but does not hold what it should. */
  broken(path: string, problem: string, fix: string): InputError {
    return new InputError(join(this.folder, path), problem.replace(/[.: ]+$/, ''), fix);
  }

  /** `charts/x-1.0.0/values.yaml` -> "Have: x-0.9.0." */
  #siblings(path: string): string {
    const [kind = '', entry = ''] = path.split('/');
    const stem = entry.replace(/-v?\d.*$/, '');
    const folder = join(this.folder, kind);
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${stem}-`)) : [];
    const have = names.length === 0 ? `nothing for ${stem}` : names.sort().join(', ');
    return `Put ${kind}/${entry} there or choose another version: ${kind}/ has ${have}.`;
  }
}

/** A parsed YAML file. */
export interface YamlFile {
  readonly text: string;
  readonly documents: readonly import('yaml').Document.Parsed[];
  readonly lines: LineCounter;
}
