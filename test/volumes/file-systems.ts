import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { whyNot } from '../node/programs.ts';

/** Files of every sort, with names that no line of text could hold. */
export const TREE = `cd "$folder" && mkdir -p a/b 'with space' && printf one >a/b/one && printf two >"a/
two" && printf '\\377' >"$(printf 'not-utf8-\\377')" && : >empty && ln -s a/b/one link && ln a/b/one hard && mkfifo pipe && chmod 0640 empty &&
chown 70:70 a && truncate -s 3M sparse`;

/** Why a file system cannot be made, mounted and checked here; `undefined` when it can. */
export function whyNoFileSystem(type: 'ext4' | 'xfs'): string | undefined {
  const programs = type === 'ext4' ? ['mkfs.ext4', 'e2fsck', 'dumpe2fs'] : ['mkfs.xfs', 'xfs_repair', 'xfs_logprint'];
  const lacking = programs.find((program) => spawnSync('which', [program]).status !== 0);
  if (lacking) return `${lacking} is not here`;
  spawnSync('modprobe', [type]);
  return new RegExp(`^\\t${type}$`, 'm').test(readFileSync('/proc/filesystems', 'utf8'))
    ? undefined
    : `the kernel here has no ${type}`;
}

/** Why files cannot be copied here as on the node; `undefined` when they can. */
export function whyNoRsync(): string | undefined {
  return whyNot('rsync');
}
