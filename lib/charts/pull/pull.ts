import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../core/write.ts';
import { ChartError } from '../chart-error.ts';
import type { ExpectedDigest } from '../locked-digest.ts';
import { findArchive } from '../mirror.ts';
import { mustBe } from './chart-file.ts';
import { inTurn } from './in-turn.ts';
import type { Network } from './network.ts';
import type { Pin } from './pin.ts';
import { type Fetched, Repositories } from './source.ts';

/** How charts are pulled. */
export interface PullOptions {
  /** Folder that the archives are put into. */
  readonly folder: string;
  /**
   * Folder of archives that they are taken from.
   * @default their repositories
   */
  readonly mirror?: string;
  /** SHA-256 that each must have, as the lock has it. */
  readonly expected: ExpectedDigest;
  readonly network: Network;
  /** Is told what is done next. */
  readonly onProgress?: (line: string) => void;
}

/** What became of one chart. */
export type Pulled =
  | { readonly pin: Pin; readonly state: 'pulled' | 'kept'; readonly path: string; readonly bytes: number }
  | { readonly pin: Pin; readonly state: 'failed'; readonly message: string };

const AT_ONCE = 2;

/** Puts the archive of each chart into a folder, whole and judged, or leaves the folder as it was. */
export function pullCharts(pins: readonly Pin[], options: PullOptions): Promise<Pulled[]> {
  sweep(options.folder);
  const repositories = new Repositories(options.network);
  return inTurn(pins, AT_ONCE, (pin) => pull(pin, repositories, options));
}

async function pull(pin: Pin, repositories: Repositories, options: PullOptions): Promise<Pulled> {
  const { folder, mirror, expected, onProgress } = options;
  const { chart, version } = pin;
  const locked = expected(chart, version);
  const there = findArchive(folder, chart, version);
  if (there !== undefined && isWhole(there, pin, locked)) {
    return { pin, state: 'kept', path: there, bytes: statSync(there).size };
  }
  try {
    onProgress?.(`${chart} ${version} from ${mirror ?? pin.repository.url}`);
    const fetched = mirror === undefined ? await repositories.fetch(pin) : fromMirror(mirror, pin);
    judge(fetched, pin, locked);
    const path = there ?? join(folder, `${chart}-${version}.tgz`);
    mkdirSync(folder, { recursive: true });
    writeWhole(path, fetched.archive);
    return { pin, state: 'pulled', path, bytes: fetched.archive.length };
  } catch (error) {
    return { pin, state: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function fromMirror(mirror: string, { chart, version }: Pin): Fetched {
  const place = findArchive(mirror, chart, version);
  if (place === undefined) {
    throw new ChartError(mirror, `no ${chart}-${version}.tgz`, 'Put the archive there, or pull without --mirror.');
  }
  return { archive: readFileSync(place), place, promised: undefined };
}

/** What was promised comes first: an archive that was changed on the way is not worth reading. */
function judge({ archive, place, promised }: Fetched, { chart, version }: Pin, locked: string | undefined): void {
  const digest = digestOf(archive);
  if (promised !== undefined && promised !== digest) {
    const problem = `its SHA-256 is ${digest}; its repository says ${promised}`;
    throw new ChartError(place, problem, 'Run the command again; when it stays so, tell the owner of the repository.');
  }
  mustBe(chart, version, archive, place);
  if (locked !== undefined && locked !== digest) {
    const problem = `its SHA-256 is ${digest}; charts.lock.json has ${locked}`;
    throw new ChartError(place, problem, 'The version was published anew: look at what changed before you lock it.');
  }
}

function isWhole(path: string, { chart, version }: Pin, locked: string | undefined): boolean {
  try {
    const archive = readFileSync(path);
    mustBe(chart, version, archive, path);
    return locked === undefined || locked === digestOf(archive);
  } catch {
    return false;
  }
}

function digestOf(archive: Buffer): string {
  return createHash('sha256').update(archive).digest('hex');
}

/** Removes what a run that was cut left while it wrote, unless that run is still there. */
function sweep(folder: string): void {
  for (const name of namesIn(folder)) {
    const pid = /\.tgz\.(\d+)\.hensteeth-partial$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
