import { lvmdClasses } from '../lvmd-classes.ts';
import { pathText } from '../path.ts';
import { chartUseOf } from '../releases.ts';
import type { Report } from '../rule.ts';
import type { Change } from './change-pairs.ts';

/** Changes to TopoLVM after which it looks for volumes where they are not. */
export function* judgeVolumePlaces(change: Change): Generator<Report> {
  for (const { before, after } of change.of('HelmRelease', 'helm.toolkit.fluxcd.io')) {
    const [was, is] = [chartUseOf(before), chartUseOf(after)];
    if (was?.chart !== 'topolvm' || is?.chart !== 'topolvm') continue;
    const [wasLegacy, isLegacy] = [was, is].map(({ values }) => values['useLegacy'] === true);
    if (wasLegacy !== isLegacy) {
      const [gone, now] = wasLegacy ? ['topolvm.cybozu.com', 'topolvm.io'] : ['topolvm.io', 'topolvm.cybozu.com'];
      const message = `TopoLVM changes from ${gone} to ${now}: Helm deletes the definition of LogicalVolume in ${gone} with every object of it, and the disks that they stand for`;
      const hint = "Keep it. TopoLVM's documentation has no way from one to the other but moving the data.";
      yield { code: 'change-topolvm-api', subject: after, path: 'spec.values.useLegacy', message, hint };
    }
    const now = new Map(lvmdClasses(is).map((each) => [`${each.nodes} ${each.name}`, each]));
    for (const { nodes, name, volumeGroup, thinPool } of lvmdClasses(was)) {
      const found = now.get(`${nodes} ${name}`);
      // Of nodes that are told apart in another way, which class was which is not known.
      if (!found && ![...now.values()].some((each) => each.nodes === nodes)) continue;
      if (found && found.volumeGroup === volumeGroup && found.thinPool === thinPool) continue;
      const place = (group: string | undefined, pool: string | undefined) =>
        `volume group ${group ?? name}${pool === undefined ? '' : `, thin pool ${pool}`}`;
      const what = found
        ? `was on ${place(volumeGroup, thinPool)} and is on ${place(found.volumeGroup, found.thinPool)}`
        : 'is gone';
      yield {
        code: 'change-volume-group',
        subject: after,
        path: pathText(found ? [...found.path, 'volume-group'] : ['spec', 'values', 'lvmd', 'deviceClasses']),
        message: `device class '${name}' ${what}: TopoLVM looks for its volumes there, finds none, and no pod that uses one starts`,
        hint: `Keep class '${name}' as it is, and give the other volume group a class of its own.`,
      };
    }
  }
}
