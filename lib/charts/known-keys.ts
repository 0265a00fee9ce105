import { LineCounter, parseAllDocuments } from 'yaml';
import type { ChartFacts } from '../check/charts-input.ts';
import type { Chart, ChartDependency } from './chart.ts';
import { commentedKeys } from './commented-keys.ts';
import { type DeprecatedKey, deprecatedKeys } from './deprecated-keys.ts';
import { documentedKeys } from './documented-keys.ts';
import { withSchema } from './known-keys-schema.ts';
import { chartValueOf } from './known-keys-tree.ts';
import { isMapping } from './mapping.ts';
import { Meaning } from './meaning.ts';
import { TEMPLATE_FOLDER, TemplateReader } from './template-reader.ts';
import { type TemplateTree, templateTree } from './template-tree.ts';
import { ValueNode } from './value-node.ts';

/**
 * What the check needs to know of a chart: the keys that its defaults, its comments, its templates, its own schema and
 * its subcharts know. Total: what cannot be told is left open, so that no key is refused without a reason.
 */
export function chartFacts(chart: Chart): ChartFacts {
  const root = new ValueNode();
  const reader = new TemplateReader();
  const parts = [...partsOf(chart, root)];
  // A parent's template takes the place of a child's of the same name.
  for (const { trees } of [...parts].reverse()) for (const [, tree] of trees) reader.learn(tree);
  read(parts, reader);
  // Templates may put values in the place of others: a second reading follows them.
  reader.forget();
  read(parts, reader);
  for (const { chart: each, node } of parts) importValues(each, node);
  return {
    name: chart.name,
    version: chart.version,
    kubeVersion: chart.kubeVersion,
    values: parts.reduce((value, part) => withSchema(value, part.path, part.chart.schema), chartValueOf(root)),
  };
}

/** One chart of the tree, with the place of its values. */
interface ChartPart {
  readonly chart: Chart;
  readonly path: readonly string[];
  readonly node: ValueNode;
  readonly trees: ReadonlyMap<string, TemplateTree>;
}

/** The chart, then all below it. Defaults of a child come first, so that those of its parent win. */
function* partsOf(chart: Chart, node: ValueNode, path: readonly string[] = []): Generator<ChartPart> {
  const below: ChartPart[] = [];
  for (const [name, subchart] of placedSubcharts(chart)) {
    const inner = node.key(name);
    inner.keys.set('global', node.key('global'));
    below.push(...partsOf(subchart, inner, [...path, name]));
  }
  for (const dependency of chart.dependencies) declare(dependency, chart, node);
  seed(chart, node, path);
  const trees = new Map([...chart.templates].map(([file, text]) => [file, templateTree(text)]));
  yield { chart, path, node, trees };
  yield* below;
}

/** Subcharts by the key of their values. A chart may be there under several. */
function placedSubcharts({ subcharts, dependencies }: Chart): [string, Chart][] {
  return subcharts.flatMap((subchart): [string, Chart][] => {
    const uses = dependencies.filter(({ name }) => name === subchart.name);
    if (uses.length === 0) return [[subchart.name, subchart]];
    return uses.map(({ alias, name }) => [alias ?? name, subchart]);
  });
}

function declare({ name, alias, condition }: ChartDependency, { subcharts }: Chart, node: ValueNode): void {
  for (const path of condition) node.at(path.split('.'));
  // A chart that is not at hand may have any value.
  if (!subcharts.some((subchart) => subchart.name === name)) node.key(alias ?? name).isWhole = true;
}

function seed(chart: Chart, node: ValueNode, path: readonly string[]): void {
  node.seed(chart.values);
  if (chart.valuesText === '') return;
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(chart.valuesText, { lineCounter: lines })].filter((each) => 'errors' in each);
  const file = { text: chart.valuesText, documents, lines };
  for (const { parent, key, value } of commentedKeys(file)) node.at([...parent, key]).learn(value);
  for (const documented of documentedKeys(chart.valuesText).paths) {
    if (!documented.includes('/')) node.at(documented.split('.'));
  }
  for (const each of deprecatedKeys(file)) node.find(each.path)?.deprecate(replacementOf(each, node, path));
}

/** What is to be set in place of a deprecated key, by paths in the values of the whole chart; `true` where no comment tells. */
function replacementOf({ path, instead }: DeprecatedKey, node: ValueNode, place: readonly string[]): true | string {
  const beside = path.slice(0, -1);
  const found = instead.flatMap((each) => {
    const whole = [[...beside, ...each.split('.')], each.split('.')].find((one) => node.find(one));
    if (!whole || whole.join('.') === path.join('.')) return [];
    return [(whole[0] === 'global' ? whole : [...place, ...whole]).join('.')];
  });
  return found.length > 0 ? found.join(' and ') : true;
}

function read(parts: readonly ChartPart[], reader: TemplateReader): void {
  for (const { chart, node, trees } of parts) {
    const root = rootOf(chart, node);
    if (chart.type !== 'library') for (const [, tree] of trees) reader.render(tree, root);
    if (chart.type !== 'library' && reader.hasUnknownName) for (const [, tree] of trees) reader.renderNamed(tree, root);
    for (const text of templatedTexts(chart.values)) reader.renderText(text, root);
  }
}

/** What `.` and `$` are at the top of a chart's templates. */
function rootOf(chart: Chart, node: ValueNode): Meaning {
  const root = new Meaning();
  root.isRoot = true;
  root.fields.set('Values', node.meaning());
  const about = new Meaning();
  about.fields.set('Name', Meaning.text(chart.name));
  root.fields.set('Chart', about);
  const template = new Meaning();
  template.fields.set('BasePath', Meaning.text(TEMPLATE_FOLDER));
  root.fields.set('Template', template);
  return root;
}

function* templatedTexts(value: unknown): Generator<string> {
  if (typeof value === 'string' && value.includes('{{')) yield value;
  else if (Array.isArray(value)) for (const item of value) yield* templatedTexts(item);
  else if (isMapping(value)) for (const inner of Object.values(value)) yield* templatedTexts(inner);
}

function importValues({ dependencies, subcharts }: Chart, node: ValueNode): void {
  for (const { name, alias, importValues: all } of dependencies) {
    if (!subcharts.some((subchart) => subchart.name === name)) continue;
    for (const { child, parent } of all) {
      node.at(steps(parent)).absorb(node.key(alias ?? name).at(steps(child)));
    }
  }
}

function steps(path: string): string[] {
  return path === '' ? [] : path.split('.');
}
