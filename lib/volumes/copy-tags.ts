import type { LvmCommand, VolumeName } from './lvm.ts';

/**
 * How far files are copied into a new volume. `begun`: it may be written to. `whole`: a run of rsync came to its end. `differs`: compared
 * by checksum, something was not the same. `again`: copied once more, by checksum. `same`: compared, and all is the same; from then on
 * nothing is ever written into it.
 */
export type CopyStage = 'begun' | 'whole' | 'differs' | 'again' | 'same';

const STAGES: readonly CopyStage[] = ['begun', 'whole', 'differs', 'again', 'same'];
const KEY = 'hensteeth.copy';

/** The tag that says on the new volume how far the old one is copied into it. */
export function copyTag(stage: CopyStage, old: string): string {
  return `${KEY}=${stage}:${old}`;
}

/** How far the old volume is copied into the one with these tags; a run that was cut between two tags has come to the later one. */
export function copyStage(tags: readonly string[], old: string): CopyStage | undefined {
  return STAGES.findLast((stage) => tags.includes(copyTag(stage, old)));
}

/** Other volumes that are, or were to be, copied into the one with these tags. */
export function copiedFrom(tags: readonly string[]): string[] {
  const told = tags.filter((tag) => tag.startsWith(`${KEY}=`)).map((tag) => tag.slice(tag.indexOf(':') + 1));
  return [...new Set(told)];
}

/** Commands that leave no tag of an earlier stage. */
export function stageCommands(
  volume: VolumeName,
  stage: CopyStage,
  old: string,
  has: readonly string[],
): readonly LvmCommand[] {
  const earlier = STAGES.slice(0, STAGES.indexOf(stage)).map((each) => copyTag(each, old));
  const tag = copyTag(stage, old);
  return [
    ...(has.includes(tag) ? [] : [{ do: 'add-tag', volume, tag } as const]),
    ...earlier.filter((each) => has.includes(each)).map((each) => ({ do: 'remove-tag', volume, tag: each }) as const),
  ];
}
