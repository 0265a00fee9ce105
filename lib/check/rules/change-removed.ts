import { isDataBearing } from '../../core/data-bearing.ts';
import { nearest } from '../../values/nearest.ts';
import { isDisabled } from '../layer-settings.ts';
import { record } from '../pods.ts';
import { listUnder } from '../read.ts';
import { chartUseOf } from '../releases.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { Change } from './change-pairs.ts';
import { DATA_RELEASES } from './data-prune.ts';
import { isScratch } from './data-scratch.ts';

/** How many names of a list are written out. */
const NAMED = 5;

/** Objects that the older revision had: data first, the rest by layer. */
export function* judgeRemoved(change: Change): Generator<Report> {
  const others = new Map<string, Subject[]>();
  const addedNames = new Map<string, string[]>();
  for (const { manifest } of change.added) listUnder(addedNames, manifest.kind).push(manifest.metadata.name);
  for (const subject of change.removed) {
    if (bearsData(subject)) yield dataReport(change, subject, addedNames);
    else if (change.deletes(subject) && !isDisabled(subject, 'prune'))
      listUnder(others, placeOf(subject)).push(subject);
  }
  for (const [place, subjects] of others) {
    const names = subjects.slice(0, NAMED).map(subjectName).join(', ');
    const more = subjects.length > NAMED ? ` and ${subjects.length - NAMED} more` : '';
    const message = `${subjects.length === 1 ? 'an object' : `${subjects.length} objects`} of ${place} will be deleted: ${names}${more}`;
    yield { code: 'change-removed', path: place, message, hint: 'See that nothing needs them any more.' };
  }
}

function bearsData(subject: Subject): boolean {
  const { kind, metadata } = subject.manifest;
  if (isScratch(metadata)) return false;
  return isDataBearing(kind) || (kind === 'HelmRelease' && DATA_RELEASES.has(chartUseOf(subject)?.chart ?? ''));
}

function dataReport(change: Change, subject: Subject, addedNames: ReadonlyMap<string, readonly string[]>): Report {
  const { kind, metadata } = subject.manifest;
  const name = subjectName(subject);
  const path = 'metadata.name';
  const renamed = nearest(metadata.name, addedNames.get(kind) ?? []);
  const hint = renamed
    ? `If it was renamed to '${renamed}': move the data first, or keep the old name.`
    : 'Put it back. To let it go, delete it by hand once its data is saved.';
  const isKept =
    subject.release === undefined
      ? isDisabled(subject, 'prune')
      : record(metadata.annotations)['helm.sh/resource-policy'] === 'keep';
  return change.deletes(subject) && !isKept
    ? {
        code: 'change-data-removed',
        subject,
        path,
        message: `${name} is gone, and Flux will delete it with its data`,
        hint,
      }
    : {
        code: 'change-data-left',
        subject,
        path,
        message: `${name} is gone here and stays on the cluster, where nobody looks after it`,
        hint,
      };
}

function placeOf({ layer, release }: Subject): string {
  return release !== undefined ? `release ${release}` : layer !== undefined ? `layer ${layer}` : 'the lab';
}
