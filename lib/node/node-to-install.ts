import type { Cluster } from '../core/cluster.ts';
import type { ResolvedNode } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import type { ResolvedMachine } from '../core/machine-facts.ts';
import { showValue } from '../core/show.ts';
import { nearest } from '../values/nearest.ts';

/** A node with all that its installation follows from. */
export interface NodeToInstall {
  readonly node: ResolvedNode;
  readonly machine: ResolvedMachine;
  /** Snap channel of MicroK8s. */
  readonly channel: string;
  /** The node's name in the tailnet. */
  readonly tailnetName: string;
}

/** The nodes that an image can be made for, or what keeps one from it. */
export function nodesToInstall(
  lab: Cluster,
  wanted: string | undefined,
): { readonly nodes: readonly NodeToInstall[]; readonly findings: readonly Finding[] } {
  const { nodes, tailnet } = lab.facts;
  const names = nodes.map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted)) {
    const meant = nearest(wanted, names);
    const hint = meant ? `Write ${meant}.` : `Write one of ${names.join(', ')}.`;
    return { nodes: [], findings: [finding('node-unknown', 'nodes', `there is no node '${wanted}'`, hint)] };
  }
  const findings: Finding[] = [];
  const ready: NodeToInstall[] = [];
  nodes.forEach((node, i) => {
    if (wanted !== undefined && node.name !== wanted) return;
    const at = `nodes[${i}]`;
    if (node.machine === undefined) {
      const hint = "Add machine: { disk: { byId: '/dev/disk/by-id/...' }, sshKeys: ['ssh-ed25519 ...'] }.";
      findings.push(
        finding('node-machine', `${at}.machine`, `node ${node.name} has no machine facts to install from`, hint),
      );
      return;
    }
    for (const { path, value } of lab.openFacts) {
      if (path !== 'tailnet' && !path.startsWith(`${at}.machine.`) && !path.startsWith(`${at}.volumeGroups`)) continue;
      const message = `${path} is still the example ${showValue(value)}; node ${node.name} would be installed with it`;
      findings.push(finding('node-placeholder', path, message, 'Fill it in: it goes into the image.'));
    }
    const tailnetName = `${node.name}.${tailnet}`;
    ready.push({ node, machine: node.machine, channel: lab.track.microk8s.channel, tailnetName });
  });
  return { nodes: findings.length > 0 ? [] : ready, findings };
}

function finding(code: string, path: string, message: string, hint: string): Finding {
  return { code, severity: 'error', where: { file: 'main.ts', path }, message, hint };
}
