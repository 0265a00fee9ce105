import type { World } from '../world.ts';
import { type CompiledRow, compile } from './compiled-row.ts';
import { referenceFacts } from './facts.ts';
import { kindKey } from './kind.ts';
import { getOrMake } from './maps.ts';
import { PatternTree } from './pattern.ts';
import type { ResolvedReference } from './resolved.ts';
import { Resolver } from './resolver.ts';
import { groupOfManifest } from './scope.ts';
import { REFERENCE_TABLE } from './table.ts';

export type { ReferenceTarget, ResolvedReference } from './resolved.ts';

const trees = new Map<string, PatternTree<CompiledRow>>();
for (const row of REFERENCE_TABLE) {
  const compiled = compile(row);
  for (const origin of row.from) {
    const tree = getOrMake(trees, kindKey(origin), () => new PatternTree<CompiledRow>());
    tree.add(origin.at ? `${origin.at}.${row.path}` : row.path, compiled);
  }
}
const everywhere = trees.get('*/*');

const known = new WeakMap<World, readonly ResolvedReference[]>();

/** Every reference of the world, in the order of its objects. Computed once. */
export function referencesOf(world: World): readonly ResolvedReference[] {
  const done = known.get(world);
  if (done) return done;
  const facts = referenceFacts(world);
  const references: ResolvedReference[] = [];
  for (const subject of world.subjects) {
    const { manifest } = subject;
    const resolver = new Resolver(facts, subject, references);
    everywhere?.walk(manifest, (row, place) => resolver.resolve(row, place));
    const tree = trees.get(kindKey({ group: groupOfManifest(manifest), kind: manifest.kind }));
    tree?.walk(manifest, (row, place) => resolver.resolve(row, place));
  }
  known.set(world, references);
  return references;
}
