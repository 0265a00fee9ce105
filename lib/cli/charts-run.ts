import { labWorld } from '../check/lab-world.ts';
import { chartUses } from '../check/releases.ts';
import { toYaml } from '../core/yaml.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { mirrorOf, renderCharts } from './mirror.ts';

/** What `hensteeth charts render` can be told. */
export interface ChartsOptions {
  readonly mirror?: string;
}

/** Prints what Helm makes of one release, or of all. */
export async function runChartsRender(
  context: Context,
  release: string | undefined,
  options: ChartsOptions,
): Promise<ExitCode> {
  const mirror = mirrorOf(context, options.mirror);
  if (!mirror)
    return refuse(
      'no charts are at hand. Pull them: npx hensteeth charts pull. Or name a folder of archives: --mirror FOLDER.',
    );
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 1;
  const { lab, rendering } = rendered;
  const bare = labWorld(context.root, lab, rendering);
  const uses = chartUses(bare).filter(
    ({ subject }) => release === undefined || subject.manifest.metadata.name === release,
  );
  const names = chartUses(bare).map(({ subject }) => subject.manifest.metadata.name);
  if (uses.length === 0) return refuse(`there is no release '${release}'; there are ${names.join(', ')}.`);
  const { world, read } = await renderCharts(bare, mirror);
  let code: ExitCode = 0;
  for (const { subject, chart, version } of uses) {
    const { namespace, name } = subject.manifest.metadata;
    const failed = read.reports.find((report) => report.subject === subject);
    const made = world.subjects.filter((one) => one.release === `${namespace}/${name}`);
    if (failed) {
      process.stderr.write(`error: ${name}: ${failed.message}\n  fix: ${failed.hint}\n`);
      code = 1;
    } else if (made.length === 0) {
      return refuse(`${name}: no ${chart}-${version}.tgz in ${mirror}. Pull it, or put the archive there.`);
    }
    for (const { file, manifest } of made) process.stdout.write(`---\n# ${file}\n${toYaml(manifest)}`);
  }
  return code;
}

function refuse(message: string): ExitCode {
  process.stderr.write(`error: ${message}\n`);
  return 2;
}
