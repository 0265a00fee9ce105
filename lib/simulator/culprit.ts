import type { Subject } from '../check/subject.ts';
import type { PlacedFinding } from '../check/verdict.ts';
import type { SourceLine } from '../core/finding.ts';
import type { Api, Live } from './api.ts';
import type { Blocked } from './blocked.ts';
import type { LayerState } from './layer-state.ts';

/** Why a layer is not ready, in the owner's terms. */
export interface Culprit {
  readonly layer: string | undefined;
  /** `Pod monitoring/grafana-0`; the layer itself where Flux could not apply it. */
  readonly object: string;
  readonly reason: string;
  /** The last warning of the cluster about the object. */
  readonly event: string | undefined;
  /** Line of `main.ts` or `lib/` that made the object, or the release that it is part of. */
  readonly source: SourceLine | undefined;
  /** What the check tells of the same place; empty when it tells nothing, which is a disagreement. */
  readonly findings: readonly PlacedFinding[];
}

const RELEASE_NAME = 'helm.toolkit.fluxcd.io/name';
const RELEASE_NAMESPACE = 'helm.toolkit.fluxcd.io/namespace';
const LAYER = 'kustomize.toolkit.fluxcd.io/name';

/** What to find culprits among. */
export interface Known {
  /** Objects of the lab, those that Helm makes among them where charts are at hand. */
  readonly subjects: readonly Subject[];
  readonly findings: readonly PlacedFinding[];
}

/** The culprit for each object that is blocked. */
export async function culpritOf(api: Api, held: Blocked, known: Known): Promise<Culprit> {
  const live = await liveOf(api, held);
  const chain = live ? await ownersOf(api, live) : [];
  const subject = subjectOf([held, ...chain.map(identity)], known.subjects) ?? claimant(held, known.subjects);
  const release = releaseOf(chain, subject, known.subjects);
  const layer = subject?.layer ?? release?.layer ?? labelOf(chain, LAYER);
  return {
    layer,
    object: held.object,
    reason: held.reason,
    event: await lastWarning(api, held),
    source: subject?.source ?? release?.source,
    findings: findingsOf(known, [subject, release], layer),
  };
}

/** The culprit for a layer that Flux could not apply. */
export function culpritOfLayer(layer: LayerState, known: Known): Culprit {
  const own = known.subjects.filter((subject) => subject.layer === layer.name);
  const named = own.filter(({ manifest: { kind, metadata } }) =>
    new RegExp(`\\b${kind}/(?:[a-z0-9.-]+/)?${escaped(metadata.name)}\\b`).test(layer.message),
  );
  return {
    layer: layer.name,
    object: `Kustomization flux-system/${layer.name}`,
    reason: layer.message,
    event: undefined,
    source: (named[0] ?? own[0])?.source,
    findings: findingsOf(known, named, layer.name),
  };
}

interface Identity {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

function identity({ kind, metadata: { name, namespace } }: Live): Identity {
  return { kind, name, ...(namespace !== undefined && { namespace }) };
}

function subjectOf(candidates: readonly Identity[], subjects: readonly Subject[]): Subject | undefined {
  for (const { kind, namespace, name } of candidates) {
    const found = subjects.find(
      ({ manifest }) =>
        manifest.kind === kind &&
        manifest.metadata.name === name &&
        (manifest.metadata.namespace ?? '') === (namespace ?? ''),
    );
    if (found) return found;
  }
  return undefined;
}

/** The stateful set that a claim is for: its name is `TEMPLATE-SET-NUMBER`. */
function claimant({ kind, namespace, name }: Blocked, subjects: readonly Subject[]): Subject | undefined {
  if (kind !== 'PersistentVolumeClaim') return undefined;
  return subjects.find(
    ({ manifest }) =>
      manifest.kind === 'StatefulSet' &&
      manifest.metadata.namespace === namespace &&
      new RegExp(`-${escaped(manifest.metadata.name)}-\\d+$`).test(name),
  );
}

function releaseOf(
  chain: readonly Live[],
  subject: Subject | undefined,
  subjects: readonly Subject[],
): Subject | undefined {
  const name = labelOf(chain, RELEASE_NAME);
  const namespace = labelOf(chain, RELEASE_NAMESPACE);
  const key = subject?.release ?? (name === undefined ? undefined : `${namespace}/${name}`);
  if (key === undefined) return undefined;
  return subjects.find(
    ({ manifest: { kind, metadata } }) => kind === 'HelmRelease' && `${metadata.namespace}/${metadata.name}` === key,
  );
}

function labelOf(chain: readonly Live[], label: string): string | undefined {
  return chain.map(({ metadata }) => metadata.labels?.[label]).find((value) => value !== undefined);
}

/** Errors about the objects; where there is none, those of the layer. */
function findingsOf(
  { findings }: Known,
  subjects: readonly (Subject | undefined)[],
  layer: string | undefined,
): PlacedFinding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const own = errors.filter(({ subject }) => subject !== undefined && subjects.includes(subject));
  if (own.length > 0) return own;
  return errors.filter(
    ({ subject }) =>
      layer !== undefined &&
      (subject?.layer === layer ||
        (subject?.manifest.kind === 'Kustomization' && subject.manifest.metadata.name === layer)),
  );
}

async function liveOf(api: Api, { kind, namespace, name }: Blocked): Promise<Live | undefined> {
  const apiVersion = kind.endsWith('Set') ? 'apps/v1' : kind === 'Pod' || kind.endsWith('Claim') ? 'v1' : undefined;
  return apiVersion === undefined ? undefined : api.get(apiVersion, kind, name, namespace);
}

/** The object, then what owns it, and so on. */
async function ownersOf(api: Api, live: Live): Promise<Live[]> {
  const chain = [live];
  for (;;) {
    const at = chain.at(-1)!;
    const { ownerReferences: [owner] = [] } = at.metadata as {
      readonly ownerReferences?: readonly {
        readonly apiVersion: string;
        readonly kind: string;
        readonly name: string;
      }[];
    };
    const next = owner && (await api.get(owner.apiVersion, owner.kind, owner.name, at.metadata.namespace));
    if (!next) return chain;
    chain.push({ ...next, kind: owner.kind });
  }
}

async function lastWarning(api: Api, { kind, namespace, name }: Blocked): Promise<string | undefined> {
  const events = await api.list('v1', 'Event', namespace);
  const own = events.filter((event) => {
    const about = event['involvedObject'] as Readonly<Record<string, string>>;
    return event['type'] === 'Warning' && about['kind'] === kind && about['name'] === name;
  });
  return own.at(-1)?.['message'] as string | undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
