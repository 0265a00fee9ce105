import { toYaml } from '../core/yaml.ts';
import type { NodeToInstall } from './node-to-install.ts';

/**
 * MicroK8s' launch configuration, of version 0.1.0, the one that 1.27 takes. It stands in for the bundled one, whose kubelet
 * arguments are repeated therefore. An addon that is not named stays off, hostpath-storage too.
 */
export function launchConfiguration({ node, machine, tailnetName }: NodeToInstall): string {
  const address = machine.network.static?.address.split('/')[0];
  return toYaml({
    version: '0.1.0',
    addons: [{ name: 'dns' }, { name: 'rbac' }, { name: 'ingress' }],
    extraSANs: [node.name, tailnetName, ...(address ? [address] : [])],
    extraKubeletArgs: {
      '--cluster-domain': 'cluster.local',
      '--cluster-dns': '10.152.183.10',
      // Else the kubelet may report the tailnet's address, which its certificate does not name.
      ...(address ? { '--node-ip': address } : {}),
    },
  });
}
