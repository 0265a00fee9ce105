import type { Manifest } from '../../../lib/core/manifest.ts';
import { askedOtherwise } from '../../../lib/simulator/drift.ts';

const asked = (spec: object): Manifest => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec });
const differing = (mine: object, theirs: object) => askedOtherwise(asked(mine), { ...asked(theirs), status: {} });

test('what the API server added is no difference', () => {
  expect(
    differing(
      { ports: [{ name: 'http', port: 80 }] },
      { ports: [{ name: 'http', port: 80, protocol: 'TCP' }], type: 'ClusterIP' },
    ),
  ).toEqual([]);
});

test('a value that is another is told as asked for and as it is', () => {
  expect(differing({ replicas: 2 }, { replicas: 3 })).toEqual([{ path: 'spec.replicas', before: 2, after: 3 }]);
});

test('a value that was dropped is told without what it is', () => {
  expect(differing({ repicas: 2 }, {})).toEqual([{ path: 'spec.repicas', before: 2 }]);
});

test('another spelling of a quantity is the same', () => {
  expect(differing({ cpu: '1000m', memory: '1024Mi' }, { cpu: '1', memory: '1Gi' })).toEqual([]);
});

test('a zero value that is not kept is the same', () => {
  expect(differing({ hostNetwork: false, resources: {}, args: [], at: null }, {})).toEqual([]);
});

test('items that were added to a named list are left out, whatever their place', () => {
  expect(differing({ env: [{ name: 'A', value: '1' }] }, { env: [{ name: 'B' }, { name: 'A', value: '1' }] })).toEqual(
    [],
  );
});

test('a map that was written as null asks for nothing', () => {
  expect(differing({ annotations: null }, { annotations: { added: 'by helm' } })).toEqual([]);
});
