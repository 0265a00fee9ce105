import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KnownVersion, outdatedOf, versionsInMirror, versionsInRepository } from '../../lib/charts/outdated.ts';
import type { Pin } from '../../lib/charts/pull/pin.ts';
import { Repositories } from '../../lib/charts/pull/source.ts';
import { parseVersion } from '../../lib/check/version.ts';
import { chartArchive, eager, TestServer } from './pull-server.ts';
import { newFolder, removeScratch } from './real-helm.ts';

const CLUSTER = parseVersion('1.27.1');
let server: TestServer;

beforeEach(async () => {
  server = await new TestServer().start();
});
afterEach(() => {
  server.stop();
  removeScratch();
});

function pin(version = '1.2.3', type: 'default' | 'oci' = 'default'): Pin {
  const url = type === 'oci' ? `oci://${server.host}/my` : `http://${server.host}`;
  return { chart: 'web', version, repository: { type, url } };
}

function known(...versions: (readonly [string, string?])[]): KnownVersion[] {
  return versions.map(([version, kubernetes]) => ({ version, kubernetes }));
}

test('the newest that installs on the cluster is told beside the newest of all', () => {
  const versions = known(['1.2.4', '>= 1.20.0-0'], ['1.3.0', '*'], ['2.0.0', '>= 1.29.0-0'], ['1.2.2', '*']);
  expect(outdatedOf(pin(), versions, CLUSTER)).toEqual({
    chart: 'web',
    pinned: '1.2.3',
    newest: { version: '2.0.0', kubernetes: '>= 1.29.0-0', jump: 'major' },
    installable: { version: '1.3.0', kubernetes: '*', jump: 'minor' },
    tellsKubernetes: true,
  });
});

test('nothing newer is nothing to tell', () => {
  expect(outdatedOf(pin(), known(['1.2.3', '*'], ['v1.2.3', '*'], ['1.0.0', '*']), CLUSTER)).toEqual({
    chart: 'web',
    pinned: '1.2.3',
    newest: undefined,
    installable: undefined,
    tellsKubernetes: true,
  });
});

test('pre-releases are offered only where one is pinned', () => {
  const versions = known(['1.3.0-rc.1', '*'], ['1.2.3-rc.2', '*']);
  expect(outdatedOf(pin(), versions, CLUSTER).newest).toBeUndefined();
  expect(outdatedOf(pin('1.2.3-rc.1'), versions, CLUSTER).newest).toMatchObject({
    version: '1.3.0-rc.1',
    jump: 'minor',
  });
  expect(outdatedOf(pin('1.2.3-rc.1'), known(['1.2.3', '*']), CLUSTER).newest).toMatchObject({ jump: 'pre-release' });
});

test('where the repository does not tell Kubernetes, no version is said to install', () => {
  const { newest, installable, tellsKubernetes } = outdatedOf(pin(), known(['1.2.4']), CLUSTER);
  expect(newest).toMatchObject({ version: '1.2.4', jump: 'patch' });
  expect(installable).toBeUndefined();
  expect(tellsKubernetes).toBe(false);
});

test('a folder of archives tells the Kubernetes of each newer archive', () => {
  const mirror = newFolder();
  for (const [version, more] of [
    ['1.2.3', ''],
    ['1.4.0', "kubeVersion: '>= 1.28.0-0'\n"],
    ['1.3.0', ''],
  ] as const) {
    writeFileSync(join(mirror, `web-${version}.tgz`), chartArchive('web', version, more));
  }
  writeFileSync(join(mirror, 'web-more-9.0.0.tgz'), 'another chart');
  const { newest, installable } = outdatedOf(pin(), versionsInMirror(mirror, pin()), CLUSTER);
  expect(newest).toMatchObject({ version: '1.4.0', kubernetes: '>= 1.28.0-0' });
  expect(installable).toMatchObject({ version: '1.3.0', kubernetes: '*' });
});

test('a newer archive that is broken is told by its path', () => {
  const mirror = newFolder();
  writeFileSync(join(mirror, 'web-1.3.0.tgz'), 'no archive');
  expect(() => versionsInMirror(mirror, pin())).toThrow(join(mirror, 'web-1.3.0.tgz'));
});

test('the index of a repository tells the Kubernetes of each version', async () => {
  server.give('/index.yaml', "entries:\n  web:\n  - version: 1.3.0\n    kubeVersion: '>= 1.25'\n  - version: 1.2.3\n");
  expect(await versionsInRepository(new Repositories(eager()), pin())).toEqual(
    known(['1.3.0', '>= 1.25'], ['1.2.3', '*']),
  );
});

test('a pinned version that the index no longer has is told', async () => {
  server.give('/index.yaml', 'entries:\n  web:\n  - version: 1.3.0\n');
  await expect(versionsInRepository(new Repositories(eager()), pin())).rejects.toThrow(
    "chart web has no version '1.2.3'",
  );
});

test('a registry tells the versions alone', async () => {
  server.give('/v2/my/web/tags/list', '{"tags":["1.3.0","latest"]}');
  const versions = await versionsInRepository(new Repositories(eager()), pin('1.2.3', 'oci'));
  expect(outdatedOf(pin('1.2.3', 'oci'), versions, CLUSTER).newest).toEqual({
    version: '1.3.0',
    kubernetes: undefined,
    jump: 'minor',
  });
});
