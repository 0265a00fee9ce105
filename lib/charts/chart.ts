import { parse } from 'yaml';
import { documentsOf } from '../check/read/documents.ts';
import { readQuickly } from '../check/read/quick.ts';
import { type ChartFiles, readChartFiles, unpackChart } from './archive.ts';
import { ChartError } from './chart-error.ts';
import { isMapping } from './mapping.ts';

/** Another chart that a chart brings along. */
export interface ChartDependency {
  readonly name: string;
  /** Version or range, as written. */
  readonly version: string;
  /**
   * Key of its values in the parent.
   * @default the name
   */
  readonly alias?: string;
  /** Paths of values, the first that is set decides whether the chart is rendered. */
  readonly condition: readonly string[];
  readonly tags: readonly string[];
  /** Values of the child that the parent sees: at `child` there, at `parent` here. */
  readonly importValues: readonly ImportedValues[];
}

/** Paths with dots; the empty path is the root of all values. */
export interface ImportedValues {
  readonly child: string;
  readonly parent: string;
}

/** A chart as its files tell it. Nothing is rendered. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  readonly kubeVersion?: string;
  readonly appVersion?: string;
  readonly type: 'application' | 'library';
  /** Defaults, parsed. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Defaults with their comments. */
  readonly valuesText: string;
  /** The chart's own `values.schema.json`. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Text of templates, helpers included, by path from the chart's folder: `templates/service.yaml`. */
  readonly templates: ReadonlyMap<string, string>;
  /** Text of the files in `crds/` by path. */
  readonly crds: ReadonlyMap<string, string>;
  readonly dependencies: readonly ChartDependency[];
  /** Charts that are in `charts/`, as folders or archives. */
  readonly subcharts: readonly Chart[];
}

/** Helm stops at no depth; a chart that holds itself would never end. */
const DEPTH = 10;

/**
 * Reads a chart from an archive (`.tgz`) or a folder, with all charts inside.
 *
 * @throws ChartError that names the file to blame
 */
export function readChart(path: string): Chart {
  return chartOf(readChartFiles(path), path);
}

/**
 * The chart that the files make.
 *
 * @param place what messages call the chart's folder
 * @throws ChartError that names the file to blame
 */
export function chartOf(files: ChartFiles, place: string, depth = 0): Chart {
  if (depth > DEPTH)
    throw new ChartError(place, `charts in charts, ${DEPTH} deep`, 'Look for a chart that holds itself.');
  const meta = yamlMap(files, 'Chart.yaml', place);
  const { name, version } = meta;
  if (typeof name !== 'string' || name === '' || version === undefined || version === null) {
    throw new ChartError(`${place}/Chart.yaml`, 'no name or no version', 'Write both: Helm refuses a chart without.');
  }
  const requirements = files.has('requirements.yaml') ? yamlMap(files, 'requirements.yaml', place) : {};
  return {
    name,
    version: String(version),
    kubeVersion: textOf(meta['kubeVersion']),
    appVersion: textOf(meta['appVersion']),
    type: meta['type'] === 'library' ? 'library' : 'application',
    values: files.has('values.yaml') ? yamlMap(files, 'values.yaml', place) : {},
    valuesText: files.get('values.yaml')?.toString('utf8') ?? '',
    schema: files.has('values.schema.json') ? schemaOf(files, place) : undefined,
    templates: textsBelow(files, 'templates/'),
    crds: textsBelow(files, 'crds/'),
    dependencies: [...listOf(meta['dependencies']), ...listOf(requirements['dependencies'])].map(dependencyOf),
    subcharts: subchartsOf(files, place, depth),
  };
}

function subchartsOf(files: ChartFiles, place: string, depth: number): Chart[] {
  const folders = new Map<string, Map<string, Buffer>>();
  const charts: Chart[] = [];
  for (const [path, content] of files) {
    const [, entry, rest] = /^charts\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    // Helm passes over names that start with `_` or `.`.
    if (entry === undefined || /^[_.]/.test(entry)) continue;
    if (rest === undefined) {
      const inner = `${place}/${path}`;
      if (/\.t(ar\.)?gz$/.test(entry)) charts.push(chartOf(unpackChart(content, inner), inner, depth + 1));
    } else folders.set(entry, (folders.get(entry) ?? new Map<string, Buffer>()).set(rest, content));
  }
  for (const [entry, inner] of folders) {
    if (inner.has('Chart.yaml')) charts.push(chartOf(inner, `${place}/charts/${entry}`, depth + 1));
  }
  return charts;
}

function yamlMap(files: ChartFiles, name: string, place: string): Readonly<Record<string, unknown>> {
  const fix = 'Repair it, or fetch the chart again.';
  let value: unknown;
  try {
    const text = files.get(name)?.toString('utf8') ?? '';
    value = quickly(text) ?? parse(text, { merge: true, logLevel: 'error' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]?.replace(/[:. ]+$/, '') : '';
    throw new ChartError(`${place}/${name}`, `not valid YAML (${reason})`, fix);
  }
  if (value === null || value === undefined) return {};
  if (!isMapping(value)) throw new ChartError(`${place}/${name}`, 'not a map', fix);
  return value;
}

/** Most charts are written in the YAML that is read many times faster; `undefined` where the whole language is needed. */
function quickly(text: string): unknown {
  const [extent, ...more] = documentsOf(text);
  // The quick reader takes `<<` for a key like any other.
  if (!extent || more.length > 0 || text.includes('<<')) return undefined;
  const quick = readQuickly(text, extent);
  return 'parsed' in quick ? quick.parsed.value : undefined;
}

function schemaOf(files: ChartFiles, place: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const schema: unknown = JSON.parse(files.get('values.schema.json')!.toString('utf8'));
    return isMapping(schema) ? schema : undefined;
  } catch {
    throw new ChartError(`${place}/values.schema.json`, 'not valid JSON', 'Repair it, or fetch the chart again.');
  }
}

function textsBelow(files: ChartFiles, folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [path, content] of files) if (path.startsWith(folder)) texts.set(path, content.toString('utf8'));
  return texts;
}

function dependencyOf(dependency: Readonly<Record<string, unknown>>): ChartDependency {
  return {
    name: textOf(dependency['name']) ?? '',
    version: textOf(dependency['version']) ?? '',
    alias: textOf(dependency['alias']),
    condition: (textOf(dependency['condition']) ?? '')
      .split(',')
      .map((path) => path.trim())
      .filter((path) => path !== ''),
    tags: Array.isArray(dependency['tags']) ? dependency['tags'].map(String) : [],
    importValues: Array.isArray(dependency['import-values']) ? dependency['import-values'].flatMap(importedOf) : [],
  };
}

/** A plain name takes what the child has under `exports`. */
function importedOf(imported: unknown): ImportedValues[] {
  if (typeof imported === 'string') return [{ child: `exports.${imported}`, parent: '' }];
  if (!isMapping(imported)) return [];
  const parent = textOf(imported['parent']) ?? '';
  return [{ child: textOf(imported['child']) ?? '', parent: parent === '.' ? '' : parent }];
}

function listOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
