import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockedDigests } from '../../lib/charts/locked-digest.ts';
import type { Pin } from '../../lib/charts/pull/pin.ts';
import { type Pulled, type PullOptions, pullCharts } from '../../lib/charts/pull/pull.ts';
import { chartArchive, eager, sha256, TestServer } from './pull-server.ts';
import { newFolder, removeScratch } from './real-helm.ts';

const ARCHIVE = chartArchive();
let server: TestServer;
let folder: string;
let network: ReturnType<typeof eager>;

beforeEach(async () => {
  server = await new TestServer().start();
  folder = newFolder();
  network = eager();
});
afterEach(() => {
  server.stop();
  removeScratch();
});

function pin(version = '1.2.3', chart = 'web'): Pin {
  return { chart, version, repository: { type: 'default', url: `http://${server.host}/charts` } };
}

async function pull(one: Pin = pin(), more: Partial<PullOptions> = {}): Promise<Pulled> {
  return (await pullCharts([one], { folder, expected: () => undefined, network, ...more }))[0]!;
}

/** An index with one version of the chart `web`. */
function index(digest = sha256(ARCHIVE), url = 'web-1.2.3.tgz', version = '1.2.3'): string {
  return `apiVersion: v1
entries:
  other:
  - version: 9.9.9
    urls: [other-9.9.9.tgz]
  web:
  - apiVersion: v2
    version: ${version}
    digest: ${digest}
    urls:
    - ${url}
generated: "2024-01-01T00:00:00Z"
`;
}

function serve(text = index(), archive = ARCHIVE): void {
  server.give('/charts/index.yaml', text);
  server.give('/charts/web-1.2.3.tgz', archive);
}

async function refusal(one?: Pin, more?: Partial<PullOptions>): Promise<string> {
  const result = await pull(one, more);
  expect(readdirSync(folder)).toEqual([]);
  return result.state === 'failed' ? result.message : result.state;
}

test('an archive is placed byte for byte, from a URL relative to the index', async () => {
  serve();
  const path = join(folder, 'web-1.2.3.tgz');
  expect(await pull()).toMatchObject({ state: 'pulled', path });
  expect(readFileSync(path)).toEqual(ARCHIVE);
  expect(readdirSync(folder)).toEqual(['web-1.2.3.tgz']);
});

test('a version with v is found without it', async () => {
  serve();
  expect(await pull(pin('v1.2.3'))).toMatchObject({ state: 'pulled', path: join(folder, 'web-v1.2.3.tgz') });
});

test('an index in JSON, and one that is not laid out as Helm does it, are read', async () => {
  const entry = { version: '1.2.3', urls: ['web-1.2.3.tgz'], digest: `sha256:${sha256(ARCHIVE)}` };
  serve(JSON.stringify({ entries: { web: [entry] } }));
  expect((await pull()).state).toBe('pulled');
  serve(`entries: { web: [{ version: 1.2.3, urls: [web-1.2.3.tgz] }] }\n`);
  folder = newFolder();
  expect((await pull()).state).toBe('pulled');
});

test('a second pull asks nobody', async () => {
  serve();
  await pull();
  server.seen.length = 0;
  expect((await pull()).state).toBe('kept');
  expect(server.paths).toEqual([]);
});

test('the index is fetched once for two charts', async () => {
  serve();
  await pullCharts([pin(), pin('9.9.9', 'other')], { folder, expected: () => undefined, network });
  expect(server.paths.filter((path) => path.endsWith('index.yaml'))).toHaveLength(1);
});

test('an archive in the cache that is damaged is fetched again', async () => {
  serve();
  writeFileSync(join(folder, 'web-1.2.3.tgz'), ARCHIVE.subarray(0, 60));
  expect((await pull()).state).toBe('pulled');
  expect(readFileSync(join(folder, 'web-1.2.3.tgz'))).toEqual(ARCHIVE);
});

test('a version that is not in the index is answered with the nearest', async () => {
  serve();
  expect(await refusal(pin('1.2.4'))).toContain("chart web has no version '1.2.4'. Did you mean '1.2.3'?");
});

test('a chart that is not in the index is answered with the nearest', async () => {
  serve();
  expect(await refusal(pin('1.2.3', 'othr'))).toContain("no chart 'othr' in the index. Did you mean 'other'?");
});

test('an archive that differs from the index is refused with both digests', async () => {
  serve(index('a'.repeat(64)));
  const said = await refusal();
  expect(said).toContain(sha256(ARCHIVE));
  expect(said).toContain('a'.repeat(64));
});

test('an archive that differs from the lock is refused with both digests', async () => {
  serve();
  const root = newFolder();
  const archive = 'b'.repeat(64);
  const releases = { 'space/site': { chart: 'web', version: '1.2.3', archive } };
  writeFileSync(join(root, 'charts.lock.json'), JSON.stringify({ version: 1, releases }));
  const said = await refusal(pin(), { expected: lockedDigests(root) });
  expect(said).toContain(`its SHA-256 is ${sha256(ARCHIVE)}; charts.lock.json has ${archive}`);
});

