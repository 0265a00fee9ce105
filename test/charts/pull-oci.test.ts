import { readdirSync } from 'node:fs';
import type { Pin } from '../../lib/charts/pull/pin.ts';
import { type Pulled, pullCharts } from '../../lib/charts/pull/pull.ts';
import { Repositories } from '../../lib/charts/pull/source.ts';
import { chartArchive, eager, sha256, TestServer } from './pull-server.ts';
import { newFolder, removeScratch } from './real-helm.ts';

const ARCHIVE = chartArchive('web', '1.2.3+build');
const BLOB = `/v2/my/charts/web/blobs/sha256:${sha256(ARCHIVE)}`;
const MANIFEST = '/v2/my/charts/web/manifests/1.2.3_build';
const TAGS = '/v2/my/charts/web/tags/list';
const MEDIA = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
let server: TestServer;
let store: TestServer;
let folder: string;

beforeEach(async () => {
  server = await new TestServer().start();
  store = await new TestServer().start();
  folder = newFolder();
});
afterEach(() => {
  server.stop();
  store.stop();
  removeScratch();
});

function pin(version = '1.2.3+build'): Pin {
  return { chart: 'web', version, repository: { type: 'oci', url: `oci://${server.host}/my/charts` } };
}

async function pull(one = pin()): Promise<Pulled> {
  return (await pullCharts([one], { folder, expected: () => undefined, network: eager() }))[0]!;
}

function manifest(mediaType = MEDIA, digest = sha256(ARCHIVE)): string {
  const config = { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: `sha256:${'0'.repeat(64)}` };
  return JSON.stringify({ schemaVersion: 2, config, layers: [{ mediaType, digest: `sha256:${digest}`, size: 1 }] });
}

/** Lets only those pass who have the token. */
function guard(): void {
  server.give('/token', '{"token":"t0ken"}');
  const challenge = `Bearer realm="http://${server.host}/token",service="charts",scope="repository:my/charts/web:pull"`;
  for (const [path, reply] of [...server.replies]) {
    if (path === '/token') continue;
    server.replies.set(path, (request, response) => {
      if (request.headers.authorization === 'Bearer t0ken') reply(request, response);
      else response.writeHead(401, { 'www-authenticate': challenge }).end();
    });
  }
}

test('a chart is pulled from a registry, its plus written as an underscore', async () => {
  server.give(MANIFEST, manifest());
  server.give(BLOB, ARCHIVE);
  expect((await pull()).state).toBe('pulled');
  expect(readdirSync(folder)).toEqual(['web-1.2.3+build.tgz']);
});

test('a registry that wants a token gets one, fetched once without a login', async () => {
  server.give(MANIFEST, manifest());
  server.give(BLOB, ARCHIVE);
  guard();
  expect((await pull()).state).toBe('pulled');
  const token = '/token?service=charts&scope=repository%3Amy%2Fcharts%2Fweb%3Apull';
  expect(server.paths).toEqual([MANIFEST, token, MANIFEST, BLOB]);
  expect(server.seen.at(1)!.authorization).toBeUndefined();
});

test('a redirect to another host is followed without the token', async () => {
  server.give(MANIFEST, manifest());
  server.replies.set(BLOB, (_, response) =>
    response.writeHead(307, { location: `http://${store.host}/blob?signed=1` }).end(),
  );
  store.give('/blob', ARCHIVE);
  guard();
  expect((await pull()).state).toBe('pulled');
  expect(store.seen).toEqual([{ url: '/blob?signed=1', authorization: undefined }]);
});

test.each([
  ['a login', () => server.replies.set(MANIFEST, (_, response) => response.writeHead(401).end()), 'it wants a login'],
  [
    'a refused token',
    () => {
      server.give(MANIFEST, manifest());
      guard();
      server.give('/token', '{}');
    },
    'it gives no token',
  ],
  ['another artifact', () => server.give(MANIFEST, manifest('application/json')), 'not a Helm chart'],
  ['no JSON', () => server.give(MANIFEST, '<html>'), 'the answer is no map of JSON'],
])('%s is told', async (_, prepare, message) => {
  prepare();
  expect(await pull()).toMatchObject({ state: 'failed', message: expect.stringContaining(message) });
  expect(readdirSync(folder)).toEqual([]);
});

test('a blob that is not what the manifest says is refused with both digests', async () => {
  const other = chartArchive('web', '1.2.4');
  server.give(MANIFEST, manifest());
  server.give(BLOB, other);
  const said = `its SHA-256 is ${sha256(other)}; its repository says ${sha256(ARCHIVE)}`;
  expect(await pull()).toMatchObject({ state: 'failed', message: expect.stringContaining(said) });
  expect(readdirSync(folder)).toEqual([]);
});

test('a version that the registry does not have is answered with the nearest tag', async () => {
  server.give(TAGS, '{"tags":["1.2.3_build","9.0.0"]}');
  expect(await pull(pin('1.2.4+build'))).toMatchObject({
    state: 'failed',
    message: expect.stringContaining("chart web has no version '1.2.4+build'. Did you mean '1.2.3+build'?"),
  });
});

test('tags are read page by page', async () => {
  server.give(TAGS, '{"tags":["1.0.0"]}', { link: `<${TAGS}?last=1.0.0>; rel="next"` });
  server.give(`${TAGS}?last=1.0.0`, '{"tags":["1.1.0"]}');
  expect(await new Repositories(eager()).registry(pin()).versions()).toEqual(['1.0.0', '1.1.0']);
});

test('a next page on another host is not asked for', async () => {
  server.give(TAGS, '{"tags":["1.0.0"]}', { link: `<http://${store.host}/next>; rel="next"` });
  await expect(new Repositories(eager()).registry(pin()).versions()).rejects.toThrow('its next page is at');
  expect(store.paths).toEqual([]);
});
