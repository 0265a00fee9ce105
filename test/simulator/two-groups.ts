import { readLock, valuesHash } from '../../lib/charts/lock.ts';
import { useLock } from '../../lib/charts/locked-subjects.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { chartUses } from '../../lib/check/releases.ts';
import type { Cluster } from '../../lib/core/cluster.ts';
import { render } from '../../lib/core/render.ts';
import { addRehearsalApps } from '../../lib/drill/rehearsal-lab.ts';
import { Namespaces } from '../../lib/platform/namespaces.ts';
import { TopoLvm } from '../../lib/platform/topolvm.ts';
import { standInsFor } from '../../lib/simulator/stand-in.ts';
import { emptyLab } from '../fixtures/labs.ts';

/** Groups of the lab: names in `main.ts`, and those that they have in LVM of a rehearsal. */
const GROUPS = [
  { name: 'fast', deviceClass: 'ssd', sizeGiB: 40 },
  { name: 'slow', deviceClass: 'hdd', sizeGiB: 60 },
];

/** A small lab on two volume groups. */
export function twoGroups(): Cluster {
  const lab = emptyLab({ nodes: [{ name: 'one', cores: 8, memoryGiB: 32, rootGiB: 100, volumeGroups: GROUPS }] });
  const namespaces = new Namespaces(lab);
  new TopoLvm(lab, { namespace: namespaces.topolvm });
  return addRehearsalApps(lab);
}

/** `main.ts` of a lab with the same facts, its groups named as in LVM of a rehearsal, for commands that run beside it. */
export const MAIN = `import { Cluster, placeholder } from './lib/index.ts';

export default new Cluster({
  name: 'lab',
  track: '1.27',
  nodes: [{ name: 'one', cores: 8, memoryGiB: 32, rootGiB: 100, volumeGroups: ${JSON.stringify(
    GROUPS.map((group) => ({ ...group, name: `sim0-${group.name}` })),
  )} }],
  domain: placeholder('lab.example.com'),
  dns: { zone: 'lab-example-com', project: 'example-project' },
  acme: { email: placeholder('owner@example.com') },
  objectStorage: { bucket: 'example-bucket' },
  tailnet: placeholder('tailnet.example'),
  git: { url: placeholder('ssh://git@git.example.com/owner/lab.git'), branch: 'main' },
});
`;

/** The lab as it is rehearsed. TopoLVM's chart is stood in for by what the lock has of it, whatever its values are here. */
export function renderedTwoGroups() {
  const root = process.cwd();
  const lab = twoGroups();
  const rendering = render(lab);
  const bare = labWorld(root, lab, rendering);
  const uses = chartUses(bare);
  const locked = readLock(root)!.get('topolvm-system/topolvm')!;
  const lock = new Map([['topolvm-system/topolvm', { ...locked, values: valuesHash(uses[0]!.values) }]]);
  const { world } = useLock(bare, lock);
  const { charts, problems } = standInsFor(uses, bare, lock);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return { root, lab, files: rendering.files, world, charts: [], standIns: charts };
}
