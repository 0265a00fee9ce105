import * as fc from 'fast-check';
import { fileName, madeAt, readName } from '../../lib/backup/names.ts';

const lab = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const time = fc.integer({ min: 0, max: 253_402_300_799 }).map((seconds) => new Date(seconds * 1000));

test('a name that is given says its kind and its time', () => {
  fc.assert(
    fc.property(lab, time, fc.constantFrom('backup', 'map'), (name, at, kind) => {
      const file = fileName(kind, name, at);
      const read = readName(file, name);
      return read?.kind === kind && read.at.getTime() === at.getTime() && madeAt(file)?.getTime() === at.getTime();
    }),
  );
});

test('a name of another lab is not read, even where one lab begins as the other', () => {
  fc.assert(
    fc.property(lab, lab, time, (one, other, at) => one === other || !readName(fileName('backup', one, at), other)),
  );
});

test.each([
  'lab-20260102T030405Z.tar.age.json',
  'lab-20260102T030405Z.tar',
  'lab-20261302T030405Z.tar.age',
  'lab-2026-01-02.tar.age',
  'lab.tar.age',
  'photo.jpg',
  '',
])('%s is no name of this project', (name) => {
  expect(readName(name, 'lab')).toBeUndefined();
});

test('names are in the order of their times', () => {
  fc.assert(
    fc.property(time, time, (one, other) => {
      const [first, second] = [fileName('backup', 'lab', one), fileName('backup', 'lab', other)];
      return one.getTime() === other.getTime() || one < other === first < second;
    }),
  );
});
