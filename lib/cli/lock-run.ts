import { LOCK_FILE, type Lock, LockError, type LockedRelease, lockText, readLock, writeLock } from '../charts/lock.ts';
import { archiveDigest, lockRelease } from '../charts/lock-release.ts';
import { findArchive } from '../charts/mirror.ts';
import { labWorld } from '../check/lab-world.ts';
import { type ChartUse, chartUses } from '../check/releases.ts';
import { nearest } from '../values/nearest.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { mirrorOf, renderCharts } from './mirror.ts';

/** What `hensteeth charts lock` can be told. */
export interface LockOptions {
  readonly mirror?: string;
  readonly assembled?: boolean;
}

/** Writes what releases really contain to the lock: all of them, or those that are named. */
export async function runChartsLock(
  context: Context,
  asked: readonly string[],
  options: LockOptions,
): Promise<ExitCode> {
  const mirror = mirrorOf(context, options.mirror);
  if (!mirror) return refuse('no charts are at hand. Name a folder of archives: --mirror FOLDER.');
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 1;
  const { lab, rendering } = rendered;
  const bare = labWorld(context.root, lab, rendering);
  const uses = chartUses(bare);
  const unknown = asked.find((name) => !uses.some((use) => isAsked(use, [name])));
  if (unknown !== undefined) return refuse(`there is no release '${unknown}'${instead(unknown, uses)}`);
  const chosen = uses.filter((use) => asked.length === 0 || isAsked(use, asked));
  const before = lockBefore(context.root);
  const { world, read, definitions } = await renderCharts(bare, mirror, true);
  const lock = new Map<string, LockedRelease>();
  const lines: string[] = [];
  const missing: string[] = [];
  let failed = false;
  for (const use of uses) {
    const key = keyOf(use);
    const old = before instanceof LockError ? undefined : before.get(key);
    const archive = findArchive(mirror, use.chart, use.version ?? '');
    const failure = read.reports.find(({ subject }) => subject === use.subject);
    if (!chosen.includes(use)) {
      if (old) lock.set(key, old);
    } else if (archive === undefined) {
      if (old) lock.set(key, old);
      missing.push(
        `${key}: no ${use.chart}-${use.version ?? 'VERSION'}.tgz in ${mirror}; ${old ? 'its entry stays' : 'it is not locked'}`,
      );
    } else if (failure) {
      process.stderr.write(`error: ${key}: ${failure.message}\n  fix: ${failure.hint}\n`);
      failed = true;
    } else {
      const entry = lockRelease(
        world,
        use,
        options.assembled ? null : archiveDigest(archive),
        definitions.get(key) ?? [],
      );
      lock.set(key, entry);
      lines.push(
        `${changeOf(key, old, entry)}  ${key}  ${entry.objects.length} objects, ${entry.images.length} images`,
      );
    }
  }
  if (failed) return refuseChange(1);
  for (const line of missing) process.stderr.write(`error: ${line}\n`);
  if (before instanceof LockError && (missing.length > 0 || chosen.length < uses.length)) {
    process.stderr.write(`error: ${before.message}\n  fix: Lock all releases at once, with every archive at hand.\n`);
    return refuseChange(2);
  }
  const gone =
    before instanceof LockError ? [] : [...before.keys()].filter((key) => !uses.some((use) => keyOf(use) === key));
  lines.push(...gone.map((key) => `removed    ${key}`));
  if (before instanceof LockError || lockText(before) !== lockText(lock)) writeLock(context.root, lock);
  for (const line of lines) process.stdout.write(`${line}\n`);
  return missing.length > 0 ? 2 : 0;
}

function lockBefore(root: string): Lock | LockError {
  try {
    return readLock(root) ?? new Map();
  } catch (error) {
    if (error instanceof LockError) return error;
    throw error;
  }
}

function changeOf(key: string, old: LockedRelease | undefined, entry: LockedRelease): string {
  if (!old) return 'added    ';
  const same = lockText(new Map([[key, old]])) === lockText(new Map([[key, entry]]));
  return same ? 'unchanged' : 'changed  ';
}

function keyOf({ subject }: ChartUse): string {
  const { namespace = 'default', name } = subject.manifest.metadata;
  return `${namespace}/${name}`;
}

function isAsked(use: ChartUse, names: readonly string[]): boolean {
  return names.includes(use.subject.manifest.metadata.name) || names.includes(keyOf(use));
}

function instead(unknown: string, uses: readonly ChartUse[]): string {
  const names = uses.map(({ subject }) => subject.manifest.metadata.name);
  const meant = nearest(unknown, names);
  return meant ? `. Did you mean '${meant}'?` : `; there are ${names.join(', ')}.`;
}

function refuseChange(code: ExitCode): ExitCode {
  process.stderr.write(`${LOCK_FILE} stays as it was\n`);
  return code;
}

function refuse(message: string): ExitCode {
  process.stderr.write(`error: ${message}\n`);
  return 2;
}
