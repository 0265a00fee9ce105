import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withOrigins } from '../charts/value-origin.ts';
import { capacityOf } from '../check/capacity/usage.ts';
import { check, type Read } from '../check/engine.ts';
import { labWorld } from '../check/lab-world.ts';
import { layersOf } from '../check/read/layers.ts';
import { readFolder } from '../check/read/read-folder.ts';
import type { Reporter } from '../check/report/context.ts';
import { githubReport } from '../check/report/github.ts';
import { jsonReport } from '../check/report/json.ts';
import { sarifReport } from '../check/report/sarif.ts';
import { textReport } from '../check/report/text.ts';
import { allRules, ruleSets } from '../check/rule-sets.ts';
import { SchemaCatalog } from '../check/schema-catalog.ts';
import type { Verdict } from '../check/verdict.ts';
import { World } from '../check/world.ts';
import { tracks } from '../core/tracks/index.ts';
import { capacityText } from './capacity-text.ts';
import type { Context, ExitCode } from './context.ts';
import { installLosses } from './install-losses.ts';
import { soundLab } from './lab.ts';
import { both, mirrorOf, renderCharts, withKnownCharts } from './mirror.ts';
import { styleOf } from './style.ts';

/** What `hensteeth check` can be told. */
export interface CheckOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly strict?: boolean;
  readonly capacity?: boolean;
  readonly brief?: boolean;
  readonly mirror?: string;
  readonly types: boolean;
}

const REPORTERS: Readonly<Record<CheckOptions['format'], Reporter>> = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
};

/** What is to be judged, and the texts that findings point into. */
interface Judged {
  readonly world: World;
  readonly read: Read;
  readonly texts: (file: string) => string | undefined;
}

/** Judges the lab, or a folder, and reports. */
export async function runCheck(context: Context, folder: string | undefined, options: CheckOptions): Promise<ExitCode> {
  const judged = folder === undefined ? await labToJudge(context, options) : folderToJudge(context, folder);
  if (!judged) return folder === undefined ? 1 : 2;
  const { texts } = judged;
  const { world, read, releases } = await withCharts(context, judged, folder === undefined, options.mirror);
  const paint = styleOf(options.format === 'text' ? process.stdout : {});
  if (options.capacity) {
    process.stdout.write(`${capacityText(capacityOf(world))}\n\n`);
  }
  const whole = await withOrigins(check(world, ruleSets, read), releases, texts);
  const verdict = options.brief ? brief(whole) : whole;
  const tool = { name: 'hensteeth', version: versionOf(context.root) };
  process.stdout.write(
    REPORTERS[options.format](verdict, { texts, paint, rules: allRules, tool, track: world.track.name }),
  );
  const { errors, warnings } = verdict.counts;
  return errors > 0 || (options.strict && warnings > 0) ? 1 : 0;
}

/** With what Helm makes of the releases whose charts are in the mirror; the lab's own lock knows the others. */
async function withCharts(context: Context, { world, read }: Judged, isLab: boolean, option: string | undefined) {
  const mirror = mirrorOf(context, option);
  if (!isLab && !mirror) return { world, read, releases: [] };
  const known = isLab ? await withKnownCharts(context, world, option) : await renderCharts(world, mirror!);
  return { world: known.world, read: both(read, known.read), releases: known.releases };
}

/** The verdict without what is still to do, and without what could not be judged. The counts stay. */
function brief(verdict: Verdict): Verdict {
  return { ...verdict, findings: verdict.findings.filter(({ severity }) => severity !== 'notice'), notJudged: [] };
}

async function labToJudge(context: Context, options: CheckOptions): Promise<Judged | undefined> {
  const rendered = await soundLab(context, options);
  if (!rendered) return undefined;
  const { lab, rendering } = rendered;
  const texts = (file: string) => rendering.files.get(file) ?? textOf(join(context.root, file));
  const read = { reports: installLosses(lab), notJudged: [] };
  return { world: labWorld(context.root, lab, rendering), read, texts };
}

function folderToJudge(context: Context, folder: string): Judged | undefined {
  const result = readFolder(resolve(context.cwd, folder));
  if (result.couldNotRead.length > 0) {
    for (const reason of result.couldNotRead) process.stderr.write(`error: ${reason}\n`);
    return undefined;
  }
  const layers = layersOf(result.subjects);
  const world = new World({
    track: Object.values(tracks).at(-1)!,
    schemas: SchemaCatalog.read(join(context.root, 'imports/schemas')),
    subjects: result.subjects,
    ...(layers.length > 0 && { layers }),
  });
  return { world, read: result, texts: (file) => result.texts.get(file) };
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
