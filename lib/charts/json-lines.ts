import { isMapping } from './mapping.ts';

/** Longer values take a line for each of their parts. */
const WIDTH = 120;

/** JSON in which a value that fits stands on one line: short to read, and a change touches few lines. */
export function jsonLines(value: unknown, indent = '', before = 0): string {
  const flat = flatText(value);
  if (indent.length + before + flat.length < WIDTH) return flat;
  const inside = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inside}${jsonLines(item, inside)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (!isMapping(value)) return flat;
  const entries = Object.entries(value).map(([key, inner]) => {
    const start = `${JSON.stringify(key)}: `;
    return `${inside}${start}${jsonLines(inner, inside, start.length)}`;
  });
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function flatText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatText).join(', ')}]`;
  if (!isMapping(value)) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${flatText(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
