import { render } from '../lib/core/render.ts';
import { renderLayer } from '../lib/core/testing.ts';
import lab from '../main.ts';

const rendering = render(lab);

test.each(lab.layers.map(({ name }) => name))('layer %s renders as it did', (name) => {
  const documents = renderLayer(lab, name)
    .split('---\n')
    .filter((document) => !document.startsWith('# dist/grafana/configmap-dashboard-'));
  const text = documents.join('---\n');
  expect(text.split('\n').length).toBeLessThan(300);
  expect(text).toMatchSnapshot();
});

test('the shipped lab has no finding, and says what is still to fill in', () => {
  expect(rendering.findings).toEqual([]);
  expect(lab.openFacts.map(({ path }) => path)).toEqual([
    'domain',
    'dns.zone',
    'dns.project',
    'acme.email',
    'objectStorage.bucket',
    'tailnet',
    'git.url',
    'nodes[0].machine.disk.byId',
    'nodes[0].machine.sshKeys[0]',
  ]);
});

test('no secret is rendered; those that are needed are listed with keys and purpose', () => {
  expect(rendering.objects.filter(({ manifest }) => manifest.kind === 'Secret')).toEqual([]);
  expect(lab.neededSecrets.map(({ namespace, name, keys }) => `${namespace}/${name} ${keys}`)).toEqual([
    'cert-manager/clouddns-service-account key.json',
    'monitoring/thanos-objstore objstore.yml',
    'monitoring/grafana-admin password',
  ]);
  for (const { purpose } of lab.neededSecrets) expect(purpose.length).toBeGreaterThan(20);
});

test('every layer comes after those it waits for', () => {
  const names = rendering.order.layers.map(({ name }) => name);
  for (const [layer, edges] of rendering.order.edges) {
    for (const { to } of edges) expect(names.indexOf(to.name)).toBeLessThan(names.indexOf(layer.name));
  }
});

test('rendering again gives the same bytes', () => {
  expect([...render(lab).files]).toEqual([...rendering.files]);
});

test("every object but Flux's own is in the folder of its layer, one a file", () => {
  for (const { file, layer } of rendering.objects) {
    expect(file).toMatch(layer ? new RegExp(`^dist/${layer.name}/[a-z0-9._-]+\\.yaml$`) : /^flux\/(layers|sources)\//);
  }
  expect(rendering.files.size).toBe(rendering.objects.length);
});
