import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReleaseToRender, renderRelease, renderReleases } from '../../lib/charts/render-release.ts';
import { isRenderFailure, type RenderedManifest, type RenderFailure } from '../../lib/charts/rendered.ts';
import { BUILD_TIMEOUT, chart, describeWithHelm, newFolder, realHelm, releaseOf, removeScratch } from './real-helm.ts';

afterEach(removeScratch);

async function objects(release: ReleaseToRender): Promise<readonly RenderedManifest[]> {
  const result = await renderRelease(release);
  if (isRenderFailure(result)) throw new Error(result.message);
  return result;
}

async function failure(release: ReleaseToRender): Promise<RenderFailure> {
  const result = await renderRelease(release);
  expect(result).toHaveProperty('message');
  expect(existsSync(release.cache ?? '') ? readdirSync(release.cache ?? '') : []).toEqual([]);
  return result as RenderFailure;
}

const names = (manifests: readonly RenderedManifest[]) =>
  manifests.map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`);
const faulty = (fault: string) => releaseOf(chart('faulty'), { values: { fault } });
/** A Helm that must not be needed. */
const noHelm = { version: realHelm.version, path: () => Promise.reject(new Error('Helm was asked for')) };

describeWithHelm('rendering with the real Helm', () => {
  beforeAll(realHelm.path, BUILD_TIMEOUT);

  test('every object of the chart comes with its file, hooks and files of crds told apart', async () => {
    const found = await objects(releaseOf(chart('demo')));
    expect(
      found.map(({ manifest, template, hooks, isCrdFile }) => [manifest.metadata.name, template, hooks, isCrdFile]),
    ).toEqual([
      ['widgets.demo.example', 'demo/crds/crds.yaml', [], true],
      ['gadgets.demo.example', 'demo/crds/crds.yaml', [], true],
      ['part', 'demo/charts/part/templates/account.yaml', [], false],
      ['r-web', 'demo/templates/service.yaml', [], false],
      ['greeting', 'demo/templates/config.yaml', [], false],
      ['migrate', 'demo/templates/migrate.yaml', ['pre-install', 'pre-upgrade'], false],
    ]);
  });

  test('release, namespace, Kubernetes and Helm are those asked for', async () => {
    const found = await objects(
      releaseOf(chart('demo'), { release: 'mine', namespace: 'yours', kubernetes: '1.27.9' }),
    );
    const service = found.find(({ manifest }) => manifest.kind === 'Service');
    const config = found.find(({ manifest }) => manifest.kind === 'ConfigMap');
    expect(service?.manifest.metadata).toEqual({ name: 'mine-web', namespace: 'yours' });
    expect(config?.manifest['data']).toMatchObject({ kubernetes: 'v1.27.9', helm: `v${realHelm.version}` });
  });

  test('an API version that the cluster serves is seen by the chart', async () => {
    const found = await objects(releaseOf(chart('demo'), { apiVersions: ['monitoring.coreos.com/v1'] }));
    expect(names(found)).toContain('ConfigMap monitored');
  });

  test('values reach the chart as they are, and null takes a default away', async () => {
    const greeting = 'no: "{{ x }}"\n\u0085\u2028\ud83d\ude00 $(id)';
    const found = await objects(
      releaseOf(chart('demo'), { values: { greeting, part: { enabled: false }, port: null } }),
    );
    expect(found.find(({ manifest }) => manifest.kind === 'ConfigMap')?.manifest['data']).toMatchObject({
      text: greeting,
    });
    expect(names(found)).not.toContain('ServiceAccount part');
    const service = found.find(({ manifest }) => manifest.kind === 'Service');
    expect(service?.manifest['spec']).toEqual({ ports: [{ port: null }] });
  });

  test('an archive gives the objects that its folder gives', async () => {
    const folder = newFolder();
    const { status } = spawnSync(await realHelm.path(), ['package', chart('demo'), '--destination', folder]);
    expect(status).toBe(0);
    expect(await objects(releaseOf(join(folder, 'demo-1.0.0.tgz')))).toEqual(await objects(releaseOf(chart('demo'))));
  });

  test('what was rendered once is taken without Helm', async () => {
    const release = releaseOf(chart('demo'));
    const first = await objects(release);
    expect(await objects({ ...release, helm: noHelm })).toEqual(first);
  });

  test.each<[string, Partial<ReleaseToRender>]>([
    ['another value', { values: { port: 81 } }],
    ['another release', { release: 'other' }],
    ['another namespace', { namespace: 'other' }],
    ['another Kubernetes', { kubernetes: '1.28.0' }],
    ['another API version', { apiVersions: ['a/v1'] }],
    ['another chart', { archive: chart('closed') }],
    ['another Helm', { helm: { ...noHelm, version: '3.99.0' } }],
  ])('%s is rendered anew', async (_, change) => {
    const release = releaseOf(chart('demo'));
    await objects(release);
    expect(await renderRelease({ ...release, helm: noHelm, ...change })).toMatchObject({
      message: 'Helm was asked for',
    });
  });

  test('a kept rendering that is damaged is rendered anew and mended', async () => {
    const release = releaseOf(chart('demo'));
    const first = await objects(release);
    const [file = ''] = readdirSync(release.cache ?? '');
    const path = join(release.cache ?? '', file);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
    expect(await objects(release)).toEqual(first);
    expect(await objects({ ...release, helm: noHelm })).toEqual(first);
  });

  test('a cache that cannot be written only costs time', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(await objects(releaseOf(chart('demo'), { cache: file }))).toHaveLength(6);
  });

  test('several releases are rendered at once, results in their order, a failure among them alone', async () => {
    const results = await renderReleases(
      ['a', 'B', 'c', 'd'].map((release) => releaseOf(chart('demo'), { release })),
      3,
    );
    expect(results.map((result) => (isRenderFailure(result) ? 'failure' : result[3]?.manifest.metadata.name))).toEqual([
      'a-web',
      'failure',
      'c-web',
      'd-web',
    ]);
  });

  test.each([
    ['fail', 'choose another fault', 'faulty/templates/fault.yaml', 3],
    ['required', 'host must be set', 'faulty/templates/fault.yaml', 5],
    ['yaml', 'did not find expected node content', 'faulty/templates/fault.yaml', undefined],
    ['type', "can't evaluate field deeper", 'faulty/templates/fault.yaml', 9],
    ['shapeless', 'renders what is no object', 'faulty/templates/fault.yaml', undefined],
    ['include', 'nested reference name', 'faulty/templates/fault.yaml', 1],
  ])('a template at fault (%s) is named with its line', async (fault, message, template, line) => {
    const told = await failure(faulty(fault));
    expect(told.message).toContain(message);
    expect(told.message.length).toBeLessThan(400);
    expect(told.hint).not.toContain('helm template');
    expect([told.template, told.line]).toEqual([template, line]);
  });

  test('a template that loops is stopped', async () => {
    expect((await failure({ ...faulty('endless'), timeout: 500 })).message).toContain('within 0.5 s');
  });

  test('a chart for another Kubernetes is told with the version that it wants', async () => {
    expect(await failure(releaseOf(chart('future')))).toMatchObject({
      message: expect.stringContaining('requires kubeVersion: >=1.90.0-0'),
      hint: expect.stringContaining('track'),
    });
  });

  test("a value that the chart's schema refuses is named", async () => {
    const { message } = await failure(releaseOf(chart('closed'), { values: { replica: 2 } }));
    expect(message).toContain('Additional property replica is not allowed');
  });

  test('a truncated archive, a file of another kind and an empty folder are no chart', async () => {
    const folder = newFolder();
    spawnSync(await realHelm.path(), ['package', chart('demo'), '--destination', folder]);
    const bytes = readFileSync(join(folder, 'demo-1.0.0.tgz'));
    writeFileSync(join(folder, 'cut.tgz'), bytes.subarray(0, bytes.length / 2));
    writeFileSync(join(folder, 'text.tgz'), 'not a chart');
    writeFileSync(join(folder, 'zero.tgz'), '');
    mkdirSync(join(folder, 'empty'));
    for (const name of ['cut.tgz', 'text.tgz', 'zero.tgz', 'empty']) {
      expect((await failure(releaseOf(join(folder, name)))).hint).toContain('no whole chart');
    }
  });

  test('a release that begins with a hyphen is a name, not an option', async () => {
    const output = newFolder();
    const { message } = await failure(releaseOf(chart('demo'), { release: `--output-dir=${output}` }));
    expect(message).toContain('invalid release name');
    expect(readdirSync(output)).toEqual([]);
  });
});

test('an archive that is not there is told without Helm', async () => {
  expect((await failure(releaseOf('no/such.tgz', { helm: noHelm }))).message).toBe('no/such.tgz: no such chart');
});

test('a Helm that cannot be had is a failure, not an exception', async () => {
  expect((await failure(releaseOf(chart('demo'), { helm: noHelm }))).message).toBe('Helm was asked for');
});

test('a Helm that does not start is a failure', async () => {
  const helm = { version: '0.0.0', path: () => Promise.resolve('/no/such/helm') };
  expect((await failure(releaseOf(chart('demo'), { helm }))).message).toContain('ENOENT');
});

/** A Helm that renders its own arguments, environment and values. */
function fakeHelm() {
  const path = join(newFolder(), 'fake-helm');
  const lines = [
    '#!/bin/sh',
    "printf '# Source: demo/templates/x.yaml\\napiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: x\\n'",
    'printf "args: \'$*\'\\nvalues: |\\n  "',
    'cat',
    "printf '\\nenv:\\n'",
    "env | sed 's/^/  - /'",
    '',
  ];
  writeFileSync(path, lines.join('\n'), { mode: 0o755 });
  return { version: '0.0.0', path: () => Promise.resolve(path) };
}

test('nothing of the environment reaches Helm: no plugin, no configuration, no home', async () => {
  const theirs = { HELM_PLUGINS: '/theirs', HELM_NAMESPACE: '/theirs', KUBECONFIG: '/theirs', HOME: '/theirs' };
  const before = { ...process.env };
  Object.assign(process.env, theirs);
  try {
    const [found] = await objects(releaseOf(chart('demo'), { helm: fakeHelm() }));
    const env = found?.manifest['env'] as readonly string[];
    expect(env.find((line) => line.startsWith('HELM_PLUGINS='))).toBeDefined();
    expect(env.filter((line) => line.includes('theirs'))).toEqual([]);
  } finally {
    for (const name of Object.keys(theirs)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test('values reach Helm by its standard input alone', async () => {
  const [found] = await objects(releaseOf(chart('demo'), { helm: fakeHelm(), values: { word: 'hidden' } }));
  expect(found?.manifest['values']).toBe('{"word":"hidden"}\n');
  expect(found?.manifest['args']).toContain('--values=-');
  expect(JSON.stringify([found?.manifest['args'], found?.manifest['env']])).not.toContain('hidden');
});
