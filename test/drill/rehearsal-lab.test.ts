import { labWorld } from '../../lib/check/lab-world.ts';
import { render } from '../../lib/core/render.ts';
import { movedLab } from '../../lib/drill/moved-lab.ts';
import { addRehearsalApps, RehearsalError } from '../../lib/drill/rehearsal-lab.ts';
import { Namespaces } from '../../lib/platform/namespaces.ts';
import { claimKey, wantedClaims } from '../../lib/volumes/wanted-claims.ts';
import lab from '../../main.ts';
import { emptyLab } from '../fixtures/labs.ts';

test('the shipped lab takes the apps of a rehearsal, with four claims more, two of them of one layer', () => {
  const rendering = render(addRehearsalApps(lab));
  expect(rendering.findings).toEqual([]);
  const world = labWorld(process.cwd(), lab, rendering);
  const claims = wantedClaims(world).claims.filter(({ name }) => name.includes('rehearsal'));
  expect(claims.map((claim) => [claimKey(claim), claim.layer])).toEqual([
    ['experimental/data-rehearsal-ledger-0', 'experimental-rehearsal-ledger'],
    ['experimental/data-rehearsal-photos-0', 'experimental-rehearsal-photos'],
    ['experimental/index-rehearsal-notes-0', 'experimental-rehearsal-notes'],
    ['experimental/text-rehearsal-notes-0', 'experimental-rehearsal-notes'],
  ]);

  const moved = movedLab({ files: rendering.files, world });
  const classes = (of: typeof world) =>
    wantedClaims(of)
      .claims.slice(0, 2)
      .map(({ storageClass }) => storageClass);
  expect(classes(moved.world)).toEqual([...classes(world)].reverse());
  const changed = [...moved.files].filter(([path, text]) => rendering.files.get(path) !== text).map(([path]) => path);
  expect(changed).toEqual([
    'dist/experimental-rehearsal-ledger/statefulset-rehearsal-ledger.yaml',
    'dist/experimental-rehearsal-photos/statefulset-rehearsal-photos.yaml',
  ]);
});

test('a lab without TopoLVM is refused', () => {
  const bare = emptyLab();
  new Namespaces(bare);
  expect(() => addRehearsalApps(bare)).toThrow(
    new RehearsalError('the lab has no TopoLvm: there is nothing to rehearse'),
  );
});
