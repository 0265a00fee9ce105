import { groupOf } from '../../core/data-bearing.ts';
import { pathText, valueAt } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import { subjectName } from '../subject.ts';
import { FIXED, type FixedField, type FixedKind, OPEN_VOLUME_FIELDS } from './change-fixed-fields.ts';
import { type Change, isSame, type Pair } from './change-pairs.ts';
import { isLarger } from './change-sizes.ts';

const KEPT_FOR_GOOD = ['data', 'binaryData', 'stringData', 'immutable'];

/** Changes that the API server refuses. */
export function* judgeImmutable(change: Change): Generator<Report> {
  for (const pair of change.pairs) {
    const { manifest } = pair.after;
    const fixed = FIXED[manifest.kind];
    if (fixed?.group === groupOf(manifest.apiVersion) && !isHook(pair)) yield* judgeFields(change, pair, fixed);
    if (manifest.kind === 'StatefulSet') yield* judgeClaims(change, pair);
    else if (manifest.kind === 'PersistentVolume') yield* judgeSource(pair);
    else if (manifest.kind === 'ConfigMap' || manifest.kind === 'Secret') yield* judgeSealed(change, pair);
    else if (manifest.kind === 'HelmRelease') yield* judgeReleaseName(pair);
  }
}

/** Helm deletes what its hooks made before it makes it anew. */
function isHook({ after }: Pair): boolean {
  return record(after.manifest.metadata.annotations)['helm.sh/hook'] !== undefined;
}

function refused(pair: Pair, path: string, what: string, hint: string): Report {
  const message = `${what}: the API server refuses the change to ${subjectName(pair.after)}, and Flux applies nothing of its layer`;
  return { code: 'change-immutable', subject: pair.after, path, message, hint };
}

function* judgeFields(change: Change, pair: Pair, { fields, fix, isExpendable }: FixedKind): Generator<Report> {
  if (isExpendable && change.isForced(pair)) return;
  for (const field of fields) {
    const [was, is] = [pair.before, pair.after].map(({ manifest }) => valueAt(manifest, field.path) ?? field.default);
    if (isSame(was, is) || isFilledIn(pair, field, was, is)) continue;
    const path = pathText(field.path);
    yield refused(pair, path, `${path} was ${short(was)} and is ${short(is)}`, fix);
  }
}

/** Whether the cluster has filled in what one revision leaves out. */
function isFilledIn({ before }: Pair, field: FixedField, was: unknown, is: unknown): boolean {
  if (field.whenBoth) return was === undefined || is === undefined;
  if (pathText(field.path) !== 'spec.clusterIP') return false;
  // A service without an address has been given one; one that no longer names its address keeps it.
  return is === undefined || is === '' || record(before.manifest['spec'])['type'] === 'ExternalName';
}

function* judgeClaims(change: Change, pair: Pair): Generator<Report> {
  if (change.isForced(pair)) return;
  const [was, is] = [pair.before, pair.after].map(({ manifest }) =>
    list(record(manifest['spec'])['volumeClaimTemplates']),
  );
  const path = 'spec.volumeClaimTemplates';
  const fix = FIXED['StatefulSet']!.fix;
  if (was!.length !== is!.length) {
    yield refused(pair, path, `the set had ${was!.length} claim templates and has ${is!.length}`, fix);
    return;
  }
  for (const [i, template] of is!.entries()) {
    const [old, now] = [was![i], template].map(claimOf);
    const at = pathText(['spec', 'volumeClaimTemplates', i]);
    if (!isSame(old!.rest, now!.rest)) {
      yield refused(pair, at, `claim template '${now!.name ?? i}' is not as it was`, fix);
    } else if (old!.size !== now!.size && isLarger(old!.size, now!.size)) {
      const what = `claim template '${now!.name ?? i}' grows from ${old!.size} to ${now!.size}`;
      const hint = `Make the claims larger first (kubectl patch pvc). ${fix}`;
      yield refused(pair, `${at}.spec.resources.requests.storage`, what, hint);
    }
  }
}

/** A claim template with its size apart, and without what the API server fills in. */
function claimOf(template: unknown): {
  readonly name: string | undefined;
  readonly size: string;
  readonly rest: unknown;
} {
  const { metadata, spec } = record(template);
  const { resources, volumeMode, ...others } = record(spec);
  const { labels, annotations, name } = record(metadata);
  const size = spell(record(record(resources)['requests'])['storage'] ?? '');
  return {
    name: text(name),
    size,
    rest: { name, labels, annotations, volumeMode: volumeMode ?? 'Filesystem', others },
  };
}

function* judgeSource(pair: Pair): Generator<Report> {
  const [was, is] = [pair.before, pair.after].map(({ manifest }) =>
    Object.fromEntries(Object.entries(record(manifest['spec'])).filter(([key]) => !OPEN_VOLUME_FIELDS.has(key))),
  );
  if (isSame(was, is)) return;
  yield refused(
    pair,
    'spec',
    'the disk behind the volume is another one',
    'Make a second volume. The old one stays until you delete it.',
  );
}

function* judgeSealed(change: Change, pair: Pair): Generator<Report> {
  const { before, after } = pair;
  if (before.manifest['immutable'] !== true || change.isForced(pair) || record(after.manifest)['sops'] !== undefined)
    return;
  const changed = KEPT_FOR_GOOD.find((key) => !isSame(before.manifest[key], after.manifest[key]));
  if (changed)
    yield refused(
      pair,
      changed,
      `${changed} changes although the object was immutable`,
      'Give it a new name, and use that.',
    );
}

/** Flux uninstalls a release under its old name before it installs it under the new one. */
function* judgeReleaseName({ before, after }: Pair): Generator<Report> {
  for (const key of ['releaseName', 'targetNamespace', 'storageNamespace']) {
    const [was, is] = [before, after].map(({ manifest }) => text(record(manifest['spec'])[key]));
    if (was === undefined || is === undefined || was === is) continue;
    const message = `spec.${key} was '${was}' and is '${is}': Flux uninstalls the release, with its definitions and claims, and installs it anew`;
    yield {
      code: 'change-release-name',
      subject: after,
      path: `spec.${key}`,
      message,
      hint: `Keep '${was}', or move the data first.`,
    };
  }
}

function short(value: unknown): string {
  if (value === undefined) return 'absent';
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
