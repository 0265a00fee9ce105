import { HELM_POLICY, isKeptByHelm, isKeptByPatch } from '../helm-keep.ts';
import { record } from '../pods.ts';
import { type ChartUse, chartUses } from '../releases.ts';
import type { Report } from '../rule.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { isScratch } from './data-scratch.ts';

/** The definition that TopoLVM's chart has among its templates, by whether it speaks the older API. */
const DEFINITIONS = { new: 'logicalvolumes.topolvm.io', legacy: 'logicalvolumes.topolvm.cybozu.com' };

/** What goes with a release: claims that its chart makes, and the definition of logical volumes. */
export function* judgeReleases(world: World): Generator<Report> {
  const claims = new Map<string, Subject[]>();
  for (const claim of world.ofKind('PersistentVolumeClaim', '')) {
    if (claim.release === undefined || isScratch(claim.manifest.metadata)) continue;
    const known = claims.get(claim.release);
    if (known) known.push(claim);
    else claims.set(claim.release, [claim]);
  }
  for (const use of chartUses(world)) {
    const { namespace = 'default', name } = use.subject.manifest.metadata;
    const own = claims.get(`${namespace}/${name}`) ?? [];
    for (const claim of own) yield* judgeClaim(use, claim);
    if (own.length > 0) yield* judgeForce(use, own);
    if (use.chart === 'topolvm') yield* judgeDefinition(use);
  }
}

function* judgeClaim({ subject }: ChartUse, { manifest }: Subject): Generator<Report> {
  const { name } = manifest.metadata;
  if (isKeptByHelm(manifest) || isKeptByPatch(subject, { kind: manifest.kind, name })) return;
  const message = `claim ${name} goes with release ${subject.manifest.metadata.name}: when it is removed, renamed, or its installation fails (${whenUninstalled(subject)}), Helm deletes the claim, and what is installed next begins with an empty disk`;
  const hint = `Give the claim the annotation ${HELM_POLICY}: keep (often persistence.annotations; else spec.postRenderers).`;
  yield { code: 'release-claim', subject, path: 'spec.values', message, hint };
}

/** When Flux uninstalls by itself. */
function whenUninstalled({ manifest }: Subject): string {
  const { upgrade } = record(manifest['spec']);
  const strategy = record(record(upgrade)['remediation'])['strategy'];
  return strategy === 'uninstall'
    ? 'or, as upgrade.remediation says, an upgrade'
    : 'Flux then uninstalls it and tries again';
}

function* judgeForce({ subject }: ChartUse, [claim, ...others]: readonly Subject[]): Generator<Report> {
  const spec = record(subject.manifest['spec']);
  const key = record(spec['upgrade'])['force'] === true ? 'upgrade.force' : 'rollback.force';
  const at = key === 'upgrade.force' ? spec['upgrade'] : spec['rollback'];
  if (record(at)['force'] !== true) return;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const message = `spec.${key} replaces whole objects, and claim ${claim!.manifest.metadata.name}${more} cannot be replaced: what the cluster filled in is missing then, the API server refuses, and every upgrade ends in its remediation`;
  yield {
    code: 'release-force',
    subject,
    path: `spec.${key}`,
    message,
    hint: 'Take force out; delete by hand what really has to be made anew.',
  };
}

function* judgeDefinition({ subject, values }: ChartUse): Generator<Report> {
  const name = values['useLegacy'] === true ? DEFINITIONS.legacy : DEFINITIONS.new;
  if (isKeptByPatch(subject, { kind: 'CustomResourceDefinition', name })) return;
  const message = `the chart makes ${name} as a plain object: an uninstall, by hand or after a failed installation, deletes it with every LogicalVolume, and TopoLVM then removes the disks`;
  const hint = `Patch it with ${HELM_POLICY}: keep in spec.postRenderers (in main.ts, 'kept' on a release).`;
  yield { code: 'release-definition', subject, path: 'spec.postRenderers', message, hint };
}
