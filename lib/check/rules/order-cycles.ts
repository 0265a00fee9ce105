import { list, record } from '../pods.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { dependencies, KUSTOMIZE_GROUP, keyOf, type Layers } from './order-layers.ts';

/** What Flux brings to readiness, and what that needs. */
type Waiting = ReadonlyMap<Subject, readonly Subject[]>;

/** Kustomizations and releases that wait for each other in a circle, of one kind or across both. */
export function* judgeCycles(world: World, layers: Layers): Generator<Report> {
  const kustomizations = world.ofKind('Kustomization', KUSTOMIZE_GROUP);
  const releases = world.ofKind('HelmRelease');
  const waiting = [waitingOf(kustomizations), waitingOf(releases)] as const;
  let found = false;
  for (const each of waiting) {
    for (const circle of circles(each)) {
      found = true;
      yield cycleReport(circle);
    }
  }
  if (found || kustomizations.length === 0) return;
  for (const circle of circles(acrossKinds(layers, ...waiting))) yield deadlockReport(circle);
}

function waitingOf(objects: readonly Subject[]): Waiting {
  const byKey = new Map(objects.map((object) => [keyOf(object), object]));
  return new Map(
    objects.map((object) => [
      object,
      dependencies(object).flatMap((key) => {
        const to = byKey.get(key);
        return to ? [to] : [];
      }),
    ]),
  );
}

/**
 * A layer that waits is ready only when the releases and layers that it applies are; these are applied only when all that
 * the layer depends on is ready.
 */
function acrossKinds(layers: Layers, kustomizations: Waiting, releases: Waiting): Waiting {
  const edges = new Map<Subject, Subject[]>();
  for (const [object, to] of [...kustomizations, ...releases]) edges.set(object, [...to]);
  for (const object of edges.keys()) {
    const own = object.manifest.kind === 'Kustomization' ? layers.get(keyOf(object)) : undefined;
    const layer = own ? layers.parent(own) : layers.of(object);
    if (!layer?.object || layer.object === object) continue;
    if (record(layer.object.manifest['spec'])['wait'] === true) edges.get(layer.object)?.push(object);
    edges.get(object)?.push(...(kustomizations.get(layer.object) ?? []));
  }
  return edges;
}

/** Circles that share no vertex, at least one of each knot. Linear, and a long chain does not exhaust the stack. */
function* circles(graph: Waiting): Generator<readonly Subject[]> {
  const done = new Set<Subject>();
  const told = new Set<Subject>();
  for (const root of graph.keys()) {
    if (done.has(root)) continue;
    const path = [{ vertex: root, edge: 0 }];
    const open = new Map([[root, 0]]);
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const next = graph.get(step.vertex)?.[step.edge++];
      if (next === undefined) {
        path.pop();
        open.delete(step.vertex);
        done.add(step.vertex);
        continue;
      }
      const at = open.get(next);
      if (at !== undefined) {
        const circle = path.slice(at).map(({ vertex }) => vertex);
        if (!circle.some((vertex) => told.has(vertex))) {
          for (const vertex of circle) told.add(vertex);
          yield circle;
        }
      } else if (!done.has(next)) {
        open.set(next, path.length);
        path.push({ vertex: next, edge: 0 });
      }
    }
  }
}

function cycleReport(circle: readonly Subject[]): Report {
  const [first, second = first] = circle as readonly [Subject, ...Subject[]];
  const path = pathTo(first, second);
  if (first === second) {
    return {
      code: 'order-cycle',
      subject: first,
      path,
      message: `${subjectName(first)} depends on itself; expected other objects only: Flux would never start it`,
      hint: `Remove '${first.manifest.metadata.name}' from its own dependsOn.`,
    };
  }
  return {
    code: 'order-cycle',
    subject: first,
    path,
    message: `objects depend on each other in a circle, so Flux would start none of them: ${trail(circle)}`,
    hint: 'Drop one of these edges, or move what one object uses of the next into a layer of its own.',
  };
}

function deadlockReport(circle: readonly Subject[]): Report {
  const [first, second = first] = circle as readonly [Subject, ...Subject[]];
  return {
    code: 'order-cycle',
    subject: first,
    path: pathTo(first, second),
    message: `layers and what they apply wait for each other, so none of them would become ready: ${trail(circle)}`,
    hint: 'A layer with wait is ready only when all that it applies is ready: drop one of these edges.',
  };
}

function trail(circle: readonly Subject[]): string {
  const names = circle.length > 12 ? [...circle.slice(0, 6), undefined, ...circle.slice(-5)] : circle;
  const shown = names.map((subject) => (subject ? subjectName(subject) : `(${circle.length - 11} more)`));
  return [...shown, subjectName(circle[0]!)].join(' -> ');
}

/** Place of the edge; the whole `dependsOn` where the edge comes from who applies whom. */
function pathTo(from: Subject, to: Subject): string {
  const index = dependencies(from).indexOf(keyOf(to));
  const given = list(record(from.manifest['spec'])['dependsOn']).length > 0;
  if (index >= 0 && from.manifest.kind === to.manifest.kind) return `spec.dependsOn[${index}]`;
  return given ? 'spec.dependsOn' : 'spec';
}
