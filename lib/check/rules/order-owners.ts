import { groupOf } from '../../core/data-bearing.ts';
import { record } from '../pods.ts';
import { text } from '../read.ts';
import type { NotJudged, Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import type { Layers } from './order-layers.ts';

/** Helm keeps a release's name in a label and composes object names from it. */
const LONGEST_RELEASE_NAME = 53;

/** Objects that are there twice: in one layer, or in two that would fight over them. */
export function judgeOwners(world: World, layers: Layers): { reports: Report[]; notJudged: NotJudged[] } {
  const first = new Map<string, Subject>();
  const reports: Report[] = [];
  const patched = world.ofKind('Kustomization', 'kustomize.config.k8s.io')[0];
  let unsure = 0;
  for (const subject of world.subjects) {
    const { apiVersion, kind, metadata } = subject.manifest;
    const key = `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
    const other = first.get(key);
    if (!other) {
      first.set(key, subject);
      continue;
    }
    const [one, two] = [ownerOf(other, layers), ownerOf(subject, layers)];
    const apart = other.file !== subject.file;
    if (apart && (one === undefined || two === undefined || (one === two && patched))) unsure++;
    else if (one === undefined || two === undefined || one === two) reports.push(twice(subject, other));
    else reports.push(fight(subject, other, one, two));
  }
  if (unsure === 0) return { reports, notJudged: [] };
  const why = `${unsure} objects are there again in files that no layer's folder tells apart: they may be patches or alternatives`;
  return { reports, notJudged: [{ ...(patched && { subject: patched }), why }] };
}

function ownerOf(subject: Subject, layers: Layers): string | undefined {
  const layer = subject.layer ?? layers.of(subject)?.name;
  if (subject.release !== undefined) return `release ${subject.release}`;
  return layer === undefined ? undefined : `layer '${layer}'`;
}

function twice(subject: Subject, other: Subject): Report {
  return {
    code: 'object-duplicate',
    subject,
    path: 'metadata.name',
    message: `${subjectName(subject)} is there twice, first ${placeOf(other)}: ${subject.release === undefined ? 'kustomize refuses to build the layer, so Flux' : 'Helm refuses the release, so it'} would apply nothing of it`,
    hint: 'Give one of them another name, or remove it.',
  };
}

function fight(subject: Subject, other: Subject, one: string, two: string): Report {
  return {
    code: 'object-duplicate',
    subject,
    path: 'metadata.name',
    message: `${subjectName(subject)} belongs to ${two} and to ${one} (${placeOf(other)}): each would undo what the other applies, and one that prunes would remove it`,
    hint: 'Keep it in one of them, and let the other refer to it.',
  };
}

function placeOf({ file, document, source }: Subject): string {
  if (source) return `in ${file} (${source.file}:${source.line})`;
  return document > 0 ? `in document ${document + 1} of ${file}` : `in ${file}`;
}

/** Names that Flux composes for releases and then shortens in silence. */
export function* judgeReleaseNames(world: World): Generator<Report> {
  for (const subject of world.ofKind('HelmRelease')) {
    const spec = record(subject.manifest['spec']);
    if (text(spec['releaseName']) !== undefined) continue;
    const { name } = subject.manifest.metadata;
    const target = text(spec['targetNamespace']);
    const composed = target === undefined ? name : `${target}-${name}`;
    if (composed.length <= LONGEST_RELEASE_NAME) continue;
    yield {
      code: 'order-release-name',
      subject,
      path: 'spec.releaseName',
      message: `the release's name is composed as '${composed}', ${composed.length} characters; expected at most ${LONGEST_RELEASE_NAME}: Flux would shorten and hash it, and services, alerts and references would name another one`,
      hint: `Set releaseName to a name of at most ${LONGEST_RELEASE_NAME} characters${target === undefined ? '' : `, such as '${name.slice(0, LONGEST_RELEASE_NAME)}'`}.`,
    };
  }
}
