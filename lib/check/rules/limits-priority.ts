import { lacks } from '../lacks.ts';
import type { Report } from '../rule.ts';
import { REFUSED } from '../schema/fault.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';

/** The highest priority of a class that is not of the system. */
const HIGHEST = 1_000_000_000;
const SYSTEM = 'system-';
const SYSTEM_CLASSES = ['system-cluster-critical', 'system-node-critical'];

/** Judges priorities: those of the system are its own, and one class at most is that of all other pods. */
export function* judgePriorityClasses(world: World): Generator<Report> {
  let first: Subject | undefined;
  for (const subject of world.ofKind('PriorityClass', 'scheduling.k8s.io')) {
    const { manifest } = subject;
    const { value, metadata, globalDefault } = manifest;
    const name = spell(metadata.name);
    if (!SYSTEM_CLASSES.includes(name)) yield* judgeValue(subject, name, value);
    if (globalDefault !== true) continue;
    if (first) {
      yield {
        code: 'priority-class-default',
        subject,
        path: 'globalDefault',
        message: `${subjectName(subject)} is the default of all pods, and so is ${subjectName(first)}; expected one default: ${REFUSED}`,
        hint: 'Remove globalDefault from one of them.',
      };
    }
    first ??= subject;
  }
}

function* judgeValue(subject: Subject, name: string, value: unknown): Generator<Report> {
  if (name.startsWith(SYSTEM)) {
    yield {
      code: 'priority-class-value',
      subject,
      path: 'metadata.name',
      message: `'${name}' begins with ${SYSTEM}, which only classes of Kubernetes itself do: ${REFUSED}`,
      hint: 'Give it another name.',
    };
  } else if (typeof value === 'number' && value > HIGHEST) {
    yield {
      code: 'priority-class-value',
      subject,
      path: 'value',
      message: `the priority is ${value}; expected at most ${HIGHEST}, since what is above is kept for the system: ${REFUSED}`,
      hint: `Write ${HIGHEST} or less.`,
    };
  } else if (lacks(subject.manifest, 'value')) {
    yield {
      code: 'priority-class-unset',
      subject,
      path: 'value',
      message: `${subjectName(subject)} has no value; expected a whole number: its pods have priority 0, as those without a class`,
      hint: 'Write value; higher goes first.',
    };
  }
}
