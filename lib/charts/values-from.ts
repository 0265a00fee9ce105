import { parse } from 'yaml';
import type { ChartFacts, ChartValue } from '../check/charts-input.ts';
import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { ChartUse } from '../check/releases.ts';
import type { World } from '../check/world.ts';
import { isMapping } from './mapping.ts';
import { copyOf, type Table } from './merge-tables.ts';
import type { RenderFailure } from './rendered.ts';
import { setValue } from './set-value.ts';

/** The values that a release is given, from wherever. */
export interface GivenValues {
  readonly values: Readonly<Record<string, unknown>>;
  /** What is not known, and what stands in its place: reasons for what is not judged. */
  readonly unknown: readonly string[];
}

/**
 * The values of a release as Flux gives them to Helm: what `valuesFrom` names, in order, and `values` over it. Config maps of the lab are read;
 * a secret is known to the cluster alone, and a placeholder of the type that the chart wants stands for it.
 */
export function givenValues(
  world: World,
  { subject, values }: ChartUse,
  facts: ChartFacts,
): GivenValues | RenderFailure {
  const { namespace = 'default' } = subject.manifest.metadata;
  let given: Table = Object.create(null);
  const unknown: string[] = [];
  for (const [i, each] of list(record(subject.manifest['spec'])['valuesFrom']).entries()) {
    const reference = record(each);
    const [kind, name] = [text(reference['kind']) ?? '', text(reference['name']) ?? ''];
    const key = text(reference['valuesKey']) ?? 'values.yaml';
    const target = text(reference['targetPath']) ?? '';
    const place = `spec.valuesFrom[${i}]: ${kind} ${namespace}/${name}, key '${key}'`;
    try {
      if (kind === 'Secret') {
        if (target === '') unknown.push(`values from the Secret ${namespace}/${name}: rendered without them`);
        else {
          setValue(given, target, placeholder(facts.values, target));
          unknown.push(`rendered with placeholders for ${target} from the Secret ${namespace}/${name}`);
        }
        continue;
      }
      const found = world.find('', 'ConfigMap', namespace, name);
      if (!found) {
        unknown.push(`values from ${kind} ${namespace}/${name}, which is not in the lab: rendered without them`);
        continue;
      }
      const data = record(found.manifest['data']);
      const content = Object.hasOwn(data, key) ? text(data[key]) : undefined;
      if (content === undefined) {
        if (reference['optional'] === true) continue;
        return failure(place, 'no such key', `Write one of ${Object.keys(data).join(', ')}.`);
      }
      if (target !== '') setQuoted(given, target, content);
      else given = over(given, tableOf(content));
    } catch (error) {
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      return failure(place, why.replace(/[:. ]+$/, ''), 'Repair the text under this key, or the targetPath.');
    }
  }
  return { values: over(given, values), unknown };
}

function failure(place: string, problem: string, hint: string): RenderFailure {
  return { message: `${place}: ${problem}; Flux does not install the release`, hint };
}

/** Maps are joined, and all else is replaced, null too: it must reach Helm, where it takes a default away. */
function over(lower: Readonly<Record<string, unknown>>, upper: Readonly<Record<string, unknown>>): Table {
  const merged = copyOf(lower) as Table;
  for (const [key, above] of Object.entries(upper)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isMapping(above) && isMapping(below) ? over(below, above) : copyOf(above);
  }
  return merged;
}

function tableOf(content: string): Readonly<Record<string, unknown>> {
  const value: unknown = parse(content, { merge: true, logLevel: 'error' });
  if (value === null || value === undefined) return {};
  if (!isMapping(value)) throw new Error('not a map');
  return value;
}

/** A value in quotes is a text, whatever it looks like. */
function setQuoted(values: Table, path: string, value: string): void {
  const isQuoted = /^(['"])[\s\S]*\1$/.test(value);
  setValue(values, path, isQuoted ? value.replace(/^['"]+|['"]+$/g, '') : value, isQuoted);
}

function placeholder(root: ChartValue | undefined, target: string): string {
  const at = target
    .replace(/\[\d+\]/g, '')
    .split('.')
    .reduce<ChartValue | undefined>((value, key) => value?.keys?.[key], root);
  const types = at?.types ?? [];
  if (types.includes('string') || types.length === 0) return 'placeholder';
  return types.includes('number') ? '1' : types.includes('boolean') ? 'true' : 'placeholder';
}
