import type { Capacity } from '../check/capacity/usage.ts';
import { capacityOf } from '../check/capacity/usage.ts';
import { fullImage, imageUses } from '../check/images.ts';
import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { chartUses } from '../check/releases.ts';
import { compareImageVersions, compareVersions, parseImageTag, parseVersion, type Version } from '../check/version.ts';
import type { World } from '../check/world.ts';

/** How far a version goes: from its first number that differs. `other` where the two cannot be ordered. */
export type Jump = 'major' | 'minor' | 'patch' | 'downgrade' | 'other';

/** An image or a chart that is another one now. `undefined` where there was, or is, none. */
export interface VersionChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly jump: Jump | undefined;
}

/** A claim and its size in bytes; `undefined` where there was, or is, none. */
export interface SizeChange {
  readonly name: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Names that came and went. */
export interface NamesChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The change of a lab in figures. */
export interface Summary {
  readonly images: readonly VersionChange[];
  readonly charts: readonly VersionChange[];
  readonly hosts: NamesChange;
  /** Sizes of claims that are another one now. */
  readonly volumes: readonly SizeChange[];
  readonly before: Capacity;
  readonly after: Capacity;
}

export function summaryOf(before: World, after: World): Summary {
  return {
    images: versionChanges(imagesOf(before), imagesOf(after), jumpOfTags),
    charts: versionChanges(chartsOf(before), chartsOf(after), jumpOfVersions),
    hosts: namesChange(hostsOf(before), hostsOf(after)),
    volumes: sizeChanges(volumesOf(before), volumesOf(after)),
    before: capacityOf(before),
    after: capacityOf(after),
  };
}

/** How far it is from one version to another. */
export function jumpOfVersions(before: string, after: string): Jump {
  const [old, now] = [parseVersion(before), parseVersion(after)];
  if (!old || !now) return 'other';
  return compareVersions(now, old) < 0 ? 'downgrade' : firstDifference(old, now);
}

/** The same for the tags of an image. */
export function jumpOfTags(before: string, after: string): Jump {
  const [old, now] = [parseImageTag(before), parseImageTag(after)];
  const order = old && now ? compareImageVersions(now, old) : undefined;
  if (!old || !now || order === undefined) return 'other';
  return order < 0 ? 'downgrade' : firstDifference(old.version, now.version);
}

function firstDifference(old: Version, now: Version): Jump {
  if (old.major !== now.major) return 'major';
  return old.minor !== now.minor ? 'minor' : 'patch';
}

function versionChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  jump: (before: string, after: string) => Jump,
): VersionChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    return [{ name, before: was, after: is, jump: was !== undefined && is !== undefined ? jump(was, is) : undefined }];
  });
}

function namesChange(before: ReadonlySet<string>, after: ReadonlySet<string>): NamesChange {
  return {
    added: [...after].filter((name) => !before.has(name)).sort(),
    removed: [...before].filter((name) => !after.has(name)).sort(),
  };
}

/** Tags by repository; several of one repository are told together. */
function imagesOf(world: World): Map<string, string> {
  const tags = new Map<string, Set<string>>();
  for (const { image } of imageUses(world)) {
    const full = fullImage(image);
    const end = /@|:[^/]*$/.exec(full)?.index ?? full.length;
    const [repository, tag] = [full.slice(0, end), full.slice(end + 1)];
    tags.set(repository, (tags.get(repository) ?? new Set()).add(tag));
  }
  return new Map([...tags].map(([repository, all]) => [repository, [...all].sort().join(', ')]));
}

function chartsOf(world: World): Map<string, string> {
  return new Map(
    chartUses(world).map(({ subject, chart, version }) => [
      `${chart} (${subject.manifest.metadata.namespace}/${subject.manifest.metadata.name})`,
      version ?? 'newest',
    ]),
  );
}

function hostsOf(world: World): Set<string> {
  const rules = world.ofKind('Ingress').flatMap(({ manifest }) => list(record(manifest['spec'])['rules']));
  return new Set(rules.flatMap((rule) => text(record(rule)['host']) ?? []));
}

function sizeChanges(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): SizeChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((change) => change.before !== change.after);
}

/** Bytes of each claim. Those that layers only declare stand for a release whose objects are not known. */
function volumesOf(world: World): Map<string, number> {
  return new Map(
    capacityOf(world).claims.flatMap(({ name, subject, bytes }): [string, number][] =>
      subject ? [[`${subject.manifest.metadata.namespace ?? 'default'}/${name}`, bytes]] : [],
    ),
  );
}
