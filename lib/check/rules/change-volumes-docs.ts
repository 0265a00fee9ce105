import type { RuleDoc } from '../rule.ts';
import { change } from './change-samples.ts';

const topolvm = (values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: topolvm, namespace: topolvm-system }
spec:
  interval: 1h
  chart: { spec: { chart: topolvm, version: 15.0.0, sourceRef: { kind: HelmRepository, name: topolvm } } }
  values: { ${values} }`;

const classes = (...groups: string[]): string => {
  const all = groups.map((group, i) => `{ name: class${i}, volume-group: ${group}, spare-gb: 10 }`);
  return topolvm(`lvmd: { deviceClasses: [${all.join(', ')}] }`);
};

/** What the rules mean about changes to where volumes are looked for. */
export const changeVolumeDocs: readonly RuleDoc[] = [
  {
    code: 'change-volume-group',
    family: 'change',
    severity: 'error',
    title: 'A device class moves to another volume group, or is gone',
    meaning:
      'TopoLVM looks for a volume in the volume group of its device class, and for nothing else. After such a change the volumes are still on their disks, no pod that uses one can start, and new claims land elsewhere.',
    bad: change(classes('vg0'), classes('vg1')),
    good: change(classes('vg0'), classes('vg0', 'vg1')),
    mistakes: [],
  },
  {
    code: 'change-topolvm-api',
    family: 'change',
    severity: 'error',
    title: 'TopoLVM changes between its older and its newer API',
    meaning:
      "The chart makes the definition of one of the two. `useLegacy` the other way round removes the one that all logical volumes are written in: they go, and TopoLVM removes their disks unless the definition is kept; kept, they are nobody's.",
    bad: change(topolvm('useLegacy: true'), topolvm('useLegacy: false')),
    good: change(topolvm('useLegacy: true'), topolvm('useLegacy: true')),
    mistakes: [],
  },
];
