import { LayerSettings } from '../layer-settings.ts';
import { record } from '../pods.ts';
import { listUnder } from '../read.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { isScratch } from './data-scratch.ts';

const FORCE = 'kustomize.toolkit.fluxcd.io/force';
/** What is lost when it is deleted and made anew, even under the same name. */
const LOST_ANEW = ['PersistentVolumeClaim', 'PersistentVolume', 'CustomResourceDefinition', 'LogicalVolume'];

/** Data in what Flux may delete and make anew: a change of a fixed field is refused without force, and with it data goes. */
export function* judgeForced(world: World): Generator<Report> {
  const layers = new LayerSettings(world.subjects, world.props.layers);
  const forced = new Map<Subject, Subject[]>();
  for (const subject of LOST_ANEW.flatMap((kind) => world.ofKind(kind))) {
    if (subject.release !== undefined || isScratch(subject.manifest.metadata)) continue;
    const steering = layers.of(subject);
    if (steering && record(steering.manifest['spec'])['force'] === true) listUnder(forced, steering).push(subject);
    else if (isMarked(subject)) {
      const message = `${FORCE} lets Flux delete ${subjectName(subject)} and make it anew when a fixed field changes: its data goes`;
      yield {
        code: 'force-data',
        subject,
        path: 'metadata.annotations',
        message,
        hint: 'Take it out: the change is refused then, and nothing is lost.',
      };
    }
  }
  for (const [subject, [first, ...others]] of forced) {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    const message = `force is true: Flux deletes ${subjectName(first!)}${more} and makes it anew when a fixed field changes, and its data goes`;
    const hint = `Write force: false, and mark single objects without data with ${FORCE}: enabled.`;
    yield { code: 'force-data', subject, path: 'spec.force', message, hint };
  }
}

/** Flux reads the mark as an annotation and as a label. */
function isMarked({ manifest }: Subject): boolean {
  const { annotations, labels } = manifest.metadata;
  return [annotations, labels].some((given) => /^(enabled|true)$/i.test(spell(record(given)[FORCE] ?? '')));
}
