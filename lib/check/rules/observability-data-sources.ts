import { parse } from 'yaml';
import { walk } from '../leaves.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import { chartUses } from '../releases.ts';
import type { NotJudged, Report } from '../rule.ts';
import { decoded } from '../secret-data.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** A data source as Grafana's provisioning names it. */
interface DataSource {
  readonly name: string | undefined;
  readonly uid: string | undefined;
  readonly type: string | undefined;
  readonly isDefault: boolean;
  readonly organization: unknown;
}

/** A list of data sources in one place. */
interface SourceList {
  readonly subject: Subject;
  readonly path: readonly Step[];
  /** Path inside a file, in front of what is told; empty for an object's own path. */
  readonly file: string;
  readonly sources: readonly DataSource[];
}

/** Keys of the values of charts that hold data sources. */
const KEYS = new Set(['datasources', 'additionalDataSources']);
/** Files with fewer letters than this hold no list of data sources; larger ones are no configuration. */
const LONGEST_FILE = 1_000_000;

/** What is known of the data sources of the lab's Grafana. */
export class DataSources {
  readonly #lists: readonly SourceList[];
  readonly #all: readonly DataSource[];
  /** Why a name that is not here may yet exist; `undefined` when all are known. */
  readonly unknown: NotJudged | undefined;

  constructor(world: World) {
    this.#lists = [...inReleases(world), ...inFiles(world)];
    this.#all = this.#lists.flatMap(({ sources }) => sources);
    this.unknown = this.#whyUnknown(world);
  }

  #whyUnknown(world: World): NotJudged | undefined {
    for (const { subject, values, chart, rendered } of chartUses(world)) {
      const secret = text(record(values['datasources'])['secretName']);
      if (secret !== undefined)
        return { subject, why: `data sources are in Secret ${secret}, which cannot be read here` };
      const hasOwn = chart === 'kube-prometheus-stack' && !rendered && record(values['grafana'])['enabled'] !== false;
      if (hasOwn)
        return { subject, why: 'chart kube-prometheus-stack is not rendered here: it brings data sources of its own' };
    }
    if (this.#all.length === 0) return { why: 'no data source of Grafana is here: which ones exist is not known' };
    return undefined;
  }

  /** Uids and names that dashboards may use. */
  get names(): string[] {
    return this.#all.flatMap(({ uid, name }) => [uid, name].filter((each) => each !== undefined));
  }

  /** A data source by uid, or by name as older dashboards call it. */
  find(name: string): DataSource | undefined {
    return this.#all.find(({ uid }) => uid === name) ?? this.#all.find((source) => source.name === name);
  }

  /** Whether a data source without a uid of its own may have this one: Grafana then makes one up. */
  get hasMadeUpUids(): boolean {
    return this.#all.some(({ uid }) => uid === undefined);
  }

  /** The one that is asked when none is named. */
  get default(): DataSource | undefined {
    return this.#all.find(({ isDefault }) => isDefault);
  }

  hasType(type: string): boolean {
    return this.#all.some((source) => source.type === type);
  }

  /** What Grafana refuses when it starts: one uid or name twice, or two defaults. */
  *reports(): Generator<Report> {
    for (const { subject, path, file, sources } of this.#lists) {
      const seen = new Map<string, number>();
      for (const [i, source] of sources.entries()) {
        const keys: [string, string][] = [];
        if (source.uid !== undefined) keys.push([`uid '${source.uid}'`, 'Give each data source a uid of its own.']);
        if (source.name !== undefined) keys.push([`name '${source.name}'`, 'Give each data source a name of its own.']);
        if (source.isDefault) keys.push(['isDefault: true', 'Keep one default.']);
        for (const [what, hint] of keys) {
          const key = JSON.stringify([what, source.organization]);
          const first = seen.get(key);
          if (first === undefined) seen.set(key, i);
          else {
            const at = file === '' ? pathText([...path, i]) : pathText(path);
            const where = file === '' ? '' : `${file}[${i}]: `;
            const message = `${where}data sources ${first} and ${i} both have ${what}: Grafana ends at start`;
            yield { code: 'datasource-duplicate', subject, path: at, message, hint };
          }
        }
      }
    }
  }
}

function inReleases(world: World): SourceList[] {
  return chartUses(world).flatMap(({ subject, values, rendered }) => {
    const found: SourceList[] = [];
    if (rendered) return found;
    walk(values, (value, path) => {
      if (!Array.isArray(value) || !KEYS.has(spell(path.at(-1)))) return undefined;
      const sources = sourcesIn(value);
      if (sources.length > 0) found.push({ subject, path: ['spec', 'values', ...path], file: '', sources });
      return false;
    });
    return found;
  });
}

function inFiles(world: World): SourceList[] {
  const subjects = [...world.ofKind('ConfigMap', ''), ...world.ofKind('Secret', '')];
  return subjects.flatMap((subject) =>
    decoded(subject).flatMap(({ path, key, value }) => {
      if (!/\.ya?ml$/.test(key) || value.length > LONGEST_FILE || !/^datasources:/m.test(value)) return [];
      const sources = sourcesIn(list(record(parsed(value))['datasources']));
      return sources.length > 0 ? [{ subject, path, file: 'datasources', sources }] : [];
    }),
  );
}

function parsed(yaml: string): unknown {
  try {
    return parse(yaml);
  } catch {
    return undefined;
  }
}

function sourcesIn(values: readonly unknown[]): DataSource[] {
  return values.flatMap((value) => {
    const { name, uid, type, isDefault, orgId } = record(value);
    if (text(type) === undefined) return [];
    return [
      { name: text(name), uid: text(uid), type: text(type), isDefault: isDefault === true, organization: orgId ?? 1 },
    ];
  });
}
