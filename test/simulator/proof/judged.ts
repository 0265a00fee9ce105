import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withCharts } from '../../../lib/charts/charts-world.ts';
import { pinnedHelm } from '../../../lib/charts/helm-program.ts';
import { check } from '../../../lib/check/engine.ts';
import { layersOf } from '../../../lib/check/read/layers.ts';
import { readFolder } from '../../../lib/check/read/read-folder.ts';
import { ruleSets } from '../../../lib/check/rule-sets.ts';
import { SchemaCatalog } from '../../../lib/check/schema-catalog.ts';
import type { PlacedFinding } from '../../../lib/check/verdict.ts';
import { World } from '../../../lib/check/world.ts';
import type { Cluster } from '../../../lib/core/cluster.ts';
import type { Files } from '../../../lib/simulator/tree.ts';

/** What the check tells of a tree: its errors, by the layer that they are in. */
export async function errorsOf(
  lab: Cluster,
  before: Files,
  files: Files,
  mirror: string,
): Promise<ReadonlyMap<string, readonly PlacedFinding[]>> {
  const older = read(before);
  const now = read(files);
  const layers = layersOf(now.subjects);
  const bare = new World({
    track: lab.track,
    facts: lab.facts,
    schemas: SchemaCatalog.read('imports/schemas'),
    subjects: now.subjects,
    layers,
    before: older.subjects,
    hasFolder: (path) => [...files.keys()].some((file) => file.startsWith(`${path}/`)),
  });
  const rendered = await withCharts(bare, mirror, pinnedHelm());
  const reports = [...now.reports, ...rendered.read.reports];
  const { findings } = check(rendered.world, ruleSets, { reports, notJudged: [] });
  const byLayer = new Map<string, PlacedFinding[]>();
  for (const finding of findings.filter(({ severity }) => severity === 'error')) {
    const layer = layerIn(finding);
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), finding]);
  }
  return byLayer;
}

/** The layer that a finding is about: that of its object or file, or the layer itself. */
function layerIn({ subject, where }: PlacedFinding): string {
  const file = subject?.file ?? where.file ?? '';
  return subject?.layer ?? /^(?:dist|flux\/layers)\/([^/.]+)/.exec(file)?.[1] ?? '';
}

function read(files: Files) {
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return readFolder(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
