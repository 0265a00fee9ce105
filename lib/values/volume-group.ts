import type { Judge } from './refusal.ts';

/** Name of an LVM volume group, by LVM's own rules. */
export const judgeVolumeGroupName: Judge = (value) =>
  typeof value === 'string' && /^(?!-)(?!\.{1,2}$)[A-Za-z0-9+_.-]{1,126}$/.test(value)
    ? undefined
    : {
        expected: 'the name of a volume group: letters, digits, and + _ . - but no hyphen first',
        fix: 'Write the name that `vgs` prints on the node.',
      };
