import type { Track } from '../core/track.ts';
import type { Tool } from '../tools/tool.ts';
import { faults } from './faults/index.ts';
import type { Programs } from './programs.ts';
import { realness } from './realness.ts';

/**
 * Text of `docs/simulator.md`: what is real, the faults, and the programs.
 *
 * @param programs of each track that has some
 * @param others programs beside them
 */
export function simulatorMarkdown(programs: ReadonlyMap<Track, Programs<Tool>>, others: readonly Tool[]): string {
  const parts = realness.map(({ part, real, note }) => [part, real ? 'real' : 'simulated', note]);
  const scenarios = faults.map(({ name, what, holds }) => [`\`${name}\``, what, holds]);
  const versions = [...programs].flatMap(([track, tools]) =>
    Object.values(tools).map(({ name, version }: Tool) => [track.name, name, version, inFlux(track, name)]),
  );
  const beside = others.map(({ name, version }) => ['all', name, version, '']);
  return `# The simulator

Generated from \`lib/simulator\` by \`npx hensteeth docs\`; a test fails when it is stale.

\`npx hensteeth simulate\` rehearses the push: it starts a Kubernetes control plane and Flux's controllers as plain processes on this machine,
gives them the working tree over git, and watches until every layer is ready, or something will not go on by itself. Nothing needs root, a
container or a cluster, and nothing is left behind.

## What is real and what is not

${table(['part', '', 'note'], parts)}

## Examples

Does the working tree converge? Exit 0 it does, 1 it does not, 2 it could not be simulated.

\`\`\`
npx hensteeth simulate
\`\`\`

What does my edit do to a cluster that runs what is committed? The lab is brought up at the revision first, then the working tree is pushed over
it. Told are objects that are created, changed, pruned, or deleted and made anew, updates that are refused for good, and how long each workload
had no ready pod. The time is the least it can be: simulated containers start at once.

\`\`\`
npx hensteeth simulate --from HEAD
npx hensteeth simulate --from v1 --diff       every value before and after; those of Secrets are never shown
\`\`\`

Where does the API server have another value than was asked for? What it added is left out.

\`\`\`
npx hensteeth simulate --diff
\`\`\`

Look around afterwards. The kubeconfig is printed; without kubectl, its server and token do with curl:

\`\`\`
npx hensteeth simulate --keep
kubectl --kubeconfig /tmp/hensteeth-simulator-.../kubeconfig get pods -A
curl -k -H "Authorization: Bearer TOKEN" https://127.0.0.1:PORT/api/v1/pods
\`\`\`

Let something go wrong once the lab is up; \`--fault list\` tells the names:

\`\`\`
npx hensteeth simulate --fault etcd-wiped
npx hensteeth simulate --fault all --timeout 20m
\`\`\`

For a machine: \`--json\`, described by [simulate-report.schema.json](simulate-report.schema.json).

\`\`\`
npx hensteeth simulate --json | jq '.timeline[] | select(.isCritical)'
\`\`\`

## Faults

After each, every layer is ready at the last revision, and nothing that holds data is lost.

${table(['fault', 'what is done', 'what must hold'], scenarios)}

## Programs

Built once from pinned Go modules into the cache of tools. Where Flux of the track has another version, each run says so.

${table(['track', 'program', 'version', 'in Flux of the track'], [...versions, ...beside])}
`;
}

function inFlux({ flux }: Track, name: string): string {
  return (flux.controllers as Readonly<Record<string, string>>)[name] ?? '';
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
