import type { Cluster } from '../core/cluster.ts';
import type { Rendering } from '../core/render.ts';
import { liveChecks } from '../live/checks/index.ts';
import { bootstrapArguments, bootstrapCommands } from '../live/flux-cli.ts';
import { labScreen, secretsText } from './lab-screen.ts';

const KUBECONFIG = '~/.kube/config';

/** The road from an empty server to the first sync, on one page, with what the commands print for this lab. */
export function roadMarkdown(lab: Cluster, rendering: Rendering): string {
  const { name, nodes, tailnet } = lab.facts;
  const [node] = nodes;
  const access = { kubeconfig: KUBECONFIG, context: name };
  const commands = bootstrapCommands(access, `~/.config/hensteeth/${name}.agekey`, bootstrapArguments(lab, access));
  const checks = liveChecks.map(
    (check) => `| ${check.name} | ${check.isPrerequisite ? 'before the bootstrap, and later' : 'later'} |`,
  );
  return `# From nothing

Written anew by \`npm start\` when the lab changes: what a command prints is what it prints now.

An empty server, a USB stick and this repository. Each command can be typed again: what is done already stays as it is.

| step | where | takes |
|---|---|---|
| 1. the facts | your machine | as long as you think about them; \`npm start\` half a minute the first time, then a second |
| 2. the secrets | your machine | minutes |
| 3. the rehearsal | your machine | a minute; the first time half an hour, for the programs are built |
| 4. the server | the server | a quarter of an hour for the installer, as long for first boot |
| 5. access | your machine | seconds |
| 6. the lab | your machine | ten minutes, for images are pulled |

## 1. The facts

Replace each \`placeholder(...)\` in \`main.ts\`, then:

${block(
  'npm start',
  labScreen(lab, rendering, (_name, text) => text),
)}

A mistake is told with its line and the fix, and nothing is written. Commit \`dist/\`, \`flux/\` and \`main.ts\`.

## 2. The secrets

\`npx hensteeth secrets init\` makes the age key outside of the repository. **Keep a copy of it where a fire does not reach**: without it the secrets are lost. Then one \`secrets set\` for each that is needed:

${block('npx hensteeth synth --secrets', secretsText(lab))}

\`npx hensteeth secrets status\` tells which are missing, encrypted for the wrong key, or old. Commit \`secrets/\` and \`.sops.yaml\`, and push.

## 3. The rehearsal

\`npx hensteeth simulate\` brings the lab up on this machine, by a real API server and real Flux. When it does not converge it says why, and step 6 would not either.

## 4. The server

\`npx hensteeth node image\` writes what the installer asks for; [node.md](node.md) tells what happens to disks, and how to start the installer. When the machine has restarted by itself, join it to the tailnet there with \`sudo hensteeth-join\`, and see that every line of \`sudo hensteeth-node-check\` is well.

Fails: \`journalctl -u hensteeth-first-boot\` names the step; it is tried again each minute, and goes on where it was.

## 5. Access

${block(`npx hensteeth kubeconfig --ssh owner@${node!.name}.${tailnet}`)}

puts context \`${name}\` into your kubeconfig, led to \`${node!.name}.${tailnet}\`, and keeps all else that is in it. Fails with the names that the certificate holds for: the tailnet name is not among \`extraSANs\` of the launch configuration.

## 6. The lab

\`npx hensteeth bootstrap --ssh owner@${node!.name}.${tailnet}\` looks at the cluster first, and stops with the fix where something is not as it must be. Then it is these commands, as \`--dry-run\` prints them:

${block('npx hensteeth bootstrap --dry-run', commands.join('\n'))}

It waits until every layer is ready, and writes which cluster this is to \`cluster.json\`: commit it. From then on no command works on another cluster.

Fails: run it again when what it names is mended. \`npx hensteeth doctor --ssh owner@${node!.name}.${tailnet}\` looks at all of it at any time:

| what is looked at | when |
|---|---|
${checks.join('\n')}
`;
}

function block(command: string, output?: string): string {
  return `\`\`\`\n$ ${command}\n${output === undefined ? '' : `${output}\n`}\`\`\``;
}
