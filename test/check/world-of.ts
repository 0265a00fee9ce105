import { parseAllDocuments } from 'yaml';
import type { Report, RuleSet } from '../../lib/check/rule.ts';
import { SchemaCatalog } from '../../lib/check/schema-catalog.ts';
import type { Subject } from '../../lib/check/subject.ts';
import { World, type WorldProps } from '../../lib/check/world.ts';
import type { Manifest } from '../../lib/core/manifest.ts';
import { track127 } from '../../lib/core/tracks/track-1.27.ts';

let catalog: SchemaCatalog | undefined;

/** Objects written as YAML, as subjects of one layer. */
export function subjectsOf(yaml: string, given: Partial<Subject> = {}): Subject[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest): manifest is Manifest => manifest !== null)
    .map((manifest, document) => ({
      manifest,
      file: 'test.yaml',
      document,
      layer: 'test',
      release: undefined,
      source: undefined,
      ...given,
    }));
}

/** A world of objects written as YAML, on track 1.27. */
export function worldOf(yaml: string, props: Partial<WorldProps> = {}): World {
  catalog ??= SchemaCatalog.read('imports/schemas');
  return new World({ track: track127, schemas: catalog, subjects: subjectsOf(yaml), ...props });
}

/** What a rule set says of a world, as `code path` lines with the object in front: short to assert on. */
export function told(set: RuleSet, world: World): string[] {
  return [...set.judge(world).reports].map(line);
}

function line({ code, subject, path }: Report): string {
  const name = subject ? `${subject.manifest.kind}/${subject.manifest.metadata.name} ` : '';
  return `${name}${path ?? ''} ${code}`.trim();
}
