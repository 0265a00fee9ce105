import { parse } from 'yaml';
import { type ChartFiles, unpackChart } from '../archive.ts';
import { ChartError } from '../chart-error.ts';
import { isMapping } from '../mapping.ts';

/** What `Chart.yaml` says of a chart. */
export interface ChartFile {
  readonly name: string;
  readonly version: string;
  /** Range of Kubernetes that it installs on; `undefined` takes any. */
  readonly kubeVersion?: string;
}

/**
 * Reads an archive through, and its `Chart.yaml`.
 *
 * @param place what messages call the archive
 * @throws ChartError for what is no whole chart
 */
export function chartFileOf(archive: Buffer, place: string): ChartFile {
  const { name, version, kubeVersion } = yamlOf(unpackChart(archive, place), place);
  return {
    name: String(name),
    version: String(version),
    ...(kubeVersion != null && { kubeVersion: String(kubeVersion) }),
  };
}

/**
 * Refuses an archive that is another chart, or another version of it.
 *
 * @throws ChartError likewise
 */
export function mustBe(chart: string, version: string, archive: Buffer, place: string): void {
  const file = chartFileOf(archive, place);
  if (file.name === chart && file.version.replace(/^v/, '') === version.replace(/^v/, '')) return;
  const problem = `it holds ${file.name} ${file.version}; expected ${chart} ${version}`;
  throw new ChartError(place, problem, 'Fetch the right archive, and tell the owner of the repository.');
}

function yamlOf(files: ChartFiles, place: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(files.get('Chart.yaml')?.toString('utf8') ?? '', { logLevel: 'error' });
    if (isMapping(value)) return value;
  } catch {
    // Told below, as a file that holds something else.
  }
  throw new ChartError(`${place}/Chart.yaml`, 'not a map of YAML', 'Fetch the archive again.');
}
