import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Api, Live } from '../live/api.ts';

/** An object of the cluster, without what changes by itself. */
export interface Kept {
  /** `StatefulSet experimental/web`. */
  readonly object: string;
  readonly kind: string;
  /** Layer that applied it, or its release. */
  readonly layer: string | undefined;
  /** `namespace/name` of the release that made it. */
  readonly release: string | undefined;
  /** Another one after the object was made anew. */
  readonly uid: string;
  /** What is compared. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Objects by group, kind, namespace and name. */
export type Snapshot = ReadonlyMap<string, Kept>;

/** Kinds that the cluster and Flux keep for themselves. */
const OWN_KINDS = new Set([
  'APIService',
  'CSINode',
  'ComponentStatus',
  'ControllerRevision',
  'Endpoints',
  'EndpointSlice',
  'Event',
  'FlowSchema',
  'HelmChart',
  'Lease',
  'Node',
  'PriorityLevelConfiguration',
]);
/** What every namespace gets by itself. */
const OWN_NAMES = new Set(['ConfigMap kube-root-ca.crt', 'ServiceAccount default']);
const HELM_STATE = 'helm.sh/release.v1';
const OWN_METADATA = new Set([
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);
const OWN_ANNOTATIONS =
  /^(?:reconcile\.fluxcd\.io\/|deployment\.kubernetes\.io\/revision$|deprecated\.daemonset\.template\.generation$|kubectl\.kubernetes\.io\/last-applied|(?:pv|volume)(?:\.beta)?\.kubernetes\.io\/)/;

const LAYER = 'kustomize.toolkit.fluxcd.io/name';
const RELEASE_NAME = 'helm.toolkit.fluxcd.io/name';
const RELEASE_NAMESPACE = 'helm.toolkit.fluxcd.io/namespace';

/** All that the API server has, but for what it and its controllers keep for themselves. @throws ApiError */
export async function takeSnapshot(api: Api): Promise<Snapshot> {
  const kinds = (await api.served()).filter(({ kind }) => !OWN_KINDS.has(kind));
  const lists = await Promise.all(kinds.map(({ apiVersion, kind }) => api.list(apiVersion, kind)));
  return snapshotOf(lists.flat());
}

/** The same, of objects that were listed. */
export function snapshotOf(objects: readonly Live[]): Snapshot {
  const lasting = objects.filter(isLasting);
  const layers = new Map(
    lasting
      .filter(({ kind }) => kind === 'HelmRelease')
      .map(({ metadata: { namespace, name, labels } }) => [`${namespace}/${name}`, labels?.[LAYER]]),
  );
  return new Map(
    lasting.map((live) => {
      const { namespace, name, labels = {} } = live.metadata;
      const release = labels[RELEASE_NAME] && `${labels[RELEASE_NAMESPACE]}/${labels[RELEASE_NAME]}`;
      const place = `${namespace === undefined ? '' : `${namespace}/`}${name}`;
      const group = live.apiVersion.includes('/') ? live.apiVersion.split('/')[0] : '';
      const kept: Kept = {
        object: `${live.kind} ${place}`,
        kind: live.kind,
        layer: labels[LAYER] ?? (release && layers.get(release)),
        release,
        uid: String(metadataOf(live)['uid']),
        body: bodyOf(live),
      };
      return [`${group}/${live.kind} ${place}`, kept];
    }),
  );
}

function isLasting(live: Live): boolean {
  const { ownerReferences, deletionTimestamp } = metadataOf(live);
  const { name, namespace } = live.metadata;
  if (OWN_KINDS.has(live.kind) || OWN_NAMES.has(`${live.kind} ${name}`)) return false;
  if (live.kind === 'Secret' && live['type'] === HELM_STATE) return false;
  // What steers Flux is the simulator's own.
  if (name === FLUX_NAMESPACE && namespace === FLUX_NAMESPACE) return false;
  return deletionTimestamp === undefined && ownerReferences === undefined;
}

function bodyOf(live: Live): Kept['body'] {
  const { status: _status, kind: _kind, metadata: _metadata, ...body } = live;
  const kept = Object.entries(metadataOf(live)).filter(([key]) => !OWN_METADATA.has(key));
  const metadata = Object.fromEntries(kept);
  const annotations = Object.entries(live.metadata.annotations ?? {}).filter(([key]) => !OWN_ANNOTATIONS.test(key));
  return { ...body, metadata: { ...metadata, annotations: Object.fromEntries(annotations) } };
}

function metadataOf({ metadata }: Live): Readonly<Record<string, unknown>> {
  return metadata as unknown as Readonly<Record<string, unknown>>;
}
