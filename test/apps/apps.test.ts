import { StatefulApp } from '../../lib/apps/stateful-app.ts';
import { WebApp } from '../../lib/apps/web-app.ts';
import { Reference } from '../../lib/core/reference.ts';
import { render } from '../../lib/core/render.ts';
import { renderLayer } from '../../lib/core/testing.ts';
import { emptyLab } from '../fixtures/labs.ts';

const given = (kind: string, name: string) => new Reference({ kind, name, value: name });
const namespace = given('Namespace', 'staging');
const storageClass = given('StorageClass', 'fast');
const ingress = {
  host: 'wiki.lab.example.com',
  issuer: given('ClusterIssuer', 'le'),
  ingressClass: given('IngressClass', 'public'),
};

test('a web app is a deployment, a service and an ingress with a certificate', () => {
  const lab = emptyLab();
  new WebApp(lab, 'wiki', {
    namespace,
    ingress,
    image: 'ghcr.io/example/wiki:1.2.3',
    port: 8080,
    user: 1000,
    env: { MODE: 'wiki' },
    priority: given('PriorityClass', 'lab-staging'),
    volume: { name: 'data', size: '5Gi', path: '/data', storageClass },
  });
  expect(renderLayer(lab, 'staging-wiki')).toMatchSnapshot();
});

test('a stateful app is a stateful set with a claim for each pod and a headless service', () => {
  const lab = emptyLab();
  const app = new StatefulApp(lab, 'db', {
    namespace,
    image: 'postgres:16.4',
    port: 5432,
    user: 999,
    volumes: [{ name: 'data', size: '5Gi', path: '/var/lib/postgresql/data', storageClass }],
  });
  expect(renderLayer(lab, 'staging-db')).toMatchSnapshot();
  expect(app.use(app.service).host).toBe('db.staging.svc.cluster.local');
});

test('the selector of an app does not depend on where it is made', () => {
  const lab = emptyLab();
  new WebApp(lab, 'wiki', { namespace, ingress, image: 'x:1.0', port: 80 });
  const deployment = render(lab).objects.find(({ manifest }) => manifest.kind === 'Deployment')!;
  expect(deployment.manifest).toMatchObject({
    spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'wiki' } } },
  });
});

test.each<[string, object, string]>([
  ['an image without a tag', { image: 'nginx' }, 'staging-wiki.image'],
  ['a port that is none', { port: 80800 }, 'staging-wiki.port'],
  ['memory in thousandths of a byte', { memory: '512m' }, 'staging-wiki.memory'],
  [
    'a size with a wrong unit',
    { volume: { name: 'd', size: '1GB', path: '/d', storageClass } },
    'staging-wiki.volumes[0].size',
  ],
  [
    'a mount path that is not absolute',
    { volume: { name: 'd', size: '1Gi', path: 'd', storageClass } },
    'staging-wiki.volumes[0].path',
  ],
  ['a host that is none', { ingress: { ...ingress, host: 'https://wiki' } }, 'staging-wiki.host'],
])('%s is refused', (_what, wrong, path) => {
  const lab = emptyLab();
  new WebApp(lab, 'wiki', { namespace, ingress, image: 'x:1.0', port: 80, ...wrong });
  expect(lab.findings.map(({ where }) => where.path)).toContain(path);
});
