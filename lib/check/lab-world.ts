import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../core/cluster.ts';
import type { Layer } from '../core/layer.ts';
import type { LayerOrder } from '../core/order.ts';
import { type Release, releasesOf } from '../core/release.ts';
import type { Rendering } from '../core/render.ts';
import { sourceOf, trailOf } from '../core/source.ts';
import { readKnownCharts } from './known-charts.ts';
import { SchemaCatalog } from './schema-catalog.ts';
import type { Subject } from './subject.ts';
import {
  type AllowedValue,
  type DeclaredClaim,
  type Expected,
  type LayerInfo,
  type Promised,
  type SecretFile,
  World,
  type WorldProps,
} from './world.ts';

const SECRETS = 'secrets';

/** The world of the owner's lab: what it renders, its facts, and what lies in `secrets/`. Reads files below the project. */
export function labWorld(project: string, lab: Cluster, rendering: Rendering): World {
  const layers = rendering.order.layers;
  const sopsRules = textOf(join(project, '.sops.yaml'));
  return new World({
    track: lab.track,
    schemas: SchemaCatalog.read(join(project, 'imports/schemas')),
    subjects: subjectsOf(rendering),
    layers: layers.map((layer) => layerInfo(layer, rendering)),
    facts: lab.facts,
    openFacts: lab.openFacts,
    declaredSecrets: lab.neededSecrets,
    secretFiles: secretFiles(project),
    ...(sopsRules !== undefined && { sopsRules }),
    promised: layers.flatMap(promisesTo),
    expected: layers.flatMap((layer) => [...expectedBy(layer), ...expectedReleases(layer)]),
    declaredClaims: layers.flatMap(claimsOf),
    ...allowancesOf(rendering.order),
    ...valuesToJudge(project, rendering.order),
    hasFolder: (path) => layers.some((layer) => folderOf(layer) === path) || existsSync(join(project, path)),
  });
}

/** What the values of releases are judged by: known keys, and those that the owner allows beside them. */
function valuesToJudge(project: string, { layers }: LayerOrder): Pick<WorldProps, 'charts' | 'allowedValues'> {
  return {
    charts: readKnownCharts(join(project, 'imports/charts')),
    allowedValues: layers.flatMap((layer) => releasesOf(layer).flatMap((release) => allowedIn(layer, release))),
  };
}

function allowedIn({ namespace = 'default' }: Layer, { node, allowed }: Release): AllowedValue[] {
  return allowed.map(({ path, reason, trace }) => {
    const one = { release: `${namespace}/${node.id}`, path, reason, source: undefined };
    return Object.defineProperty(one, 'source', { get: () => sourceOf(trace), enumerable: true });
  });
}

/** The part of the lab's world that tells whether charts know the values of its releases. */
export function releasesWorld(project: string, lab: Cluster, rendering: Rendering): World {
  return new World({
    track: lab.track,
    schemas: new SchemaCatalog([]),
    subjects: subjectsOf(rendering),
    ...allowancesOf(rendering.order),
    ...valuesToJudge(project, rendering.order),
  });
}

function allowancesOf({ layers }: LayerOrder): Pick<WorldProps, 'allowances'> {
  return {
    allowances: layers.flatMap((layer) =>
      layer.allowed.map(({ code, reason, trace }) => ({ layer: layer.name, code, reason, source: sourceOf(trace) })),
    ),
  };
}

/** Rendered objects as they are judged. The source line is looked up only when somebody asks: it costs. */
export function subjectsOf(rendering: Rendering): Subject[] {
  return rendering.objects.map(({ manifest, file, layer, trace }) => ({
    manifest,
    file,
    document: 0,
    layer: layer?.name,
    release: undefined,
    get source() {
      return sourceOf(trace);
    },
    get trail() {
      return trailOf(trace);
    },
  }));
}

function layerInfo(layer: Layer, rendering: Rendering): LayerInfo {
  return {
    name: layer.name,
    get source() {
      return sourceOf(layer.trace);
    },
    dependsOn: rendering.order.edges.get(layer)!.map(({ to }) => to.name),
    prune: layer.props.prune ?? true,
    suspended: layer.props.suspended ?? false,
    folder: folderOf(layer),
  };
}

function folderOf(layer: Layer): string {
  return layer.props.folder ?? `dist/${layer.name}`;
}

/** What a layer counts on, from layers that hold a release, whose objects are not rendered here, or from the machine. */
function promisesTo(layer: Layer): Promised[] {
  return layer.uses
    .map(({ reference }) => reference)
    .filter(({ provider }) => !provider || releasesOf(provider).length > 0)
    .map(({ kind, name, namespace, provider }) => ({ kind, name, namespace, layer: provider?.name }));
}

/** What a layer uses of layers that render all they provide. An API is no object, and secrets are written by hand. */
function expectedBy(layer: Layer): Expected[] {
  return layer.uses.flatMap(({ reference: { kind, name, namespace, provider }, trace }) => {
    if (!provider || provider.props.folder !== undefined || releasesOf(provider).length > 0 || kind === 'API')
      return [];
    const used = { kind, name, namespace, provider: provider.name, user: layer.name };
    return [Object.defineProperty({ ...used, source: undefined }, 'source', { get: () => sourceOf(trace) })];
  });
}

/** The releases of a layer: what others count on is in them. */
function expectedReleases(layer: Layer): Expected[] {
  const { name, namespace } = layer;
  return releasesOf(layer).map(({ node: { id } }) => ({
    kind: 'HelmRelease',
    name: id,
    namespace,
    provider: name,
    user: name,
    source: undefined,
  }));
}

/** What the releases of a layer claim; the claims of other layers are in their rendered objects. */
function claimsOf(layer: Layer): DeclaredClaim[] {
  if (releasesOf(layer).length === 0) return [];
  return layer.claims.map(({ name, size, storageClass }) => ({ layer: layer.name, name, size, storageClass }));
}

/** Files of `secrets/` that Flux reads. */
export function secretFiles(project: string): SecretFile[] {
  const folder = join(project, SECRETS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => ({ file: `${SECRETS}/${name}`, text: readFileSync(join(folder, name), 'utf8') }));
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
