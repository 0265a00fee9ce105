import type { ChartFacts, ChartValue } from '../check/charts-input.ts';

/**
 * JSON of what is known of a chart: one value a line, in the order of their names, and nothing that only says what holds anyway. Versions
 * of the repository are no part of it: they change from day to day.
 */
export function knownKeysText({ name, version, kubeVersion, archive, values }: ChartFacts): string {
  const about = JSON.stringify({ name, version, kubeVersion, archive }).slice(1, -1);
  return `{${about},"values":${valueText(values)}}\n`;
}

function valueText(value: ChartValue): string {
  const { types, default: fallback, deprecated, open, closed, items, keys } = value;
  const own = JSON.stringify({
    types,
    default: fallback,
    deprecated,
    ...(open && { open }),
    ...(closed && { closed }),
  }).slice(1, -1);
  const parts = [
    own,
    items && `"items":${valueText(items)}`,
    keys &&
      `"keys":{\n${Object.keys(keys)
        .sort()
        .map((key) => `${JSON.stringify(key)}:${valueText(keys[key]!)}`)
        .join(',\n')}}`,
  ];
  return `{${parts.filter(Boolean).join(',')}}`;
}
