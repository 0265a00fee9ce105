import type { Read } from '../check/engine.ts';
import { type ChartUse, chartUses } from '../check/releases.ts';
import type { NotJudged, Report } from '../check/rule.ts';
import type { Subject } from '../check/subject.ts';
import { World } from '../check/world.ts';
import { kubernetesOf, stillPromised } from './charts-world.ts';
import { LOCK_FILE, type Lock, LockError, type LockedRelease, readLock, valuesHash } from './lock.ts';
import { archiveDigest } from './lock-release.ts';
import { findArchive } from './mirror.ts';

/** A world with what the lock knows, and what reading it told. */
export interface WithLock {
  readonly world: World;
  readonly read: Read;
}

/**
 * The world with the objects of those releases that are not rendered here, as far as the lock of the project has them.
 * Without a lock the world stays as it is; what a lock does not say rightly is told and not used.
 *
 * @param mirror folder of archives that are at hand: they must be those that were locked
 */
export function withLock(world: World, project: string, mirror?: string): WithLock {
  let lock: Lock | undefined;
  try {
    lock = readLock(project);
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    return { world, read: { reports: [broken(error)], notJudged: [] } };
  }
  return lock ? useLock(world, lock, mirror) : { world, read: { reports: [], notJudged: [] } };
}

/** The same for a lock that was read. */
export function useLock(world: World, lock: Lock, mirror?: string): WithLock {
  const reports: Report[] = [];
  const notJudged: NotJudged[] = [];
  const subjects: Subject[] = [];
  const known = new Set<string | undefined>();
  const names = new Set<string>();
  for (const use of chartUses(world)) {
    const { namespace = 'default', name } = use.subject.manifest.metadata;
    const key = `${namespace}/${name}`;
    names.add(key);
    const locked = lock.get(key);
    const archive = mirror === undefined ? undefined : findArchive(mirror, use.chart, use.version ?? '');
    const difference = differenceOf(world, use, locked);
    if (difference) reports.push(stale(use, name, difference));
    else if (archive !== undefined && locked) reports.push(...judgeDigest(use, name, archive, locked));
    // What Helm refuses is told already; that an older rendering was fine is no help.
    if (!locked || difference || use.rendered || archive !== undefined) continue;
    subjects.push(...subjectsOf(use.subject, key, locked));
    known.add(use.subject.layer);
    const values = isKnown(world, use) ? '' : `values against chart ${use.chart}, and `;
    notJudged.push({
      subject: use.subject,
      why: `${values}objects of chart ${use.chart} beyond references, order, capacity and images: only ${LOCK_FILE} knows them`,
    });
  }
  for (const key of lock.keys()) if (!names.has(key)) reports.push(leftOver(key));
  const locked = new World({
    ...world.props,
    subjects: [...world.subjects, ...subjects],
    promised: stillPromised(world, known),
  });
  return { world: subjects.length > 0 ? locked : world, read: { reports, notJudged } };
}

/** Whether the values of a release are judged by the keys of its chart. */
function isKnown({ props: { charts = [] } }: World, { chart, version }: ChartUse): boolean {
  return charts.some((facts) => facts.name === chart && facts.version === version);
}

/** In what a release is another than the one that was locked, as the end of a sentence. */
export function differenceOf(world: World, use: ChartUse, locked: LockedRelease | undefined): string | undefined {
  if (!locked) return `is not in ${LOCK_FILE}`;
  const version = use.version ?? '';
  const kubernetes = kubernetesOf(world);
  if (use.chart !== locked.chart) return `installs chart ${use.chart}, ${LOCK_FILE} has ${locked.chart}`;
  if (version !== locked.version) return `installs ${use.chart} ${version}, ${LOCK_FILE} has ${locked.version}`;
  if (kubernetes !== locked.kubernetes) {
    return `is for Kubernetes ${kubernetes}, ${LOCK_FILE} has what was rendered for ${locked.kubernetes}`;
  }
  return valuesHash(use.values) === locked.values ? undefined : `has other values than those in ${LOCK_FILE}`;
}

function stale({ subject }: ChartUse, name: string, difference: string): Report {
  return {
    code: 'chart-lock-stale',
    subject,
    path: difference.includes('values') ? 'spec.values' : 'spec.chart.spec.version',
    message: `release ${name} ${difference}: what it really contains is not known where its chart is not at hand`,
    hint: `Run npx hensteeth charts lock ${name}, and commit ${LOCK_FILE}.`,
  };
}

function leftOver(key: string): Report {
  return {
    code: 'chart-lock-stale',
    file: LOCK_FILE,
    path: `releases['${key}']`,
    message: `${LOCK_FILE} has a release ${key}, which the lab has not`,
    hint: `Run npx hensteeth charts lock, and commit ${LOCK_FILE}.`,
  };
}

function* judgeDigest({ subject }: ChartUse, name: string, archive: string, locked: LockedRelease): Generator<Report> {
  const digest = archiveDigest(archive);
  if (locked.archive === null || digest === locked.archive) return;
  yield {
    code: 'chart-lock-digest',
    subject,
    path: 'spec.chart.spec.version',
    message: `${archive} is ${digest}; expected ${locked.archive}, which ${LOCK_FILE} has`,
    hint: `Fetch the archive again. If the chart was published anew and you trust it: npx hensteeth charts lock ${name}.`,
  };
}

function broken({ message, hint, position }: LockError): Report {
  return { code: 'chart-lock-broken', file: LOCK_FILE, message, hint, ...(position && { position }) };
}

function subjectsOf(from: Subject, release: string, { objects }: LockedRelease): Subject[] {
  return objects.map((manifest, document) => ({
    manifest,
    file: `${LOCK_FILE}/${release}`,
    document,
    layer: from.layer,
    release,
    locked: true,
    get source() {
      return from.source;
    },
  }));
}