test('a lock that is missing, broken or of another form expects nothing', () => {
  const root = newFolder();
  expect(lockedDigests(root)('web', '1.2.3')).toBeUndefined();
  for (const text of ['{', '[]', '{"releases":{"a/b":null,"c/d":{"chart":"web","version":"1.2.3","archive":7}}}']) {
    writeFileSync(join(root, 'charts.lock.json'), text);
    expect(lockedDigests(root)('web', '1.2.3')).toBeUndefined();
  }
});

test.each([
  ['no archive', Buffer.from('<html>'), 'not a gzip archive'],
  ['a truncated archive', ARCHIVE.subarray(0, 60), 'truncated or damaged'],
  ['another chart', chartArchive('wed'), 'it holds wed 1.2.3; expected web 1.2.3'],
  ['another version', chartArchive('web', '1.2.2'), 'it holds web 1.2.2; expected web 1.2.3'],
])('%s is refused', async (_, archive, message) => {
  serve(index(sha256(archive)), archive);
  expect(await refusal()).toContain(message);
});

test('a server that fails is asked three times, with growing waits', async () => {
  server.replies.set('/charts/index.yaml', (_, response) => response.writeHead(503).end());
  expect(await refusal()).toContain('the server answers 503, 3 times');
  expect(network.waits).toEqual([500, 2000]);
});

test('a server that is overrun is given the time that it asks for', async () => {
  serve();
  let asked = 0;
  const index = server.replies.get('/charts/index.yaml')!;
  server.replies.set('/charts/index.yaml', (request, response) =>
    asked++ === 0 ? response.writeHead(429, { 'retry-after': '7' }).end() : index(request, response),
  );
  expect((await pull()).state).toBe('pulled');
  expect(network.waits).toEqual([7000]);
});

test('an answer of 404 is final', async () => {
  expect(await refusal()).toContain('/charts/index.yaml: the server answers 404');
  expect(network.waits).toEqual([]);
});

test('a connection that is cut in the middle leaves nothing, and is tried again', async () => {
  serve();
  server.replies.set('/charts/web-1.2.3.tgz', (_, response) => {
    response.writeHead(200, { 'content-length': String(ARCHIVE.length) });
    response.write(ARCHIVE.subarray(0, 60), () => response.destroy());
  });
  expect(await refusal()).toContain('the download failed');
  expect(server.paths.filter((path) => path.endsWith('.tgz'))).toHaveLength(3);
});

test('a server that falls silent is given up', async () => {
  server.replies.set('/charts/index.yaml', (_, response) => void response.writeHead(200).write('entries:'));
  expect(await refusal(pin(), { network: { ...network, silence: 50 } })).toContain('nothing came for 0.05 s');
});

test('what a run that was killed has left is removed, and that of a living one is not', async () => {
  serve();
  const gone = 'web-1.2.3.tgz.4194399.hensteeth-partial';
  const living = `web-1.2.3.tgz.${process.ppid}.hensteeth-partial`;
  for (const name of [gone, living]) writeFileSync(join(folder, name), '');
  await pull();
  expect(readdirSync(folder)).toEqual(['web-1.2.3.tgz', living]);
});

test('plain http is taken from this machine only', async () => {
  const repository = { type: 'default', url: 'http://charts.example.com' } as const;
  expect(await refusal({ chart: 'web', version: '1.2.3', repository })).toContain(
    'Plain http:// is taken from this machine only',
  );
});

test('an archive whose index leads to plain http elsewhere is refused', async () => {
  serve(index(sha256(ARCHIVE), 'http://charts.example.com/web-1.2.3.tgz'));
  expect(await refusal()).toContain('http://charts.example.com/web-1.2.3.tgz: its scheme is http://');
});

test('a redirect in a circle ends', async () => {
  server.replies.set('/charts/index.yaml', (_, response) =>
    response.writeHead(302, { location: '/charts/index.yaml' }).end(),
  );
  expect(await refusal()).toContain('more than 5 redirects');
});

test('a folder of archives takes the place of the network', async () => {
  const mirror = newFolder();
  expect(await refusal(pin(), { mirror })).toContain('no web-1.2.3.tgz');
  writeFileSync(join(mirror, 'web-1.2.3.tgz'), ARCHIVE);
  expect((await pull(pin(), { mirror })).state).toBe('pulled');
  expect(server.paths).toEqual([]);
});

test('an archive that was changed in the folder of archives is refused by the lock', async () => {
  const mirror = newFolder();
  writeFileSync(join(mirror, 'web-1.2.3.tgz'), ARCHIVE);
  expect(await refusal(pin(), { mirror, expected: () => 'c'.repeat(64) })).toContain('charts.lock.json has cccc');
});
