import { NODE_FILES } from './node-files.ts';

/** The page about the machine: its steps, checks and files as the scripts themselves have them. */
export function nodeMarkdown(read: (source: string) => string): string {
  const firstBoot = read('first-boot.sh');
  const order = /^STEPS="(.*)"$/m.exec(firstBoot)![1]!.split(' ');
  const told = new Map([...firstBoot.matchAll(/^# step (\S+): (.*)$/gm)].map(([, name, what]) => [name!, what!]));
  const checks = [...read('node-check.sh').matchAll(/^\s*(?:\[.*\|\| )?line "([^"]+)" "([^"]+)"/gm)];
  return `# The machine

Generated from \`lib/node/\` by \`npx hensteeth docs\`.

\`npx hensteeth node image\` writes, from \`nodes[].machine\` in \`main.ts\`, what the installer of Ubuntu 22.04 server (not minimized) asks for: \`user-data\` and
\`meta-data\` in a folder, and \`cidata.iso\` of the two where \`xorriso\` is there. Put either beside the installer: the image on a second stick, or the files on a stick
with the label \`CIDATA\`. Start the machine by UEFI and answer \`yes\` when the installer asks whether to go on. Nobody can log in but with a key of \`sshKeys\`,
over SSH: there is no password, on the console neither.

## What happens to disks

The installer's storage names no disk. A script judges the disk of the facts and only then writes its device there; whatever it refuses, the installer cannot find.

| on the disk | \`node image\` | \`node image --reinstall\` |
|---|---|---|
| nothing, and it is large enough | installed | refused |
| the volume group of the facts, in the layout of this project | refused | the boot partitions and the volume \`root\` are made new, every other volume is kept |
| the volume group in another layout, or on another disk | refused | refused |
| anything else | refused | refused |

A volume group with a \`disk\` of its own is none of the installer's business. First boot makes it when the disk is blank, and leaves everything else alone.

## First boot, step by step

A step that has ended well is not run again. One that fails is tried again in a minute and after each start; \`journalctl -u hensteeth-first-boot\` tells why.

| step | what it does |
|---|---|
${order.map((name) => `| ${name} | ${told.get(name)} |`).join('\n')}

Without a key in the image (\`--tailscale-key-file\` and \`--embed-key\`), \`tailscale-join\` waits: type \`sudo hensteeth-join\`, or plug in a stick with the label
\`HENSTEETH\` and \`tailscale.key\` on it. The other steps go on meanwhile. \`ups\` waits for \`ups.password\` in the same way.

## What \`hensteeth-node-check\` says

It runs five minutes after each start and once a day, changes nothing, and ends with 1 when a line is not well.

| line | fix |
|---|---|
${checks.map(([, name, fix]) => `| ${row(name!)} | ${row(fix!)} |`).join('\n')}

## Files on the machine

${NODE_FILES.map(({ target }) => `- \`${target}\``).join('\n')}
- \`/etc/hensteeth/node.conf\`, the facts that the scripts read
- \`/usr/local/lib/hensteeth/hensteeth-node.cjs\`, the program for tags and backups; \`/etc/hensteeth/backup.json\`, its settings
- \`/etc/microk8s.yaml\`, the launch configuration of MicroK8s
`;
}

function row(text: string): string {
  return text.replace(/\$\{?([A-Z_a-z]+)\}?/g, '*$1*').replaceAll('|', '\\|');
}
