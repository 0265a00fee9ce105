import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';

/** Accepts the link of a whole disk below `/dev/disk/by-id/`. Whether it exists only the machine knows. */
export const judgeDiskLink: Judge = textJudge('a link of a whole disk, such as /dev/disk/by-id/nvme-...', (text) => {
  if (/^\/dev\/disk\/by-id\/[\w.:@+=-]+-part\d+$/.test(text))
    return `Write ${text.replace(/-part\d+$/, '')}: the disk, not a part of it.`;
  if (/^\/dev\/disk\/by-id\/(?!\.{1,2}$)[\w.:@+=-]+$/.test(text)) return undefined;
  if (/^\/dev\/(sd|nvme|vd|hd|mmcblk)/.test(text))
    return 'Such names change from start to start. Write what ls -l /dev/disk/by-id prints.';
  return /^[\w.:@+=-]+$/.test(text)
    ? `Write /dev/disk/by-id/${text}.`
    : 'Write what ls -l /dev/disk/by-id prints on the machine.';
});

/** Accepts the serial number of a disk. */
export const judgeDiskSerial: Judge = textJudge('the serial number of a disk', (text) =>
  /^[\w.:+-]{3,80}$/.test(text) ? undefined : 'Write what lsblk -o NAME,SERIAL prints on the machine, without blanks.',
);

const RESERVED_USERS = [
  'root',
  'admin',
  'daemon',
  'bin',
  'sys',
  'sync',
  'games',
  'man',
  'lp',
  'mail',
  'news',
  'uucp',
  'proxy',
  'www-data',
  'backup',
  'list',
  'irc',
  'gnats',
  'nobody',
  'sudo',
  'adm',
  'disk',
  'docker',
  'lxd',
  'microk8s',
  'nut',
  'syslog',
  'sshd',
  'staff',
  'users',
  'operator',
  'shadow',
];

/** Accepts the name of a user that the installer can make: Ubuntu has users and groups of its own, which are refused. */
export const judgeUserName: Judge = textJudge(
  'a user name of lower-case letters, digits, - and _, a letter first',
  (text) => {
    if (RESERVED_USERS.includes(text))
      return `Ubuntu has a user or group '${text}' already. Write another name, such as owner.`;
    return /^[a-z][a-z0-9_-]{0,31}$/.test(text) ? undefined : 'Write a short name such as owner.';
  },
);

/** Accepts a time zone by its name in the tz database. */
export const judgeTimeZone: Judge = textJudge('a time zone by name, such as Europe/Berlin or Etc/UTC', (text) => {
  const fix = 'Write Area/City as timedatectl list-timezones prints it.';
  if (!/^[A-Z][A-Za-z]+(\/[A-Z][\w+-]*)+$/.test(text)) return fix;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return undefined;
  } catch {
    return fix;
  }
});

/** Accepts the name of a network interface; `*` stands for any letters. */
export const judgeInterface: Judge = textJudge('the name of a network interface, such as en* or enp3s0', (text) =>
  /^[a-z][a-z0-9]{0,13}\*?$/.test(text)
    ? undefined
    : 'Write what ip link prints on the machine, or en* for any wired one.',
);

/** Accepts a name in the files of NUT: it stands there without quotes. */
export const judgeNutName: Judge = textJudge('a name of letters, digits, - and _', (text) =>
  /^[A-Za-z][\w-]{0,63}$/.test(text) ? undefined : 'Write it as upsc -l, or upsd.users, has it.',
);

/** Accepts a key that joins a machine to a tailnet. Whether it is used up or expired only Tailscale knows. */
export const judgeTailscaleKey: Judge = textJudge('an auth key of Tailscale, tskey-auth-...', (text) => {
  if (/^tskey-auth-[A-Za-z0-9]{6,40}-[A-Za-z0-9]{16,80}$/.test(text)) return undefined;
  const kind = /^tskey-(api|client|webhook|scim)-/.exec(text)?.[1];
  return kind
    ? `This is a key of another kind (${kind}). Make an auth key in the admin console: Settings, Keys; one-time, and short-lived.`
    : 'Make an auth key in the admin console (Settings, Keys) and copy all of it: it begins with tskey-auth-.';
});
