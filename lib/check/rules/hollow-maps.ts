import { lacks } from '../lacks.ts';
import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { referencesOf } from '../references/graph.ts';
import { BUCKET, GIT_REPOSITORY, HELM_REPOSITORY } from '../references/kind.ts';
import { textOf } from '../references/scope.ts';
import { isFromChart } from '../releases.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** Marks by which a controller is told to fill a config map, as with the authorities that it trusts. */
const FILLED = /inject|sync|replicat|reflect|trust/i;
const SOURCES = [HELM_REPOSITORY, GIT_REPOSITORY, BUCKET];

/** Judges config maps without data: those that somebody reads, and those that the lab itself writes. */
export function judgeConfigMaps(world: World, findings: ReferenceFindings): void {
  const empty = new Set(world.ofKind('ConfigMap', '').filter(isEmpty));
  if (empty.size === 0) return;
  const tell = (subject: Subject, reader: string): void =>
    findings.tell({
      code: 'config-map-empty',
      subject,
      path: 'data',
      message: `${subjectName(subject)} has no data${reader}; expected a key at least: a program that reads it finds no file and no variable`,
      hint: 'Write data, or take the ConfigMap out.',
    });
  for (const { from, target, optional } of referencesOf(world)) {
    if (target && !optional && empty.delete(target)) tell(target, `, and ${subjectName(from)} reads it`);
  }
  if (!world.props.facts) return;
  // A chart may well fill a config map on the cluster; what the owner writes is written to be read.
  for (const subject of empty) if (subject.layer !== undefined && !isFromChart(subject)) tell(subject, '');
}

function isEmpty({ manifest }: Subject): boolean {
  const { data, metadata } = manifest;
  const hasKeys = ['data', 'binaryData'].some((field) => Object.keys(record(manifest[field])).length > 0);
  if (hasKeys || (data === undefined && !lacks(manifest, 'data'))) return false;
  const marks = [...Object.keys(record(metadata.labels)), ...Object.keys(record(metadata.annotations))];
  return !marks.some((mark) => FILLED.test(mark));
}

/** Judges charts whose source has no kind: the schema lets it be left out, and the source controller does not. */
export function judgeChartSources(
  world: World,
  { inventory, scopes }: ReferenceFacts,
  findings: ReferenceFindings,
): void {
  for (const subject of world.ofKind('HelmRelease', 'helm.toolkit.fluxcd.io')) {
    const chart = record(record(record(subject.manifest['spec'])['chart'])['spec']);
    const source = chart['sourceRef'];
    if (source === null || typeof source !== 'object' || !lacks(record(source), 'kind')) continue;
    const name = textOf(record(source)['name']);
    const namespace = textOf(record(source)['namespace']) ?? scopes.namespaceOf(subject.manifest);
    const found = name === undefined ? undefined : SOURCES.find((kind) => inventory.find(kind, namespace, name));
    findings.tell({
      code: 'chart-source-kind',
      subject,
      path: 'spec.chart.spec.sourceRef.kind',
      message: `source '${name ?? ''}' has no kind; expected one of ${SOURCES.map(({ kind }) => kind).join(', ')}: the HelmChart that Flux makes of it is refused, and nothing is installed`,
      hint: `Write kind: ${(found ?? HELM_REPOSITORY).kind}.`,
    });
  }
}
