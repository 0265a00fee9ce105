import { nearest } from '../../values/nearest.ts';
import { quoted } from '../../values/value-error.ts';
import type { Step } from '../path.ts';
import { list, type PodTemplate, podTemplates, record } from '../pods.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { type Fault, Place, REFUSED } from './fault.ts';

const containerLists = ['initContainers', 'containers'];

/** Mounts of volumes that the pod does not have, by object. A StatefulSet's claim templates are volumes of its pods, too. */
export function mountFaults(world: World): Map<Subject, Fault[]> {
  const all = new Map<Subject, Fault[]>();
  for (const template of podTemplates(world)) {
    const faults: Fault[] = [];
    judgeTemplate(template, faults);
    if (faults.length > 0) all.set(template.subject, [...(all.get(template.subject) ?? []), ...faults]);
  }
  return all;
}

function judgeTemplate({ subject, path, spec }: PodTemplate, faults: Fault[]): void {
  const volumes = new Set<string>();
  for (const volume of list(spec['volumes'])) addName(record(volume), volumes);
  if (subject.manifest.kind === 'StatefulSet') {
    const claims = list(record(subject.manifest['spec'])['volumeClaimTemplates']);
    for (const claim of claims) addName(record(record(claim)['metadata']), volumes);
  }
  for (const field of containerLists) {
    for (const [index, container] of list(spec[field]).entries()) {
      judgeMounts(record(container), volumes, new Place([...path, field, index], faults));
    }
  }
}

function addName({ name }: Readonly<Record<string, unknown>>, names: Set<string>): void {
  if (typeof name === 'string') names.add(name);
}

function judgeMounts(container: Readonly<Record<string, unknown>>, volumes: ReadonlySet<string>, place: Place): void {
  for (const field of ['volumeMounts', 'volumeDevices']) {
    for (const [index, mount] of list(container[field]).entries()) {
      const { name } = record(mount);
      if (typeof name !== 'string' || volumes.has(name)) continue;
      const steps: Step[] = [field, index, 'name'];
      const meant = name.length < 100 ? nearest(name, volumes) : undefined;
      const hint = meant === undefined ? `Add a volume named ${name}, or remove the mount.` : `Did you mean ${meant}?`;
      place.tell('schema-mount', steps, `The pod has no volume ${quoted(name)}: ${REFUSED}`, hint);
    }
  }
}
