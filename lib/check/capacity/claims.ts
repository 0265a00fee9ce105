import { pathText, type Step } from '../path.ts';
import { list, podTemplates, record } from '../pods.ts';
import { count, text } from '../read.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import type { AmountReader } from './amounts.ts';
import { DeviceClasses } from './device-classes.ts';
import { operatorReplicas } from './operator-pods.ts';

/** Storage that the lab claims from TopoLVM. */
export interface VolumeClaim {
  /** The object that makes the claim; `undefined` for one that is only declared. */
  readonly subject: Subject | undefined;
  /** Place of the size in the object. */
  readonly path: string | undefined;
  readonly layer: string | undefined;
  readonly release: string | undefined;
  readonly name: string;
  /** Bytes of one volume, in whole extents. */
  readonly bytes: number;
  readonly volumes: number;
  readonly deviceClass: string;
}

/** LVM allocates in extents of 4 MiB. */
const EXTENT = 4 * 2 ** 20;
/** More claims of one template are not looked up by name. */
const NAMED_CLAIMS = 64;
const OPERATED = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];

/**
 * All claims on volume groups: claims, templates times replicas, those of the Prometheus operator, and those that layers
 * declare for releases which are not rendered here.
 */
export function claimsOf(world: World, reader: AmountReader): VolumeClaim[] {
  const classes = new DeviceClasses(world);
  const claims: VolumeClaim[] = [];
  const add = (subject: Subject, path: readonly Step[], spec: unknown, name: string, volumes: number): void => {
    const deviceClass = classes.of(record(spec)['storageClassName']);
    if (deviceClass === undefined) return;
    const bytes = reader.bytes(record(record(record(spec)['resources'])['requests'])['storage']);
    const { layer, release } = subject;
    const place = pathText([...path, 'resources', 'requests', 'storage']);
    claims.push({ subject, path: place, layer, release, name, bytes: inExtents(bytes), volumes, deviceClass });
  };
  for (const subject of world.ofKind('PersistentVolumeClaim', '')) {
    add(subject, ['spec'], subject.manifest['spec'], subject.manifest.metadata.name, 1);
  }
  for (const subject of world.ofKind('StatefulSet', 'apps')) {
    const spec = record(subject.manifest['spec']);
    const replicas = count(spec['replicas']) ?? 1;
    list(spec['volumeClaimTemplates']).forEach((template, i) => {
      const name = `${text(record(record(template)['metadata'])['name'])}-${subject.manifest.metadata.name}`;
      const volumes = replicas - claimedByHand(world, subject, name, replicas);
      add(subject, ['spec', 'volumeClaimTemplates', i, 'spec'], record(template)['spec'], name, volumes);
    });
  }
  for (const kind of OPERATED) {
    for (const subject of world.ofKind(kind, 'monitoring.coreos.com')) {
      const storage = record(record(subject.manifest['spec'])['storage']);
      if (storage['volumeClaimTemplate'] === undefined) continue;
      const { spec } = record(storage['volumeClaimTemplate']);
      const path = ['spec', 'storage', 'volumeClaimTemplate', 'spec'];
      add(subject, path, spec, subject.manifest.metadata.name, operatorReplicas(subject));
    }
  }
  for (const { subject, spec, path, count: pods } of podTemplates(world)) {
    list(spec['volumes']).forEach((volume, i) => {
      const template = record(record(record(volume)['ephemeral'])['volumeClaimTemplate']);
      if (template['spec'] === undefined) return;
      const place = [...path, 'volumes', i, 'ephemeral', 'volumeClaimTemplate', 'spec'];
      const name = `${text(record(volume)['name'])}`;
      add(subject, place, template['spec'], name, pods === 'perNode' ? (world.props.facts?.nodes.length ?? 1) : pods);
    });
  }
  const rendered = new Set(world.subjects.map(({ layer, release }) => (release === undefined ? undefined : layer)));
  for (const { layer, name, size, storageClass } of world.props.declaredClaims ?? []) {
    const deviceClass = classes.of(storageClass);
    if (deviceClass === undefined || rendered.has(layer)) continue;
    const none = { subject: undefined, path: undefined, release: undefined };
    claims.push({ ...none, layer, name, bytes: inExtents(reader.bytes(size)), volumes: 1, deviceClass });
  }
  return claims;
}

/** Claims of a template that are among the objects already, as after a restore. */
function claimedByHand(world: World, subject: Subject, name: string, replicas: number): number {
  let known = 0;
  for (let i = 0; i < Math.min(replicas, NAMED_CLAIMS); i++) {
    if (world.find('', 'PersistentVolumeClaim', subject.manifest.metadata.namespace, `${name}-${i}`)) known++;
  }
  return known;
}

function inExtents(bytes: number): number {
  return Math.ceil(bytes / EXTENT) * EXTENT;
}
