import { subjectName } from '../check/subject.ts';
import type { ObjectChange } from './object-changes.ts';

/** A workload whose pods are made anew. */
export interface Restart {
  /** `StatefulSet experimental/web`. */
  readonly workload: string;
  /** What changed in its pod template. */
  readonly because: readonly string[];
}

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Workloads that roll: their pod template is another one. */
export function restartsOf(changes: readonly ObjectChange[]): Restart[] {
  return changes.flatMap(({ kind, subject, leaves }) => {
    if (kind !== 'changed' || !WORKLOADS.has(subject.manifest.kind)) return [];
    const because = leaves.map(({ path }) => path).filter((path) => path.startsWith('spec.template.'));
    return because.length > 0 ? [{ workload: subjectName(subject), because }] : [];
  });
}
