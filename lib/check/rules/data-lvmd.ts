import { texts } from '../leaves.ts';
import { type LvmdClass, lvmdClasses } from '../lvmd-classes.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import { chartUses } from '../releases.ts';
import type { Report } from '../rule.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** Without overprovisioning, what claims may take together is what the pool has. */
const NO_MORE = 1;
const THIN_METRIC = /\btopolvm_thinpool_/;

/** Volume groups that can be filled to the last extent, and thin pools that nobody watches. */
export function* judgeLvmd(world: World): Generator<Report> {
  yield* judgeDisks(world);
  for (const use of chartUses(world)) {
    for (const each of lvmdClasses(use)) {
      if (each.thinPool === undefined) yield* judgeSpare(world, use.subject, each);
      else yield* judgeThin(world, use.subject, each);
    }
  }
}

function* judgeSpare(world: World, subject: Subject, { name, volumeGroup, given, path }: LvmdClass): Generator<Report> {
  if (given['spare-gb'] !== 0) return;
  const group = volumeGroup ?? name;
  const groups = (world.props.facts?.nodes ?? []).flatMap((node) => node.volumeGroups);
  const isRoots = groups.some((known) => known.name === group && known.disk === undefined);
  const root = isRoots ? ', which holds the root volume as well' : '';
  const message = `device class '${name}' spares nothing of volume group ${group}${root}: once it is full there is no room for a snapshot before a repair, nor for giving volumes back after a wreck`;
  const hint = 'Leave out spareGiB, which spares 10 GiB, or write what a snapshot of the largest volume takes.';
  yield { code: 'volume-group-spare', subject, path: pathText([...path, 'spare-gb']), message, hint };
}

function* judgeThin(world: World, subject: Subject, { name, thinPool, given, path }: LvmdClass): Generator<Report> {
  const ratio = record(given['thin-pool'])['overprovision-ratio'];
  if (typeof ratio !== 'number' || ratio <= NO_MORE || isWatched(world)) return;
  const message = `thin pool ${thinPool} of device class '${name}' promises ${ratio} times what it has, and no alert here asks for topolvm_thinpool_data_percent: when it is full, writes to all its volumes fail at once`;
  const hint =
    'Write overprovision-ratio: 1, or a PrometheusRule on topolvm_thinpool_data_percent and topolvm_thinpool_metadata_percent.';
  yield {
    code: 'thin-pool-unwatched',
    subject,
    path: pathText([...path, 'thin-pool', 'overprovision-ratio']),
    message,
    hint,
  };
}

function isWatched(world: World): boolean {
  const rules = world.ofKind('PrometheusRule', 'monitoring.coreos.com');
  return rules.some(({ manifest }) => texts(manifest['spec']).some(({ value }) => THIN_METRIC.test(String(value))));
}

/** A system disk that is told by its size alone, on a machine that is said to have more. */
function* judgeDisks({ props: { facts } }: World): Generator<Report> {
  for (const [i, { name, machine, volumeGroups }] of (facts?.nodes ?? []).entries()) {
    const group = volumeGroups.find(({ disk }) => disk !== undefined);
    if (machine?.disk.by !== 'size' || group === undefined) continue;
    const message = `node ${name} is to be installed on its ${machine.disk.what} disk, and volume group ${group.name} has a disk of its own there: with another disk in the machine, or one missing, that may be the ${machine.disk.what}`;
    const hint = 'Name the disk: byId, as ls -l /dev/disk/by-id prints it, or serial.';
    yield { code: 'install-disk', path: `nodes[${i}].machine.disk.size`, message, hint };
  }
}
