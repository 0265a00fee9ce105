import { type PodTemplate, podTemplates, record } from '../pods.ts';
import { count, text } from '../read.ts';
import type { World } from '../world.ts';
import type { AmountReader, Amounts } from './amounts.ts';
import { type NodeRoom, nodesFor } from './machine.ts';
import { operatorTemplates } from './operator-pods.ts';
import { requestOf } from './pod-request.ts';

/** Pods of one template, and what each of them requests. */
export interface Workload {
  readonly template: PodTemplate;
  /** What one pod requests. */
  readonly request: Amounts;
  /** Pods at once, over all nodes. */
  readonly pods: number;
  /** Whether the pods end by themselves: Jobs wait for room, they do not stay in the way. */
  readonly passing: boolean;
}

/** All pods of the world, those of the Prometheus operator included. Without nodes a DaemonSet counts once. */
export function workloads(world: World, rooms: readonly NodeRoom[], reader: AmountReader): Workload[] {
  const least = leastReplicas(world);
  return [...podTemplates(world), ...operatorTemplates(world)].map((template) => {
    const { kind, metadata } = template.subject.manifest;
    const scaled = least.get(`${kind}/${metadata.namespace ?? ''}/${metadata.name}`) ?? 0;
    const nodes = rooms.length === 0 ? 1 : nodesFor(template.spec, rooms).length;
    return {
      template,
      request: requestOf(template.spec, reader),
      pods: template.count === 'perNode' ? nodes : Math.max(count(template.count) ?? 1, scaled),
      passing: kind === 'Job' || kind === 'CronJob',
    };
  });
}

/** The least number of pods that autoscalers keep, by the object that they scale. */
function leastReplicas(world: World): ReadonlyMap<string, number> {
  const least = new Map<string, number>();
  for (const { manifest } of world.ofKind('HorizontalPodAutoscaler')) {
    const spec = record(manifest['spec']);
    const target = record(spec['scaleTargetRef']);
    const name = `${text(target['kind'])}/${manifest.metadata.namespace ?? ''}/${text(target['name'])}`;
    least.set(name, count(spec['minReplicas']) ?? 1);
  }
  return least;
}
