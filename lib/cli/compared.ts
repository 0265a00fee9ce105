import { withLock } from '../charts/locked-subjects.ts';
import { layersOf } from '../check/read/layers.ts';
import { readFolder } from '../check/read/read-folder.ts';
import { World } from '../check/world.ts';
import { type Comparison, compare } from '../diff/comparison.ts';
import { type Revision, RevisionError, revisionOf } from '../diff/git.ts';
import { olderRevision } from '../diff/older.ts';
import type { Context } from './context.ts';
import { mirrorOf, renderCharts } from './mirror.ts';
import { withProgress } from './progress.ts';

/** A comparison, and with what. */
export interface Compared {
  readonly comparison: Comparison;
  readonly revision: Revision;
}

/**
 * Compares a world with an older revision of the project.
 *
 * @param name of the revision; `undefined` for where the branch left its upstream
 * @param option folder of chart archives, as the command was given it
 * @throws RevisionError when the revision cannot be had or read
 */
export async function compareWith(
  context: Context,
  after: World,
  name: string | undefined,
  option: string | undefined,
): Promise<Compared> {
  const { root } = context;
  const revision = revisionOf(root, name);
  const rendering = Promise.resolve().then(() => olderRevision(root, revision));
  const { folder, unrendered } = await withProgress('rendering the older revision', rendering);
  if (unrendered !== undefined) {
    process.stderr.write(`note: ${revision.name} is taken as it was committed: ${unrendered}\n`);
  }
  const before = await olderWorld(after, folder, mirrorOf(context, option));
  return { comparison: compare(before, after), revision };
}

/** The objects of the older revision, with what is known of its charts. */
async function olderWorld(
  { track, schemas, props }: World,
  folder: string,
  mirror: string | undefined,
): Promise<World> {
  const read = readFolder(folder);
  const [reason] = read.couldNotRead;
  if (reason !== undefined) throw new RevisionError(`the older revision: ${reason}`, 'Name another revision.');
  const layers = layersOf(read.subjects);
  const bare = new World({ track, schemas, subjects: read.subjects, layers, facts: props.facts });
  const { world } = mirror === undefined ? { world: bare } : await renderCharts(bare, mirror);
  return withLock(world, folder, mirror).world;
}
