import { datastoreFor } from '../../lib/cli/backup-datastore.ts';
import lab from '../../main.ts';

const context = { root: '.', cwd: '.', bundle: '', key: '', loadLab: async () => lab };
const OURS = 'kept/hensteeth-20260102T030405Z.tar.age';
const SSH = { ssh: 'owner@one' };

test('a backup of this project is put back over ssh by giving volumes back', async () => {
  const datastore = datastoreFor(context, lab, OURS, { ...SSH, ageKey: '/nowhere/lab.agekey' });
  expect(datastore?.name).toBe('MicroK8s on owner@one');
  await expect(datastore!.restore(OURS)).rejects.toThrow('/nowhere/lab.agekey');
});

test.each([
  ['on the machine itself', OURS, {}],
  ['with a file of another name', 'backup.tar.gz', SSH],
])('%s, a person puts it back', (_name, file, options) => {
  expect(datastoreFor(context, lab, file, options)).toBeUndefined();
});
