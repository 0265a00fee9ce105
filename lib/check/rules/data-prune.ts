import { isDataBearing } from '../../core/data-bearing.ts';
import { isDisabled, LayerSettings } from '../layer-settings.ts';
import { record } from '../pods.ts';
import { chartUses } from '../releases.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { isScratch } from './data-scratch.ts';

const LOST: Readonly<Record<string, string>> = {
  Namespace: 'everything in it',
  PersistentVolumeClaim: 'its volume, as its class says',
  PersistentVolume: 'the way to its disk',
  StorageClass: 'the way to make its volumes again',
  CustomResourceDefinition: 'all objects of its kind',
  LogicalVolume: 'the data on it',
};

/** Charts that others hang on, with what goes when their release goes. */
const RELEASES: Readonly<Record<string, string>> = {
  topolvm: 'the definition of its logical volumes, and with it the way to every disk',
  'cert-manager': 'whatever issues and renews certificates, and its definitions unless they are kept',
  'kube-prometheus': 'the operator, and with it all that its objects made',
  'kube-prometheus-stack': 'the operator, and with it all that its objects made',
};

/** Charts whose release must not go by itself. */
export const DATA_RELEASES: ReadonlySet<string> = new Set(Object.keys(RELEASES));

/** Objects that Flux must never remove by itself. */
export function* judgePrune(world: World): Generator<Report> {
  const layers = new LayerSettings(world.subjects, world.props.layers);
  const isAtRisk = (subject: Subject): boolean =>
    subject.release === undefined && !isDisabled(subject, 'prune') && layers.prunes(subject) === true;
  for (const subject of world.subjects) {
    const { kind } = subject.manifest;
    if (!isDataBearing(kind) || !isAtRisk(subject) || isScratch(subject.manifest.metadata)) continue;
    yield annotate('prune-data', subject, `with it goes ${LOST[kind] ?? 'its data'}`);
  }
  for (const { subject, chart, values } of chartUses(world)) {
    const lost = RELEASES[chart];
    if (lost === undefined) continue;
    if (isAtRisk(subject)) yield annotate('prune-release', subject, `with the release goes ${lost}`);
    yield* judgeUninstall(subject, chart, values);
  }
}

function annotate(code: string, subject: Subject, loss: string): Report {
  return {
    code,
    subject,
    path: 'metadata.annotations',
    message: `layer ${subject.layer} is pruned, so Flux deletes ${subjectName(subject)} when it is no longer rendered: ${loss}`,
    hint: "Add the annotation kustomize.toolkit.fluxcd.io/prune: disabled (in main.ts, 'keep: true' on a release).",
  };
}

function* judgeUninstall(
  subject: Subject,
  chart: string,
  values: Readonly<Record<string, unknown>>,
): Generator<Report> {
  const crds = record(values['crds']);
  const isInstalled = crds['enabled'] === true || values['installCRDs'] === true;
  if (chart === 'cert-manager' && isInstalled && crds['keep'] === false) {
    const message =
      'crds.keep is false: an uninstall deletes the definitions of cert-manager, and all certificates and issuers with them';
    yield { code: 'release-uninstall', subject, path: 'spec.values.crds.keep', message, hint: 'Write keep: true.' };
  }
  const upgrade = record(record(record(subject.manifest['spec'])['upgrade'])['remediation']);
  if (upgrade['strategy'] === 'uninstall') {
    const message = `after a failed upgrade the release of ${chart} is uninstalled: ${RELEASES[chart]} goes`;
    yield {
      code: 'release-uninstall',
      subject,
      path: 'spec.upgrade.remediation.strategy',
      message,
      hint: 'Write rollback.',
    };
  }
}
