import type { Manifest } from '../../core/manifest.ts';
import type { Step } from '../path.ts';
import { record } from '../pods.ts';
import { kindKey } from './kind.ts';
import { PODS } from './origins.ts';
import { Pattern } from './pattern.ts';

/** The spec of pods that an object makes, and where it stands. */
export interface PodSpec {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly path: readonly Step[];
  /** Labels and annotations of the pods, as the object gives them. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

const PLACES = new Map(PODS.map((origin) => [kindKey(origin), new Pattern(origin.at ?? '')]));

/** Specs of the pods that an object makes: one, or none. */
export function podSpecsOf(group: string, manifest: Manifest): PodSpec[] {
  const place = PLACES.get(kindKey({ group, kind: manifest.kind }))?.first(manifest);
  if (!place) return [];
  const spec = record(place.value);
  const metadata = record(spec['podMetadata'] ?? record(place.holder)['metadata']);
  return [{ spec, path: place.path, metadata }];
}
