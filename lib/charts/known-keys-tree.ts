import type { ChartValue, ChartValueType } from '../check/charts-input.ts';
import { isMapping } from './mapping.ts';
import type { ValueNode } from './value-node.ts';

/** Maps that go to Kubernetes as they are, whatever a template does with single keys of them. */
const FREE_FORM = /(?:labels|annotations|nodeSelector)$/i;

/** Letters of JSON. */
const LONGEST_DEFAULT = 60;

/** What is known of one value, out of what was read of it. */
export function chartValueOf(node: ValueNode): ChartValue {
  return factsOf(node, '', false);
}

function factsOf(node: ValueNode, name: string, isInWhole: boolean): ChartValue {
  const isWhole = isInWhole || node.isWhole;
  const items = itemsOf(node, isWhole);
  const value: ChartValue = {
    types: typesOf(node, isWhole),
    default: shownDefault(node.default),
    deprecated: node.deprecated,
  };
  if (node.keys.size === 0) return { ...value, items };
  const keys: Record<string, ChartValue> = {};
  for (const [key, inner] of node.keys) {
    // What templates do with every entry of a map they do with each that is known.
    if (node.each) inner.absorb(node.each);
    keys[key] = factsOf(inner, key, isWhole);
  }
  return { ...value, keys, open: isWhole || node.isChosen || FREE_FORM.test(name) || isFreeByDefault(node), items };
}

/** A default that a line can show. Longer ones are mostly prose, and help nobody beside a key. */
function shownDefault(value: unknown): unknown {
  if (isMapping(value) || (typeof value === 'string' && value.includes('\n'))) return undefined;
  return (JSON.stringify(value) ?? '').length <= LONGEST_DEFAULT ? value : undefined;
}

/** `{}` asks for keys of the owner's choice; a default that is no map makes the keys a form among others. */
function isFreeByDefault({ default: value }: ValueNode): boolean {
  if (isMapping(value)) return Object.keys(value).length === 0;
  return value !== undefined && value !== null;
}

function itemsOf(node: ValueNode, isWhole: boolean): ChartValue | undefined {
  const { each } = node;
  const isList = Array.isArray(node.default) || (node.default === undefined && node.keys.size === 0);
  if (!each || !isList || isWhole || each.isWhole || each.keys.size === 0) return undefined;
  return { ...factsOf(each, '', false), types: undefined };
}

/** Types where they are certain: what templates print or turn over may be written in other ways. */
function typesOf(node: ValueNode, isWhole: boolean): readonly ChartValueType[] | undefined {
  const value = node.default;
  if (value === undefined || value === null || value === '' || node.isMixed) return undefined;
  if (isMapping(value)) return isWhole ? ['object', 'string'] : ['object'];
  if (Array.isArray(value)) return isWhole ? ['array', 'object', 'string'] : ['array', 'object'];
  if (node.keys.size > 0 || node.each) return undefined;
  if (typeof value === 'boolean') return ['boolean'];
  if (typeof value === 'number') return ['number', 'string'];
  return isWhole ? undefined : ['string', 'number', 'boolean'];
}
