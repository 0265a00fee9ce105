import { changeRules } from '../../../lib/check/rules/change.ts';
import { codesOf, scenario } from '../scenario.ts';
import { told } from '../world-of.ts';

const TOPOLVM = (values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: topolvm, namespace: topolvm-system }
spec: { chart: { spec: { chart: topolvm } }, values: { ${values} } }`;
const CLASSES = (...classes: string[]) => TOPOLVM(`lvmd: { deviceClasses: [${classes.join(', ')}] }`);
const SSD = '{ name: ssd, volume-group: vg0 }';
const HDD = '{ name: hdd, volume-group: vg1 }';

const between = (before: string, after: string) =>
  told(changeRules, scenario(`# before\n${before}\n# after\n${after}`));

test('a device class on another volume group is told where the group stands (change-volume-group)', () => {
  expect(between(CLASSES(SSD, HDD), CLASSES(HDD, SSD.replace('vg0', 'vg9')))).toEqual([
    'HelmRelease/topolvm spec.values.lvmd.deviceClasses[1].volume-group change-volume-group',
  ]);
});

test('a device class that is gone is told, one that is new or moved in the list is not', () => {
  expect(between(CLASSES(SSD, HDD), CLASSES(HDD))).toEqual([
    'HelmRelease/topolvm spec.values.lvmd.deviceClasses change-volume-group',
  ]);
  expect(between(CLASSES(SSD), CLASSES(HDD, SSD))).toEqual([]);
});

test('a class that changes between plain volumes and a thin pool, or between pools, is told', () => {
  const thin = (pool: string) => `{ name: ssd, volume-group: vg0, type: thin, thin-pool: { name: ${pool} } }`;
  expect(between(CLASSES(SSD), CLASSES(thin('p')))).toHaveLength(1);
  expect(between(CLASSES(thin('p')), CLASSES(thin('q')))).toHaveLength(1);
  expect(between(CLASSES(thin('p')), CLASSES(thin('p')))).toEqual([]);
});

test('a second node that is configured apart is no change of the first', () => {
  const first = `lvmd: { deviceClasses: [${SSD}]`;
  const apart = `${first}, nodeSelector: { a: one }, additionalConfigs: [{ nodeSelector: { a: two }, device-classes: [${HDD}] }] }`;
  expect(between(TOPOLVM(`${first} }`), TOPOLVM(apart))).toEqual([]);
  expect(between(TOPOLVM(apart), TOPOLVM(apart.replace('vg1', 'vg2')))).toEqual([
    'HelmRelease/topolvm spec.values.lvmd.additionalConfigs[0].device-classes[0].volume-group change-volume-group',
  ]);
});

test('a step between the two APIs of TopoLVM is told, whichever way (change-topolvm-api)', () => {
  const place = ['HelmRelease/topolvm spec.values.useLegacy change-topolvm-api'];
  expect(between(TOPOLVM(''), TOPOLVM('useLegacy: true'))).toEqual(place);
  expect(between(TOPOLVM('useLegacy: true'), TOPOLVM(''))).toEqual(place);
  expect(between(TOPOLVM('useLegacy: false'), TOPOLVM(''))).toEqual([]);
});

test('other charts may call their values the same', () => {
  const other = (values: string) => TOPOLVM(values).replaceAll('topolvm', 'photos');
  expect(codesOf(changeRules, `# before\n${other('useLegacy: true')}\n# after\n${other('')}`)).toEqual([]);
});
