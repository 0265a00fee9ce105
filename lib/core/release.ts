import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { nearest } from '../values/nearest.ts';
import type { Judge } from '../values/refusal.ts';
import { HELM_KEEP, KEEP } from './data-bearing.ts';
import type { Layer } from './layer.ts';
import { sourceOf, type Trace, trace } from './source.ts';
import { toYaml } from './yaml.ts';

/** Helm keeps a release's name in labels and composes object names from it; longer ones are hashed in silence. */
const LONGEST_RELEASE_NAME = 53;

/** A Helm chart that Flux installs. */
export interface ReleaseProps<V extends object> {
  /** Chart, by its name on the track. */
  readonly chart: string;
  /** Values that differ from the chart's defaults. `null` removes a default. */
  readonly values: V;
  /**
   * What Helm does with the definitions in the chart's `crds/` folder. `none` says that it has no such folder.
   * @default 'none'
   */
  readonly crds?: 'none' | 'CreateReplace';
  /**
   * Whether data goes when the release goes: definitions of custom resources, storage. Such a release is never pruned.
   * @default false
   */
  readonly keep?: boolean;
  /**
   * Kinds of objects that Helm is to leave when the release goes, where the chart has no value that says so.
   * @default - none
   */
  readonly kept?: readonly KeptKind[];
  /**
   * How long one install or upgrade may take, as a Flux duration.
   * @default '10m'
   */
  readonly timeout?: string;
}

/** A kind of object, as a patch names it. */
export interface KeptKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A value that is set although the chart does not know it, and why. */
export interface AllowedUnknown {
  /** Path below the values: `persistence.size`. */
  readonly path: string;
  readonly reason: string;
  readonly trace: Trace;
}

/** A Flux `HelmRelease` with typed values, named as its id, in the namespace of its layer. */
export class Release<V extends object = object> extends Construct {
  /** Repository of the chart, as the track names it. */
  readonly repository: string | undefined;
  readonly chart: string;
  readonly version: string;
  readonly allowed: AllowedUnknown[] = [];

  constructor(layer: Layer, id: string, props: ReleaseProps<V>) {
    super(layer, id);
    const here = trace(Release);
    const { cluster } = layer;
    layer.remember(this, here);
    cluster.expect(`release ${id}: name`, id, judgeReleaseName, here);
    const pin = cluster.track.charts[props.chart];
    if (!pin) refuseChart(layer, props.chart, here);
    this.chart = props.chart;
    this.version = pin?.version ?? '0.0.0';
    this.repository = pin?.repository;
    const crds = props.crds === 'CreateReplace' ? { crds: props.crds } : {};
    const object = new ApiObject(this, 'Resource', {
      apiVersion: cluster.track.flux.apis.HelmRelease,
      kind: 'HelmRelease',
      metadata: { name: id, ...(props.keep && { annotations: { ...KEEP } }) },
      spec: {
        releaseName: id,
        interval: '1h',
        timeout: props.timeout ?? '10m',
        chart: {
          spec: {
            chart: props.chart,
            version: this.version,
            interval: '24h',
            sourceRef: { kind: 'HelmRepository', name: this.repository, namespace: 'flux-system' },
          },
        },
        install: { ...crds, remediation: { retries: 3 } },
        upgrade: { ...crds, remediation: { retries: 3, remediateLastFailure: true } },
        ...(props.kept && { postRenderers: [{ kustomize: { patches: props.kept.map(keepPatch) } }] }),
        values: props.values,
      },
    });
    for (const path of nulls(props.values, '/spec/values')) object.addJsonPatch(JsonPatch.add(path, null));
  }

  /**
   * Says that a value is set although the chart does not know it, and why. One that is not needed is told.
   *
   * @param path below the values: `persistence.size`
   */
  allowUnknown(path: string, reason: string): this {
    this.allowed.push({ path, reason, trace: trace(this.allowUnknown) });
    return this;
  }
}

/** Makes Helm leave all objects of a kind. The name in a patch with a target is anybody's. */
function keepPatch({ apiVersion, kind }: KeptKind) {
  const metadata = { name: 'any', annotations: HELM_KEEP };
  return { target: { kind }, patch: toYaml({ apiVersion, kind, metadata }) };
}

/** The releases of a layer, in the order they were made. */
export function releasesOf(layer: Layer): Release[] {
  return layer.node.children.filter((construct) => construct instanceof Release);
}

/** cdk8s drops a null from a map, and with it the wish to remove a default: each is put back by a patch. */
function* nulls(value: unknown, path: string): Generator<string> {
  if (value === null) yield path;
  else if (typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value as object)) {
      yield* nulls(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  }
}

const judgeReleaseName: Judge = (value) => {
  const name = String(value);
  if (name.length > LONGEST_RELEASE_NAME) {
    return {
      expected: `at most ${LONGEST_RELEASE_NAME} characters, it has ${name.length}: Flux would shorten and hash it`,
      fix: `Take ${name.length - LONGEST_RELEASE_NAME} characters off the release's id.`,
    };
  }
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)
    ? undefined
    : { expected: 'lower-case letters, digits and hyphens', fix: 'Write the release as kube-prometheus is written.' };
};

function refuseChart(layer: Layer, chart: string, here: ReturnType<typeof trace>): void {
  const { track } = layer.cluster;
  const known = Object.keys(track.charts);
  const meant = nearest(chart, known);
  const source = sourceOf(here);
  layer.cluster.refuse({
    code: 'track-chart',
    severity: 'error',
    where: { path: 'chart', ...(source && { source }) },
    message: `chart '${chart}' is not on track ${track.name}; expected one of ${known.join(', ')}`,
    hint: meant ? `Did you mean '${meant}'?` : 'Add it to the charts of the track with the version you tested.',
  });
}
