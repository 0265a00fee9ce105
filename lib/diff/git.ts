import { spawnSync } from 'node:child_process';
import { nearest } from '../values/nearest.ts';

/** A revision of the project's repository that cannot be had: why, and what to do. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A revision, as it was asked for and as git has it. */
export interface Revision {
  /** `v1`, `HEAD~1`, or how the default was found: `merge base with origin/main`. */
  readonly name: string;
  readonly commit: string;
}

/**
 * The revision that is named; without a name, the one that the branch left its upstream at, else the last commit.
 *
 * @throws RevisionError without git, outside of a repository, for a name that git does not know
 */
export function revisionOf(root: string, name?: string): Revision {
  if (git(root, 'rev-parse', '--git-dir') === undefined) {
    throw new RevisionError(
      `${root} is no git repository`,
      'Run git init and commit, so that there is something to compare with.',
    );
  }
  if (name !== undefined) return { name, commit: commitOf(root, name) };
  const upstream = git(root, 'rev-parse', '--abbrev-ref', '@{upstream}');
  const base = upstream === undefined ? undefined : git(root, 'merge-base', 'HEAD', upstream);
  if (upstream !== undefined && base === undefined) {
    const isShallow = git(root, 'rev-parse', '--is-shallow-repository') === 'true';
    throw new RevisionError(
      `HEAD and ${upstream} have no commit in common${isShallow ? ' in this shallow clone' : ''}`,
      isShallow ? 'Fetch the history: git fetch --unshallow.' : 'Name the revision to compare with.',
    );
  }
  if (base !== undefined) return { name: `merge base with ${upstream}`, commit: base };
  return { name: 'HEAD', commit: commitOf(root, 'HEAD') };
}

/** Writes the files of a commit below the project's folder to a new folder. @throws RevisionError */
export function checkOut(root: string, commit: string, folder: string): void {
  const archive = spawnSync('git', ['archive', '--format=tar', commit], { cwd: root, maxBuffer: 1 << 30 });
  const unpacked = spawnSync('tar', ['-x', '-C', folder], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0) {
    throw new RevisionError(
      `the files of ${commit} cannot be had from git`,
      'See that the repository is whole: git fsck.',
    );
  }
}

function commitOf(root: string, name: string): string {
  const commit = git(root, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  if (commit !== undefined) return commit;
  const known = (git(root, 'for-each-ref', '--format=%(refname:short)') ?? '')
    .split('\n')
    .filter((each) => each !== '');
  const meant = nearest(name, known);
  const isShallow = git(root, 'rev-parse', '--is-shallow-repository') === 'true';
  const fetch = isShallow ? ' The clone is shallow: git fetch --unshallow brings all revisions.' : '';
  throw new RevisionError(
    `git knows no revision '${name}'`,
    meant ? `Did you mean '${meant}'?${fetch}` : `Name a commit, a branch or a tag.${fetch}`,
  );
}

/** What git prints, without the line end; `undefined` when it fails, or is not there. */
function git(root: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}
