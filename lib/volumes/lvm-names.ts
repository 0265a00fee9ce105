import type { Judge, Refusal } from '../values/refusal.ts';
import { judgeVolumeGroupName } from '../values/volume-group.ts';

/** LVM's own volumes inside a volume: images, metadata, logs. They are never named by hand. */
const INNER =
  /_(?:mlog|mimage|rimage|rmeta|tdata|tmeta|cdata|cmeta|corig|cvol|iorig|imeta|vorigin|vdata|wcorig|pmspare)/;
const RESERVED = /^(?:snapshot|pvmove)/;
/** LVM takes 127 characters for group and volume together, with hyphens doubled. */
const MOST = 100;
/** LVM's limit. */
const MOST_TAG = 1024;

/** Name of a logical volume, by LVM's own rules, and no path in it. */
export const judgeVolumeName: Judge = (value) =>
  typeof value === 'string' &&
  value.length <= MOST &&
  /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$/.test(value) &&
  value !== '.' &&
  !value.includes('..') &&
  !INNER.test(value) &&
  !RESERVED.test(value)
    ? undefined
    : {
        expected: `the name of a logical volume: at most ${MOST} letters, digits, and + _ . -, no hyphen first, no '..', none of LVM's own`,
        fix: 'Write the name that `lvs` prints on the node.',
      };

/** Name of a volume group, and no path in it. */
export const judgeGroupName: Judge = (value): Refusal | undefined => {
  const refusal = judgeVolumeGroupName(value);
  if (refusal || !String(value).includes('..')) return refusal;
  return { expected: "the name of a volume group without '..'", fix: 'Write the name that `vgs` prints on the node.' };
};

/** A tag as LVM takes it. */
export const judgeTag: Judge = (value) =>
  typeof value === 'string' && value.length <= MOST_TAG && /^[A-Za-z0-9_+./=!:#&][A-Za-z0-9_+./=!:#&-]*$/.test(value)
    ? undefined
    : {
        expected: `a tag of at most ${MOST_TAG} letters, digits and _ + . - / = ! : # &, no hyphen first`,
        fix: 'Leave out what LVM does not take in a tag.',
      };

/** Whether a volume has a name as TopoLVM gives: a UID. */
export function isOfTopolvm(name: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}
