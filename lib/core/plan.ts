import { ApiObject, type App, Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { ConstructEdges } from './construct-edges.ts';
import { ConstructTree } from './construct-tree.ts';
import { Graph, type Hub } from './topology.ts';

/** A chart, what it renders, and the file it belongs to. */
export interface PlannedChart {
  readonly chart: Chart;
  /** Dependencies first. */
  readonly objects: readonly ApiObject[];
  /** Base name of the chart's file, without the extension: `web`, or `0003-web` when charts depend on each other. */
  readonly name: string;
}

/**
 * The charts of an app with their objects, in the order and under the names of `App.synth()`. Linear in constructs
 * and dependencies, where `App.synth()` is quadratic in charts and exponential in how deep they depend on each other.
 *
 * A construct that depends on itself counts as a cycle; `App.synth()` leaves its chart out in silence.
 *
 * @throws CycleError of the constructs in the cycle
 * @throws Error with all messages of the constructs' validations, before any cycle
 */
export function plan(app: App): PlannedChart[] {
  const tree = new ConstructTree(app);
  if (tree.errors.length > 0) {
    throw new Error(`Validation failed with the following errors:\n  ${tree.errors.join('\n  ')}`);
  }
  const edges = new ConstructEdges(tree);
  return chartsOf(tree, edges).map((chart, i) => ({
    chart,
    objects: objectsOf(chart, edges, tree),
    name: `${edges.crossing ? `${String(i).padStart(4, '0')}-` : ''}${Names.toDnsLabel(chart)}`,
  }));
}

/** The JSON documents of a planned chart. A chart that overrides `toJson` decides itself. */
export function render({ chart, objects }: PlannedChart): unknown[] {
  if (chart.toJson !== Chart.prototype.toJson) return Object.values(chart.toJson());
  return objects.map((object) => object.toJson());
}

/** Charts in their order. Where nothing depends on a chart, that is the order of the tree. */
function chartsOf(tree: ConstructTree, edges: ConstructEdges): readonly Chart[] {
  if (!edges.reachCharts) return inKeyOrder(tree.charts);
  return arrange(inKeyOrder(tree.constructs), edges, tree).filter((construct) => Chart.isChart(construct));
}

/** Objects of a chart. Charts inside it have a say in their order only where they depend on it. */
function objectsOf(chart: Chart, edges: ConstructEdges, tree: ConstructTree): readonly ApiObject[] {
  const members = edges.enters(chart) ? chart.node.findAll() : tree.membersOf(chart);
  if (!members.some((member) => edges.of(member).size > 0)) return tree.objectsUnder(chart);
  return arrange(members, edges, tree)
    .filter((construct) => ApiObject.isApiObject(construct))
    .filter((object) => tree.chartOf(object) === chart);
}

/** Orders constructs by the edges between them; what an edge says of two constructs holds for the objects under them. */
function arrange(constructs: readonly IConstruct[], edges: ConstructEdges, tree: ConstructTree): IConstruct[] {
  const graph = new Graph(constructs, (construct) => construct.node.path);
  const hubs = new Map<IConstruct, Hub<IConstruct>>();
  for (const from of constructs) {
    for (const to of edges.of(from)) graph.link(from, to);
  }
  for (const from of constructs) {
    for (const to of edges.of(from)) if (graph.has(to)) linkObjects(graph, hubs, tree, from, to);
  }
  return graph.order(graph.roots());
}

function linkObjects(
  graph: Graph<IConstruct>,
  hubs: Map<IConstruct, Hub<IConstruct>>,
  tree: ConstructTree,
  from: IConstruct,
  to: IConstruct,
): void {
  const sources = tree.objectsUnder(from);
  const targets = tree.objectsUnder(to);
  if (sources.length === 0 || targets.length === 0) return;
  if (tree.overlap(from, to)) {
    linkOverlapping(graph, sources, targets);
    return;
  }
  const hub = hubs.get(to) ?? graph.hub(targets);
  hubs.set(to, hub);
  for (const source of sources) graph.linkHub(source, hub);
}

/** One list is part of the other. Two objects in both depend on each other; a single one is spared from itself. */
function linkOverlapping(graph: Graph<IConstruct>, sources: readonly ApiObject[], targets: readonly ApiObject[]): void {
  const [one, another] = sources.length < targets.length ? sources : targets;
  if (one && another) {
    graph.link(one, another);
    graph.link(another, one);
    return;
  }
  for (const source of sources) {
    for (const target of targets) if (source !== target) graph.link(source, target);
  }
}

/** cdk8s keeps vertices as properties named by path, and an object has its numeric properties first. */
function inKeyOrder<T extends IConstruct>(constructs: readonly T[]): readonly T[] {
  if (!constructs.some((construct) => /^\d+$/.test(construct.node.path))) return constructs;
  return Object.values(Object.fromEntries(constructs.map((construct) => [construct.node.path, construct])));
}
