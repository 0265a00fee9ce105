import { record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Api } from './api.ts';

/** Layers that are kept from being applied, until their data is back. */
export interface HoldProps {
  readonly api: Pick<Api, 'get' | 'merge'>;
  /** API version of Flux's Kustomization. */
  readonly kustomization: string;
  readonly layers: readonly string[];
  /** How often it is looked whether Flux has a layer already. */
  readonly looks: number;
  /** Passes the time between two looks. */
  readonly pause: () => Promise<void>;
}

/**
 * Suspends layers as soon as Flux has them: a layer with data waits for that of the storage, so there is time.
 *
 * @returns layers that Flux has applied already, and those that it does not have
 * @throws ApiError
 */
export async function holdLayers({ api, kustomization, layers, looks, pause }: HoldProps) {
  const applied: string[] = [];
  let open = [...layers];
  for (let look = 0; ; look++) {
    const absent: string[] = [];
    for (const name of open) {
      const layer = await api.get(kustomization, 'Kustomization', name, FLUX_NAMESPACE);
      if (!layer) absent.push(name);
      else if (text(record(layer.status)['lastAppliedRevision']) !== undefined) applied.push(name);
      else if (record(layer['spec'])['suspend'] !== true) {
        const metadata = { name, namespace: FLUX_NAMESPACE };
        await api.merge({ apiVersion: kustomization, kind: 'Kustomization', metadata, spec: { suspend: true } });
      }
    }
    open = absent;
    if (open.length === 0 || look >= looks) return { applied, absent: open };
    await pause();
  }
}
