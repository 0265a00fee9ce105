import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChart } from '../charts/chart.ts';
import { factsOf } from '../charts/facts-cache.ts';
import { knownKeysText } from '../charts/known-keys-text.ts';
import { archiveHash } from '../charts/mirror.ts';
import { chartSource } from './chart.ts';
import { inputOfChart } from './chart-input.ts';
import { writeFiles } from './folder.ts';
import { byName } from './json.ts';
import { KubernetesShapes } from './kubernetes-types.ts';
import { archiveOutputs, manifestFile, manifestText, readManifest } from './manifest.ts';
import { moduleText } from './module-text.ts';
import { bare, type ChartChoice } from './selection.ts';
import { InputError, sha256 } from './source.ts';

/**
 * Generates the types and the known keys of one chart from its archive or folder, and enters both into the manifest. Equal archives give
 * equal bytes; nothing is written before all is generated.
 *
 * @param pinned the chart as the track pins it
 * @param to folder of imports
 * @returns paths inside that folder of the files that were new or had another content
 * @throws ChartError when the archive cannot be read
 * @throws InputError when it is another chart or another version, or `to` was never generated
 */
export function importChart(archive: string, pinned: ChartChoice, to: string): readonly string[] {
  const chart = readChart(archive);
  const { name } = pinned;
  const version = bare(pinned.version);
  if (chart.name !== name || bare(chart.version) !== version) {
    const fix =
      chart.name === name ? 'Pin the version that you mean in the track first.' : `Name the archive of ${name}.`;
    throw new InputError(archive, `is ${chart.name} ${chart.version}; the track pins ${name} ${pinned.version}`, fix);
  }
  const before = readManifest(to);
  if (!before) {
    throw new InputError(join(to, manifestFile), 'no readable manifest', 'Take it from git, or run imports --from.');
  }
  const facts = factsOf(chart, archiveHash(archive));
  const [types, knownKeys] = archiveOutputs(name);
  const files = new Map([
    [types, moduleText(chartSource(name, inputOfChart(chart), shapesOf(before.selection.kubernetes, to)))],
    [knownKeys, knownKeysText(facts)],
  ]);
  const charts = [...before.selection.charts.filter((each) => each.name !== name), { name, version }];
  // Hashes of the folder of inputs say nothing of a chart that is made from its archive.
  const inputs = Object.entries(before.inputs).filter(([path]) => !isInputOf(name, path));
  const manifest = manifestText({
    selection: { ...before.selection, charts: charts.sort((a, b) => byName(a.name, b.name)) },
    archives: { ...before.archives, [name]: { version, sha256: facts.archive! } },
    inputs: Object.fromEntries(inputs),
    outputs: { ...before.outputs, ...Object.fromEntries([...files].map(([path, text]) => [path, sha256(text)])) },
  });
  return writeFiles(to, files.set(manifestFile, manifest));
}

/** `charts/grafana-12.1.8/values.yaml` is an input of `grafana`. */
function isInputOf(chart: string, path: string): boolean {
  const prefix = `charts/${chart}-`;
  return path.startsWith(prefix) && /^v?\d/.test(path.slice(prefix.length));
}

/** The shapes of Kubernetes that the folder was generated with. */
function shapesOf(kubernetes: string, to: string): KubernetesShapes {
  const file = join(to, `schemas/kubernetes-${kubernetes.split('.').slice(0, 2).join('.')}.json`);
  if (!existsSync(file)) throw new InputError(file, 'not found', 'Take it from git, or run imports --from.');
  const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as {
    definitions: ConstructorParameters<typeof KubernetesShapes>[0];
  };
  return new KubernetesShapes(definitions, file);
}
