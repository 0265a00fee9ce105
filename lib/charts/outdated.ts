import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions, parseVersion, type Version } from '../check/version.ts';
import { satisfies } from '../check/version-range.ts';
import { ChartError } from './chart-error.ts';
import { mirrorIndex } from './mirror-index.ts';
import { chartFileOf } from './pull/chart-file.ts';
import type { Pin } from './pull/pin.ts';
import type { Repositories } from './pull/source.ts';

/** A version of a chart that can be had. */
export interface KnownVersion {
  readonly version: string;
  /** Range of Kubernetes that it installs on, `*` for any; `undefined` where the repository does not tell. */
  readonly kubernetes: string | undefined;
}

/** A newer version of a chart. */
export interface Newer extends KnownVersion {
  /** The first number that differs from the pinned version. */
  readonly jump: 'major' | 'minor' | 'patch' | 'pre-release';
}

/** One chart: what the track pins, and what is newer. */
export interface Outdated {
  readonly chart: string;
  readonly pinned: string;
  /** Newest of all. */
  readonly newest?: Newer;
  /** Newest of those known to install on the track's Kubernetes. */
  readonly installable?: Newer;
  /** Whether the source tells which Kubernetes the newer versions need. */
  readonly tellsKubernetes: boolean;
}

/** Compares the pinned version with those that can be had. Pre-releases count only where one is pinned. */
export function outdatedOf(pin: Pin, versions: readonly KnownVersion[], kubernetes: Version | undefined): Outdated {
  const { chart, version: pinned } = pin;
  const from = parseVersion(pinned);
  if (!from) throw new ChartError(`${chart} ${pinned}`, 'not a semantic version', 'Pin one version, not a range.');
  const newer = versions
    .flatMap((known) => {
      const version = parseVersion(known.version);
      const isOffered =
        version && compareVersions(version, from) > 0 && (version.pre.length === 0 || from.pre.length > 0);
      return isOffered ? [{ known, version }] : [];
    })
    .sort((a, b) => compareVersions(b.version, a.version))
    .map(({ known, version }): Newer => ({ ...known, jump: jumpOf(from, version) }));
  return {
    chart,
    pinned,
    newest: newer[0],
    installable: newer.find(
      (one) => kubernetes !== undefined && one.kubernetes !== undefined && satisfies(kubernetes, one.kubernetes),
    ),
    tellsKubernetes: newer.every((one) => one.kubernetes !== undefined),
  };
}

/**
 * Versions of a chart in a folder of archives: those of the archives, and those of its `index.yaml`.
 *
 * @throws ChartError for a newer archive that is no whole chart
 */
export function versionsInMirror(mirror: string, { chart, version: pinned }: Pin): KnownVersion[] {
  const from = parseVersion(pinned);
  const listed = mirrorIndex(mirror)?.entries(chart).map(knownOf) ?? [];
  const archived = archivedVersions(mirror, chart).map(({ version, path }): KnownVersion => {
    const parsed = parseVersion(version)!;
    // An older one is not offered, and need not be read.
    if (from && compareVersions(parsed, from) <= 0) return { version, kubernetes: undefined };
    const file = chartFileOf(readFileSync(path), path);
    return knownOf({ version: file.version, kubeVersion: file.kubeVersion });
  });
  return [...archived, ...listed];
}

/**
 * Versions of a chart in its repository.
 *
 * @throws ChartError when it cannot be reached
 */
export async function versionsInRepository(repositories: Repositories, pin: Pin): Promise<KnownVersion[]> {
  if (pin.repository.type === 'oci') {
    const versions = await repositories.registry(pin).versions();
    return versions.map((version) => ({ version, kubernetes: undefined }));
  }
  const index = await repositories.index(pin.repository.url);
  index.entry(pin.chart, pin.version);
  return index.entries(pin.chart).map(knownOf);
}

/** Archives of one chart in a folder, `NAME-VERSION.tgz`, by name; none when there is no folder. */
export function archivedVersions(mirror: string, chart: string): { readonly version: string; readonly path: string }[] {
  return (existsSync(mirror) ? readdirSync(mirror) : []).sort().flatMap((name) => {
    if (!name.startsWith(`${chart}-`) || !name.endsWith('.tgz')) return [];
    const version = name.slice(chart.length + 1, -'.tgz'.length);
    return parseVersion(version) ? [{ version, path: join(mirror, name) }] : [];
  });
}

function knownOf({ version, kubeVersion }: { readonly version: string; readonly kubeVersion?: string }): KnownVersion {
  return { version, kubernetes: kubeVersion ?? '*' };
}

function jumpOf(from: Version, to: Version): Newer['jump'] {
  if (from.major !== to.major) return 'major';
  if (from.minor !== to.minor) return 'minor';
  return from.patch === to.patch ? 'pre-release' : 'patch';
}
