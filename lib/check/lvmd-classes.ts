import type { Step } from './path.ts';
import { list, record } from './pods.ts';
import { text } from './read.ts';
import type { ChartUse } from './releases.ts';

/** One device class, as the values of TopoLVM's chart have it. */
export interface LvmdClass {
  /** Nodes that it is for, as the chart tells them apart; the same text for the same nodes. */
  readonly nodes: string;
  readonly name: string;
  readonly volumeGroup: string | undefined;
  /** Thin pool; `undefined` for plain volumes. */
  readonly thinPool: string | undefined;
  readonly given: Readonly<Record<string, unknown>>;
  readonly path: readonly Step[];
}

/** The device classes of a release of TopoLVM; none for another chart. */
export function lvmdClasses({ chart, values }: ChartUse): LvmdClass[] {
  if (chart !== 'topolvm') return [];
  const lvmd = record(values['lvmd']);
  const at: readonly Step[] = ['spec', 'values', 'lvmd'];
  const more = list(lvmd['additionalConfigs']).flatMap((config, i) =>
    read(record(config)['device-classes'], record(config)['nodeSelector'], [
      ...at,
      'additionalConfigs',
      i,
      'device-classes',
    ]),
  );
  return [...read(lvmd['deviceClasses'], lvmd['nodeSelector'], [...at, 'deviceClasses']), ...more];
}

function read(classes: unknown, selector: unknown, path: readonly Step[]): LvmdClass[] {
  const nodes = Object.entries(record(selector)).map(([key, value]) => `${key}=${text(value) ?? ''}`);
  return list(classes).flatMap((each, i): LvmdClass[] => {
    const given = record(each);
    const name = text(given['name']);
    if (name === undefined) return [];
    const pool = given['type'] === 'thin' ? (text(record(given['thin-pool'])['name']) ?? '') : undefined;
    const volumeGroup = text(given['volume-group']);
    return [{ nodes: nodes.sort().join(','), name, volumeGroup, thinPool: pool, given, path: [...path, i] }];
  });
}
