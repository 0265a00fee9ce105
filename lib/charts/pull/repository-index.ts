import { parse } from 'yaml';
import { nearest } from '../../values/nearest.ts';
import { ChartError } from '../chart-error.ts';
import { isMapping } from '../mapping.ts';

/** One version of a chart, as an index has it. */
export interface IndexEntry {
  readonly version: string;
  /** Where the archive is; relative to the index, or not. */
  readonly urls: readonly string[];
  /** SHA-256 of the archive in hexadecimal. */
  readonly digest?: string;
  /** Range of Kubernetes that it installs on; `undefined` takes any. */
  readonly kubeVersion?: string;
}

/**
 * The index of a classic repository. An index may list ten thousand versions in many megabytes, and a reader of YAML takes its time:
 * of one that is laid out as Helm writes it, only the lines of the charts that are asked for are parsed.
 */
export class RepositoryIndex {
  readonly #text: string;
  /** What messages call the index. */
  readonly place: string;
  #whole: Readonly<Record<string, unknown>> | undefined;

  constructor(text: string, place: string) {
    this.#text = text;
    this.place = place;
  }

  /**
   * Versions of a chart, in the order of the index; empty when it has no such chart.
   *
   * @throws ChartError for what is no index
   */
  entries(chart: string): IndexEntry[] {
    const list = this.#section(chart) ?? this.#entriesOf()[chart];
    return Array.isArray(list) ? list.filter(isMapping).flatMap(entryOf) : [];
  }

  /** Names of all charts. */
  charts(): string[] {
    return Object.keys(this.#entriesOf());
  }

  /**
   * One version of a chart, with or without `v`.
   *
   * @throws ChartError that says what may have been meant
   */
  entry(chart: string, version: string): IndexEntry {
    const entries = this.entries(chart);
    if (entries.length === 0) {
      const meant = nearest(chart, this.charts());
      const fix = meant ? `Did you mean '${meant}'?` : 'Look at the repository of the chart.';
      throw new ChartError(this.place, `no chart '${chart}' in the index`, fix);
    }
    const bare = version.replace(/^v/, '');
    const found = entries.find((entry) => entry.version.replace(/^v/, '') === bare);
    if (found) return found;
    throw noVersion(
      this.place,
      chart,
      version,
      entries.map((entry) => entry.version),
    );
  }

  /** What stands below `  NAME:` in `entries:`; `undefined` in another layout. */
  #section(chart: string): unknown {
    const entries = /^entries:[ \t]*\r?$/m.exec(this.#text);
    if (!entries) return undefined;
    const name = chart.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const head = new RegExp(`^ {2}(["']?)${name}\\1:[ \\t]*\\r?$`, 'm');
    const from = this.#text.slice(entries.index);
    const start = head.exec(from);
    if (!start) return undefined;
    const after = from.slice(start.index + start[0].length);
    const end = /^(?: {2}[^\s-]|[^\s#])/m.exec(after);
    const section = end ? after.slice(0, end.index) : after;
    // An alias may point to anywhere in the whole.
    return /[&*][\w-]+\s*$/m.test(section) ? undefined : yamlOf(section, this.place);
  }

  #entriesOf(): Readonly<Record<string, unknown>> {
    if (this.#whole) return this.#whole;
    const index = yamlOf(this.#text, this.place);
    const entries = isMapping(index) ? index['entries'] : undefined;
    if (!isMapping(entries)) {
      throw new ChartError(this.place, 'no index of a chart repository', 'Look at the URL: index.yaml has `entries`.');
    }
    this.#whole = entries;
    return entries;
  }
}

/** A version that a repository does not have. */
export function noVersion(place: string, chart: string, version: string, versions: readonly string[]): ChartError {
  const meant = nearest(version, versions);
  const some = versions.slice(0, 5).join(', ');
  const fix = meant ? `Did you mean '${meant}'?` : some === '' ? 'Look at the name.' : `Among others it has ${some}.`;
  return new ChartError(place, `chart ${chart} has no version '${version}'`, fix);
}

function entryOf(entry: Readonly<Record<string, unknown>>): IndexEntry[] {
  const { version, urls, digest, kubeVersion } = entry;
  if (typeof version !== 'string' && typeof version !== 'number') return [];
  return [
    {
      version: String(version),
      urls: Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [],
      ...(typeof digest === 'string' && { digest: digest.replace(/^sha256:/, '').toLowerCase() }),
      ...(typeof kubeVersion === 'string' && { kubeVersion }),
    },
  ];
}

function yamlOf(text: string, place: string): unknown {
  try {
    return text.startsWith('{') ? JSON.parse(text) : parse(text, { logLevel: 'error' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]?.replace(/[:. ]+$/, '') : '';
    throw new ChartError(place, `not valid YAML (${reason})`, 'Fetch it again, or tell its owner.');
  }
}
