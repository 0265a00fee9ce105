import type { NodeFacts } from '../../lib/core/facts.ts';
import { render } from '../../lib/core/render.ts';
import { CertManager } from '../../lib/platform/cert-manager.ts';
import { Namespaces } from '../../lib/platform/namespaces.ts';
import { TopoLvm } from '../../lib/platform/topolvm.ts';
import { emptyLab, FACTS } from '../fixtures/labs.ts';

const [first] = FACTS.nodes;

/** Values of a release in a lab with these volume groups, one list a node. */
function valuesOf(release: string, groups: NodeFacts['volumeGroups'][]) {
  const lab = emptyLab({
    nodes: groups.map((volumeGroups, i) => ({ ...first!, name: `node-${i}`, volumeGroups })),
  });
  const namespaces = new Namespaces(lab);
  new CertManager(lab, { namespace: namespaces.certManager });
  const topolvm = new TopoLvm(lab, { namespace: namespaces.topolvm });
  const { objects, findings } = render(lab);
  expect(findings).toEqual([]);
  const { manifest } = objects.find(
    ({ manifest: { kind, metadata } }) => kind === 'HelmRelease' && metadata.name === release,
  )!;
  return { values: (manifest as { spec?: { values?: object } }).spec?.values, topolvm };
}

const ssd = { name: 'vg0', deviceClass: 'ssd', sizeGiB: 400 };
const hdd = { name: 'vg1', deviceClass: 'hdd', sizeGiB: 4000 };

test('three nodes alike have one lvmd and two of each controller', () => {
  const { values } = valuesOf('topolvm', [[ssd], [ssd], [ssd]]);
  expect(values).toMatchObject({
    controller: { replicaCount: 2, podDisruptionBudget: { enabled: true } },
    lvmd: { deviceClasses: [{ name: 'ssd', 'volume-group': 'vg0', default: true, 'spare-gb': 10 }] },
  });
  expect(valuesOf('cert-manager', [[ssd], [ssd], [ssd]]).values).toMatchObject({ replicaCount: 2 });
});

test('nodes with other volume groups have an lvmd each', () => {
  const { values } = valuesOf('topolvm', [[ssd], [ssd, hdd]]);
  expect(values).toMatchObject({
    lvmd: {
      nodeSelector: { 'kubernetes.io/hostname': 'node-0' },
      additionalConfigs: [
        {
          nodeSelector: { 'kubernetes.io/hostname': 'node-1' },
          'device-classes': [{ name: 'ssd' }, { name: 'hdd', default: false }],
        },
      ],
    },
  });
});

test('a second disk is a second storage class, and the first stays the default', () => {
  const { values, topolvm } = valuesOf('topolvm', [[ssd, hdd]]);
  expect(values).toMatchObject({
    storageClasses: [
      { name: 'topolvm-provisioner', storageClass: { isDefaultClass: true, reclaimPolicy: 'Retain' } },
      { name: 'topolvm-hdd', storageClass: { isDefaultClass: false, reclaimPolicy: 'Retain' } },
    ],
  });
  expect([...topolvm.storageClasses.keys()]).toEqual(['ssd', 'hdd']);
});

test('a group with a pool hands out thin volumes of it, and never promises more than it has', () => {
  const { values } = valuesOf('topolvm', [[ssd, { ...hdd, pool: 'thin' }]]);
  const pool = { type: 'thin', 'thin-pool': { name: 'thin', 'overprovision-ratio': 1 } };
  expect(values).toMatchObject({ lvmd: { deviceClasses: [{ name: 'ssd' }, { name: 'hdd', ...pool }] } });
  expect(Object.keys((values as { lvmd: { deviceClasses: object[] } }).lvmd.deviceClasses[0]!)).not.toContain('type');
});
