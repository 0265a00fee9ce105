import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chartSource } from './chart.ts';
import { inputOfFolder } from './chart-input.ts';
import { readCrds } from './crd.ts';
import { crdSchemas } from './crd-schemas.ts';
import { crdSource } from './crd-types.ts';
import { writeFiles } from './folder.ts';
import { byName } from './json.ts';
import { definitionsPath, kubernetesSchemas, readDefinitions } from './kubernetes-schemas.ts';
import { KubernetesShapes } from './kubernetes-types.ts';
import {
  archiveOutputs,
  type ImportedArchive,
  type Manifest,
  manifestFile,
  manifestText,
  readManifest,
} from './manifest.ts';
import { generatedHead, moduleText } from './module-text.ts';
import type { ImportSelection } from './selection.ts';
import { Source, sha256 } from './source.ts';

/** What a run did. Paths are inside the folder of imports. */
export interface ImportReport {
  /** Size of every generated file in bytes, the manifest included. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Files that were new or had another content. */
  readonly written: readonly string[];
  /** Files of the last run that this selection no longer has. */
  readonly removed: readonly string[];
}

/**
 * Generates the types and schemas of a selection. What was made from a chart's own archive, of the version that is selected, is kept.
 *
 * Nothing is written before everything has been read and generated; equal inputs give equal bytes.
 *
 * @param from folder with `charts/<name>-<version>/`, `crds/<name>-<version>.yaml` and `schemas/kubernetes-<version>.json`
 * @param to folder of imports; files in it that no manifest lists are left alone
 * @param onProgress is told what is being read, in a few words
 * @throws InputError when an input is missing or broken; the message names the file and the fix
 */
export async function generateImports(
  from: string,
  to: string,
  selection: ImportSelection,
  onProgress: (step: string) => void = () => {},
): Promise<ImportReport> {
  const source = new Source(from);
  const files = new Map<string, string>();
  const step = async (name: string): Promise<void> => {
    onProgress(name);
    // Lets a signal or a spinner through: one step takes up to a second.
    await new Promise((resolve) => setImmediate(resolve));
  };

  await step(`Kubernetes ${selection.kubernetes}`);
  const definitions = readDefinitions(source, selection.kubernetes);
  const shapes = new KubernetesShapes(definitions, join(from, definitionsPath(selection.kubernetes)));
  const minor = selection.kubernetes.split('.').slice(0, 2).join('.');
  files.set(`schemas/kubernetes-${minor}.json`, kubernetesSchemas(definitions));
  files.set('kubernetes.ts', `${generatedHead}\n${shapes.source}`);

  const before = readManifest(to);
  const archives = keptArchives(before, selection);
  for (const chart of selection.charts) {
    if (archives[chart.name]) continue;
    await step(`chart ${chart.name} ${chart.version}`);
    files.set(`charts/${chart.name}.ts`, moduleText(chartSource(chart.name, inputOfFolder(source, chart), shapes)));
  }
  for (const choice of selection.crds) {
    await step(`CRDs ${choice.name} ${choice.version}`);
    const kinds = readCrds(source, choice);
    files.set(`schemas/${choice.name}.json`, crdSchemas(kinds));
    if (choice.types?.length) files.set(`crds/${choice.name}.ts`, moduleText(crdSource(choice, kinds)));
  }

  await step('writing');
  const kept = Object.keys(archives).flatMap((name) =>
    archiveOutputs(name).map((path) => [path, before!.outputs[path]!]),
  );
  const outputs = {
    ...Object.fromEntries(kept),
    ...Object.fromEntries([...files].map(([path, text]) => [path, sha256(text)])),
  };
  const stale = Object.keys(before?.outputs ?? {}).filter((path) => !(path in outputs) && existsSync(join(to, path)));
  files.set(manifestFile, manifestText({ selection, archives, inputs: source.hashes, outputs }));
  const written = writeFiles(to, files);
  for (const path of stale) rmSync(join(to, path));
  const paths = [...files.keys()].sort(byName);
  const bytes = Object.fromEntries(paths.map((path) => [path, Buffer.byteLength(files.get(path)!)]));
  return { bytes, written: written.sort(byName), removed: stale.sort(byName) };
}

/** Archives whose charts are still selected, at the same version. */
function keptArchives(before: Manifest | undefined, { charts }: ImportSelection): Record<string, ImportedArchive> {
  const isKept = ([name, { version }]: [string, ImportedArchive]): boolean =>
    charts.some((chart) => chart.name === name && chart.version === version) &&
    archiveOutputs(name).every((path) => before?.outputs[path] !== undefined);
  return Object.fromEntries(Object.entries(before?.archives ?? {}).filter(isKept));
}
