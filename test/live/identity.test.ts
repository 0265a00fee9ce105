import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  IDENTITY_FILE,
  IdentityError,
  mustBeRecorded,
  recordedIdentity,
  recordIdentity,
} from '../../lib/live/identity.ts';

const identity = { context: 'hensteeth', server: 'https://hensteeth:16443', uid: 'a' };
const folder = mkdtempSync(join(tmpdir(), 'identity-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what is recorded is read again; before that there is nothing', () => {
  expect(recordedIdentity(folder)).toBeUndefined();
  recordIdentity(folder, identity);
  expect(recordedIdentity(folder)).toEqual(identity);
});

test('another cluster under the same name is refused, the same one under another name is not', () => {
  expect(() => mustBeRecorded({ ...identity, uid: 'b' }, identity)).toThrow(IdentityError);
  expect(() => mustBeRecorded({ ...identity, context: 'other', server: 'https://lan' }, identity)).not.toThrow();
});

test('a broken record is told, not passed over', () => {
  writeFileSync(join(folder, IDENTITY_FILE), '{"context": 1}');
  expect(() => recordedIdentity(folder)).toThrow(/does not say context, server and uid/);
});
