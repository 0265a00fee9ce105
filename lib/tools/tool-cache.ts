import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileHash } from './file-hash.ts';
import type { Tool } from './tool.ts';

/** Suffix of a folder that a program is being built in. */
const BUILDING = '.building';
/** Milliseconds. No build takes a day. */
const OLDEST_BUILD = 24 * 3600 * 1000;

/** Folder of the user's cache that is the project's. */
export function userCache(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'];
  const cache = base !== undefined && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.cache');
  return join(cache, 'hensteeth');
}

/** Folder of the user's cache that holds the programs which were built, one folder each. */
export function toolFolder(env: NodeJS.ProcessEnv): string {
  return join(userCache(env), 'tools');
}

/** Changes with all that a program of a module of the project is built from. */
function moduleKey(
  module: string,
  { package: main, variables, files }: Pick<Tool, 'package' | 'variables' | 'files'>,
): string {
  const hash = createHash('sha256').update(JSON.stringify([main, variables, files]));
  for (const name of readdirSync(module).sort()) hash.update(name).update(readFileSync(join(module, name)));
  return hash.digest('hex').slice(0, 12);
}

/** What the cache holds of a program. */
export type Cached = 'none' | 'damaged' | 'whole';

/** Place of a program in the cache. */
export class CachedTool {
  readonly folder: string;
  /** The executable. */
  readonly path: string;
  readonly #name: string;

  constructor(tools: string, tool: Pick<Tool, 'name' | 'version' | 'module' | 'package' | 'variables' | 'files'>) {
    const { name, version, module } = tool;
    const pinned = module === undefined ? '' : `-${moduleKey(module, tool)}`;
    this.folder = join(tools, `${name}-${version}${pinned}`);
    this.path = join(this.folder, name);
    this.#name = name;
  }

  /** Whether the executable is there, byte for byte what was built. */
  async state(): Promise<Cached> {
    if (!existsSync(this.path)) return existsSync(this.folder) ? 'damaged' : 'none';
    try {
      const recorded = readFileSync(`${this.path}.sha256`, 'utf8').trim();
      return recorded === (await fileHash(this.path)) ? 'whole' : 'damaged';
    } catch {
      return 'damaged';
    }
  }

  /** A new folder beside the place, to build in: on the same file system, so that it can be renamed. */
  newFolder(): string {
    this.#sweep();
    const folder = `${this.folder}.${process.pid}-${Math.random().toString(36).slice(2)}${BUILDING}`;
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Removes what a build that was cut has left, once it is so old that nobody can be at work in it. */
  #sweep(): void {
    const tools = dirname(this.folder);
    for (const name of existsSync(tools) ? readdirSync(tools) : []) {
      const left = join(tools, name);
      if (!left.startsWith(`${this.folder}.`) || !name.endsWith(BUILDING)) continue;
      const { mtimeMs } = statSync(left, { throwIfNoEntry: false }) ?? { mtimeMs: Number.POSITIVE_INFINITY };
      if (Date.now() - mtimeMs > OLDEST_BUILD) rmSync(left, { recursive: true, force: true });
    }
  }

  /** Puts a folder with the executable in place, in one step. Where another process was faster, its result stays. */
  async place(built: string): Promise<void> {
    const executable = join(built, this.#name);
    chmodSync(executable, 0o755);
    writeFileSync(`${executable}.sha256`, `${await fileHash(executable)}\n`);
    // A damaged one cannot be renamed over, and nobody can use it.
    if ((await this.state()) === 'damaged') rmSync(this.folder, { recursive: true, force: true });
    try {
      renameSync(built, this.folder);
    } catch (error) {
      if ((await this.state()) !== 'whole') throw error;
    }
  }
}
