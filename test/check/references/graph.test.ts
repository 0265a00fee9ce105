import { pathText } from '../../../lib/check/path.ts';
import { referencesOf } from '../../../lib/check/references/graph.ts';
import { worldOf } from '../world-of.ts';

const YAML = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: web }
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.5
          env: [{ name: A, valueFrom: { secretKeyRef: { name: web, key: password, optional: true } } }]
      volumes: [{ name: tls, secret: { secretName: web-tls } }]
---
apiVersion: v1
kind: Namespace
metadata: { name: web }
---
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: web }
stringData: { password: example }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: web }
spec: { secretName: web-tls, issuerRef: { name: letsencrypt, kind: ClusterIssuer } }
`;

const short = (world: ReturnType<typeof worldOf>) =>
  referencesOf(world)
    .filter(({ from }) => from.manifest.kind === 'Deployment')
    .map(({ path, to, target, maker, promised, optional }) => ({
      path: pathText(path),
      to,
      target: target?.manifest.kind,
      maker: maker?.manifest.kind,
      promised,
      optional,
    }));

test('a reference tells its place, what it names, the object that is meant and the one that makes it', () => {
  expect(short(worldOf(YAML))).toEqual([
    {
      path: 'metadata.namespace',
      to: { group: '', kind: 'Namespace', namespace: undefined, name: 'web' },
      target: 'Namespace',
      maker: undefined,
      promised: false,
      optional: false,
    },
    {
      path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name',
      to: { group: '', kind: 'Secret', namespace: 'web', name: 'web' },
      target: 'Secret',
      maker: undefined,
      promised: false,
      optional: true,
    },
    {
      path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
      to: { group: '', kind: 'Secret', namespace: 'web', name: 'web', key: 'password' },
      target: 'Secret',
      maker: undefined,
      promised: false,
      optional: true,
    },
    {
      path: 'spec.template.spec.volumes[0].secret.secretName',
      to: { group: '', kind: 'Secret', namespace: 'web', name: 'web-tls' },
      target: undefined,
      maker: 'Certificate',
      promised: true,
      optional: false,
    },
  ]);
});

test('what is not there is a reference without a target', () => {
  const world = worldOf(YAML);
  const issuer = referencesOf(world).find(({ to }) => to.kind === 'ClusterIssuer');
  expect(issuer).toMatchObject({
    target: undefined,
    promised: false,
    to: { name: 'letsencrypt', namespace: undefined },
  });
});

test('the references of a world are computed once', () => {
  const world = worldOf(YAML);
  expect(referencesOf(world)).toBe(referencesOf(world));
});

test('a reference that selects names its selector and leads to what is selected', () => {
  const world = worldOf(`
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec: { selector: { app: web } }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default, labels: { app: web } }
spec: { containers: [] }
`);
  const selecting = referencesOf(world).find(({ selection }) => selection);
  expect(selecting).toMatchObject({ to: { kind: 'Pod', namespace: 'default', name: 'app=web' } });
  expect(selecting?.target?.manifest.kind).toBe('Pod');
});
