/** A semantic version; `pre` holds the identifiers after the hyphen, empty for a release. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly pre: readonly string[];
}

const GRAMMAR = /^v?(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const IMAGE_GRAMMAR = /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:-(.+))?$/;
const FIRST_YEAR = 1990;
const PRE_RELEASE = /^(alpha|beta|rc|pre|preview|dev|nightly)[.-]?\d*/i;

/** Reads `v1.16.5` or `1.0.0-rc.1`; `undefined` for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch, pre] = GRAMMAR.exec(text) ?? [];
  if (major === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), pre: pre?.split('.') ?? [] };
}

/** The tag of an image as a version: its numbers, and what tells its builds apart. */
export interface ImageVersion {
  readonly version: Version;
  /** How many numbers are written: `1.27` has two. Tags of different precision cannot be ordered. */
  readonly precision: number;
  /** What follows the numbers, with its own numbers taken out: `debian-#-r#`. Only equal flavours can be ordered. */
  readonly flavour: string;
  /** Numbers of the flavour, in order. */
  readonly build: readonly number[];
}

/** Reads an image tag with numbers in front: `1.27.5`, `v2`, `3.5.0-debian-12-r0`; `undefined` for a name or a date. */
export function parseImageTag(tag: string): ImageVersion | undefined {
  const [, major, minor, patch, rest] = IMAGE_GRAMMAR.exec(tag) ?? [];
  if (major === undefined) return undefined;
  const precision = patch === undefined ? (minor === undefined ? 1 : 2) : 3;
  const isPre = rest !== undefined && PRE_RELEASE.test(rest);
  return {
    version: {
      major: Number(major),
      minor: Number(minor ?? 0),
      patch: Number(patch ?? 0),
      pre: isPre ? rest.split(/[.-]/) : [],
    },
    precision,
    flavour: isPre ? '' : (rest ?? '').replace(/\d+/g, '#'),
    build: isPre ? [] : [...(rest ?? '').matchAll(/\d+/g)].map(([digits]) => Number(digits)),
  };
}

/** Negative, zero or positive as `a` comes before, with or after `b`, by the order of semantic versions. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePre(a.pre, b.pre);
}

/** As `compareVersions`, for tags; `undefined` when they cannot be ordered. */
export function compareImageVersions(a: ImageVersion, b: ImageVersion): number | undefined {
  if (a.precision !== b.precision || a.flavour !== b.flavour) return undefined;
  const versions = compareVersions(a.version, b.version);
  if (versions !== 0) return versions;
  for (const [i, number] of a.build.entries()) {
    const difference = number - (b.build[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether going from one to the other may break its users: another major, or below 1.0.0 another minor. */
export function isMajorChange(from: Version, to: Version): boolean {
  // A year in front says when it was made, not what it breaks.
  if (from.major >= FIRST_YEAR && to.major >= FIRST_YEAR) return false;
  return from.major !== to.major || (from.major === 0 && from.minor !== to.minor);
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const [left, right] = [a[i], b[i]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const order = compareIdentifier(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifier(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Number(a) - Number(b);
  if (left !== right) return left ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
