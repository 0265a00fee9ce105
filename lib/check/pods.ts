import type { Step } from './path.ts';
import type { Subject } from './subject.ts';
import type { World } from './world.ts';

/** The template of pods in an object, and how many of them run at once. */
export interface PodTemplate {
  readonly subject: Subject;
  /** Path of the pod's spec in the object. */
  readonly path: readonly Step[];
  readonly spec: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string | undefined;
  /** Pods at once; `perNode` for a DaemonSet. */
  readonly count: number | 'perNode';
}

const TEMPLATES: Readonly<Record<string, readonly Step[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** All pod templates of the world, those of Pods themselves included. */
export function podTemplates(world: World): PodTemplate[] {
  return Object.entries(TEMPLATES).flatMap(([kind, steps]) =>
    world.ofKind(kind).flatMap((subject) => {
      const template = steps.reduce<unknown>((at, step) => record(at)[step], subject.manifest);
      const spec = record(template)['spec'];
      if (spec === null || typeof spec !== 'object') return [];
      const labels = record(record(record(template)['metadata'])['labels']) as Record<string, string>;
      const { namespace } = subject.manifest.metadata;
      return [
        { subject, path: [...steps, 'spec'], spec: record(spec), labels, namespace, count: countOf(kind, subject) },
      ];
    }),
  );
}

/** A value as a record; an empty one when it is none. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A value as a list; an empty one when it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function countOf(kind: string, subject: Subject): number | 'perNode' {
  if (kind === 'DaemonSet') return 'perNode';
  const spec = record(subject.manifest['spec']);
  const given = kind === 'Job' ? spec['parallelism'] : kind === 'CronJob' || kind === 'Pod' ? 1 : spec['replicas'];
  return typeof given === 'number' ? given : 1;
}
