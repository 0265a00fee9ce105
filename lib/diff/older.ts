import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { checkOut, type Revision } from './git.ts';

/** An older revision of the project, rendered. */
export interface Older {
  /** Folder with its `dist/`, `flux/` and `charts.lock.json`. */
  readonly folder: string;
  /** Why it is not rendered but taken as it was committed; `undefined` when it was rendered. */
  readonly unrendered: string | undefined;
}

const CACHE = 'node_modules/.cache/hensteeth/revisions';
const KEPT = ['dist', 'flux', 'charts.lock.json'];
const NOTE = 'unrendered';
/** Milliseconds for a revision to render. */
const PATIENCE = 120_000;

/**
 * Renders an older revision by its own code, once: in a folder of its own, with the dependencies of the project where its lockfile is
 * the same. One that cannot be rendered is taken as its `dist/` and `flux/` were committed, and that is said.
 *
 * @throws RevisionError when git does not give its files
 */
export function olderRevision(root: string, { commit }: Revision): Older {
  const kept = join(root, CACHE, commit);
  if (!existsSync(kept)) {
    mkdirSync(dirname(kept), { recursive: true });
    const folder = mkdtempSync(join(root, CACHE, 'new-'));
    try {
      checkOut(root, commit, folder);
      const why = renderedBy(root, folder);
      const clean = mkdtempSync(join(root, CACHE, 'kept-'));
      for (const name of KEPT)
        if (existsSync(join(folder, name))) cpSync(join(folder, name), join(clean, name), { recursive: true });
      if (why !== undefined) writeFileSync(join(clean, NOTE), why);
      renameSync(clean, kept);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const note = join(kept, NOTE);
  return { folder: kept, unrendered: existsSync(note) ? readFileSync(note, 'utf8') : undefined };
}

/** Renders a folder. @returns why it could not be */
function renderedBy(root: string, folder: string): string | undefined {
  const command = join(folder, 'bin/hensteeth.mjs');
  if (!existsSync(command)) return 'it has no hensteeth of its own';
  const lockOf = (place: string) => readFileSync(join(place, 'package-lock.json'), 'utf8');
  if (!existsSync(join(folder, 'package-lock.json')) || lockOf(folder) !== lockOf(root)) {
    return 'its dependencies are of other versions';
  }
  linkDependencies(join(root, 'node_modules'), join(folder, 'node_modules'));
  const run = spawnSync(process.execPath, [command, 'synth', '--quiet', '--no-types'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: PATIENCE,
  });
  if (run.status === 0) return undefined;
  const reason = `${run.stderr}${run.stdout}`.split('\n').find((line) => line.trim() !== '') ?? 'it gives no reason';
  return `it does not render (${reason.trim().slice(0, 200)})`;
}

/** Every package by a link, and no cache: that of the project must not learn of another revision. */
function linkDependencies(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== '.cache') symlinkSync(join(from, name), join(to, name));
}
