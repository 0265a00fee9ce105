import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../core/manifest.ts';
import { toYaml } from '../core/yaml.ts';

/** Files by their path in the repository. */
export type Files = ReadonlyMap<string, string>;

/** Folders that Flux reads. */
const READ_BY_FLUX = ['dist', 'flux', 'secrets'];
const REPOSITORY = 'lab.git';
export const BRANCH = 'main';

/** What Flux would read of the working tree. @throws the file system's own error */
export function workingTree(root: string): Files {
  const files = new Map<string, string>();
  for (const folder of READ_BY_FLUX) {
    if (!existsSync(join(root, folder))) continue;
    const names = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of names.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name).slice(root.length + 1);
      files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
  return files;
}

/** What Flux would read of a revision of the project's repository. @throws Error when there is no such revision */
export function treeOf(root: string, revision: string): Files {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  const names = git('ls-tree', '-r', '-z', '--name-only', revision, '--', ...READ_BY_FLUX).split('\0');
  return new Map(names.filter((name) => name !== '').map((name) => [name, git('show', `${revision}:./${name}`)]));
}

/**
 * The tree as the simulator gives it to Flux: chart repositories are those of this machine, and the secrets are made up.
 *
 * @param chartUrl of the chart server
 * @param secrets encrypted files, in place of the owner's, which only the owner's key opens
 */
export function forSimulator(files: Files, chartUrl: string, secrets: Files): Files {
  const own = [...files].filter(([path]) => !path.startsWith('secrets/'));
  return new Map([...own.map(([path, text]): [string, string] => [path, rewritten(text, chartUrl)]), ...secrets]);
}

function rewritten(text: string, chartUrl: string): string {
  if (!/^kind: HelmRepository$/m.test(text)) return text;
  const { spec, ...rest } = parse(text) as Manifest & { readonly spec: Readonly<Record<string, unknown>> };
  const { type: _type, provider: _provider, ...kept } = spec;
  return toYaml({ ...rest, spec: { ...kept, url: chartUrl } });
}

/** The repository that the git server offers, and the work tree that is pushed to it. */
export class Repository {
  readonly name = REPOSITORY;
  readonly #work: string;

  /** @param folder of the git server */
  constructor(folder: string, work: string) {
    this.#work = work;
    mkdirSync(work, { recursive: true });
    const bare = join(folder, REPOSITORY);
    this.#git('init', '--quiet', `--initial-branch=${BRANCH}`);
    this.#git('init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, bare);
    this.#git('remote', 'add', 'origin', bare);
  }

  /** Commits a tree as it is and pushes it. @returns the revision */
  push(files: Files, message: string): string {
    for (const name of READ_BY_FLUX) rmSync(join(this.#work, name), { recursive: true, force: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(this.#work, path)), { recursive: true });
      writeFileSync(join(this.#work, path), text);
    }
    this.#git('add', '--all', '.');
    this.#git('commit', '--quiet', '--allow-empty', `--message=${message}`);
    this.#git('push', '--quiet', 'origin', BRANCH);
    return this.#git('rev-parse', 'HEAD').trim();
  }

  #git(...args: string[]): string {
    const identity = [
      '-c',
      'user.name=simulator',
      '-c',
      'user.email=simulator@localhost',
      '-c',
      'commit.gpgsign=false',
    ];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.#work,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}
