import type { Report } from '../check/rule.ts';
import type { Cluster } from '../core/cluster.ts';
import { storageOf, wipedBy } from '../node/storage.ts';

const WAYS = [
  { reinstall: false, command: 'node image' },
  { reinstall: true, command: 'node image --reinstall' },
];

/**
 * What the answers for the installer would lose, of each node that can be installed from this project.
 *
 * @param layout of the system disk
 */
export function installLosses(lab: Cluster, layout: typeof storageOf = storageOf): Report[] {
  const nodes = lab.facts.nodes.filter(({ machine }) => machine !== undefined);
  return nodes.flatMap((node) =>
    WAYS.flatMap(({ reinstall, command }) =>
      wipedBy(layout({ node }, reinstall), reinstall).map((loss) => ({
        code: 'install-wipe',
        file: 'lib/node/storage.ts',
        path: `node ${node.name}`,
        message: `npx hensteeth ${command} ${node.name} would write answers that lose volumes: ${loss}`,
        hint: 'Take back what was changed in lib/node/storage.ts.',
      })),
    ),
  );
}
