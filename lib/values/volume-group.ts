import type { Judge } from './refusal.ts';

/** Name of an LVM volume group, by LVM's own rules. */
export const judgeVolumeGroupName: Judge = (value) =>
  typeof value === 'string' && /^(?!-)(?!\.{1,2}$)[A-Za-z0-9+_.-]{1,126}$/.test(value)
    ? undefined
    : {
        expected: 'the name of a volume group: letters, digits, and + _ . - but no hyphen first',
        fix: 'Write the name that `vgs` prints on the node.',
      };

/** Name of a thin pool: that of a volume, and none that LVM keeps for itself. */
export const judgePoolName: Judge = (value) =>
  typeof value === 'string' &&
  /^(?!-)(?!\.{1,2}$)[A-Za-z0-9+_.-]{1,100}$/.test(value) &&
  !/^(?:snapshot|pvmove)|_(?:tdata|tmeta|pmspare)/.test(value)
    ? undefined
    : {
        expected: "the name of a thin pool: letters, digits, and + _ . - but no hyphen first, none of LVM's own",
        fix: 'Write the name that `lvs` prints on the node, without the group.',
      };
