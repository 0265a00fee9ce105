import { join } from 'node:path';
import { withLock } from '../charts/locked-subjects.ts';
import { labWorld } from '../check/lab-world.ts';
import { layersOf } from '../check/read/layers.ts';
import { readFolder } from '../check/read/read-folder.ts';
import { World } from '../check/world.ts';
import type { Cluster } from '../core/cluster.ts';
import { compare } from '../diff/comparison.ts';
import { RevisionError, revisionOf } from '../diff/git.ts';
import { olderRevision } from '../diff/older.ts';
import { diffJson } from '../diff/report/json.ts';
import { diffMarkdown } from '../diff/report/markdown.ts';
import { diffText } from '../diff/report/text.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { mirrorOf, renderCharts, withKnownCharts } from './mirror.ts';
import { progressLine, withProgress } from './progress.ts';
import { styleOf } from './style.ts';

/** What `hensteeth diff` can be told. */
export interface DiffOptions {
  readonly format: 'text' | 'json' | 'markdown';
  readonly mirror?: string;
}

/** Tells what the working tree does to a cluster that is at a revision. */
export async function runDiff(context: Context, name: string | undefined, options: DiffOptions): Promise<ExitCode> {
  try {
    const revision = revisionOf(context.root, name);
    const { lab, rendering, findings } = await renderLab(context, { types: false });
    if (!lab || findings.some(({ severity }) => severity === 'error')) {
      process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
      return 2;
    }
    const older = await withProgress(
      'rendering the older revision',
      Promise.resolve().then(() => olderRevision(context.root, revision)),
    );
    if (older.unrendered !== undefined) {
      progressLine(`${revision.name} is taken as it was committed: ${older.unrendered}`);
    }
    const { world: after } = await withKnownCharts(context, labWorld(context.root, lab, rendering), options.mirror);
    const before = await olderWorld(context, lab, after, older.folder, options.mirror);
    if (!before) return 2;
    const comparison = compare(before, after);
    const style = styleOf(options.format === 'text' ? process.stdout : {});
    const text = {
      text: () => diffText(comparison, style),
      json: () => diffJson(comparison, revision),
      markdown: () => diffMarkdown(comparison, revision),
    }[options.format]();
    process.stdout.write(`${text}\n`);
    return comparison.dangers.some(({ severity }) => severity !== 'notice') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error;
    process.stderr.write(`error: ${error.message}\n  fix: ${error.hint}\n`);
    return 2;
  }
}

/** The objects of the older revision, with what is known of its charts; `undefined` when they cannot be read. */
async function olderWorld(
  context: Context,
  lab: Cluster,
  { schemas, props }: World,
  folder: string,
  option: string | undefined,
): Promise<World | undefined> {
  const read = readFolder(folder);
  if (read.couldNotRead.length > 0) {
    for (const reason of read.couldNotRead) process.stderr.write(`error: the older revision: ${reason}\n`);
    return undefined;
  }
  const layers = layersOf(read.subjects);
  const bare = new World({ track: lab.track, schemas, subjects: read.subjects, layers, facts: props.facts });
  const mirror = mirrorOf(context, option);
  const { world } = mirror === undefined ? { world: bare } : await renderCharts(bare, mirror);
  return withLock(world, join(folder), mirror).world;
}
