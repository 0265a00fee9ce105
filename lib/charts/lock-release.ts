import { imageUses } from '../check/images.ts';
import type { ChartUse } from '../check/releases.ts';
import type { Subject } from '../check/subject.ts';
import { World } from '../check/world.ts';
import type { Manifest } from '../core/manifest.ts';
import { judgeImage, parseImage } from '../values/image.ts';
import { kubernetesOf } from './charts-world.ts';
import { type LockedImage, type LockedRelease, valuesHash } from './lock.ts';
import { factsOf, selectedLabels } from './lock-facts.ts';
import { archiveHash } from './mirror.ts';

/** Digest of an archive, as the lock has it. */
export function archiveDigest(archive: string): string {
  return `sha256:${archiveHash(archive)}`;
}

/**
 * What a release contains, from what Helm made of it.
 *
 * @param world holds the rendered objects of the release
 * @param digest of the archive, where it is as it was published
 */
export function lockRelease(
  world: World,
  use: ChartUse,
  digest: string | null,
  definitions: readonly string[],
): LockedRelease {
  const { namespace = 'default', name } = use.subject.manifest.metadata;
  const subjects = world.subjects.filter(({ release }) => release === `${namespace}/${name}`);
  const selected = selectedLabels(world.subjects.map(({ manifest }) => manifest));
  return {
    chart: use.chart,
    version: use.version ?? '',
    archive: digest,
    values: valuesHash(use.values),
    kubernetes: kubernetesOf(world),
    definitions,
    images: imagesOf(world, subjects),
    objects: subjects.map(({ manifest }) => factsOf(manifest, selected)).sort(byIdentity),
  };
}

function imagesOf(world: World, subjects: readonly Subject[]): LockedImage[] {
  const names = new Set(imageUses(new World({ ...world.props, subjects })).map(({ image }) => image));
  return [...names].sort().map((image) => ({ image, digest: digestIn(image) }));
}

function digestIn(image: string): string | null {
  return judgeImage(image) === undefined ? (parseImage(image).digest ?? null) : null;
}

function byIdentity(a: Manifest, b: Manifest): number {
  const [left, right] = [identity(a), identity(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function identity({ apiVersion, kind, metadata }: Manifest): string {
  return [kind, metadata.namespace ?? '', metadata.name, apiVersion].join('\n');
}
