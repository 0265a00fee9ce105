import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChart } from '../../lib/charts/chart.ts';
import { effectiveValues } from '../../lib/charts/coalesce.ts';
import { runHelmTemplate, valuesText } from '../../lib/charts/helm-template.ts';
import { isMapping } from '../../lib/charts/mapping.ts';
import { isRenderFailure, readRendered } from '../../lib/charts/rendered.ts';
import { newFolder, realHelm } from './real-helm.ts';

/** A chart to write. Its only template prints the values that it sees. */
export interface ChartSketch {
  readonly name: string;
  readonly values?: Readonly<Record<string, unknown>>;
  /** As in `Chart.yaml`; the version is that of all sketches. */
  readonly dependencies?: readonly Readonly<Record<string, unknown>>[];
  readonly charts?: readonly ChartSketch[];
}

/** Values by the path of the chart that sees them: `root/motor`. */
export type Seen = Readonly<Record<string, unknown>>;

export const DUMP = `apiVersion: v1
kind: ConfigMap
metadata: { name: dump }
data: { values: {{ .Values | toJson | b64enc }} }
`;

/** Writes a chart into a new folder. */
export function writeSketch(sketch: ChartSketch, folder = join(newFolder(), sketch.name)): string {
  const dependencies = (sketch.dependencies ?? []).map((one) => ({ version: '1.0.0', ...one }));
  const meta = { apiVersion: 'v2', name: sketch.name, version: '1.0.0' };
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), JSON.stringify(dependencies.length > 0 ? { ...meta, dependencies } : meta));
  writeFileSync(join(folder, 'values.yaml'), JSON.stringify(sketch.values ?? {}));
  writeFileSync(join(folder, 'templates', 'dump.yaml'), DUMP);
  for (const inner of sketch.charts ?? []) writeSketch(inner, join(folder, 'charts', inner.name));
  return folder;
}

/** What the templates of a chart see when Helm renders it; a refusal is its text. */
export async function seenByHelm(folder: string, values: unknown): Promise<Seen | string> {
  const asked = {
    archive: folder,
    release: 'r',
    namespace: 'space',
    kubernetes: '1.27.4',
    apiVersions: [],
    crds: true,
  };
  const done = await runHelmTemplate(await realHelm.path(), { ...asked, values: valuesText(values) }, 60_000);
  if (done.code !== 0) return done.errors;
  const rendered = readRendered(done.output);
  if (isRenderFailure(rendered)) throw new Error(rendered.message);
  return Object.fromEntries(
    rendered
      .filter(({ manifest }) => manifest.metadata.name === 'dump')
      .map(({ manifest, template }) => {
        const { values: dump } = manifest['data'] as { readonly values: string };
        return [chartPath(template), JSON.parse(Buffer.from(dump, 'base64').toString('utf8'))];
      }),
  );
}

/** The same as this project has it. */
export function seenHere(folder: string, values: Readonly<Record<string, unknown>>): Seen | string {
  const chart = readChart(folder);
  try {
    const { values: root, enabled } = effectiveValues(chart, values);
    const inner = enabled
      .filter((one) => one.chart.type !== 'library')
      .map(({ path }) => [
        [chart.name, ...path].join('/'),
        path.reduce<unknown>((at, key) => (isMapping(at) ? at[key] : undefined), root),
      ]);
    return JSON.parse(JSON.stringify({ [chart.name]: root, ...Object.fromEntries(inner) })) as Seen;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function chartPath(template = ''): string {
  return template.replace(/\/templates\/.*$/, '').replaceAll('/charts/', '/');
}
