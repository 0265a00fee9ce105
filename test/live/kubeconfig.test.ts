import { parse } from 'yaml';
import { accessFrom, KubeconfigError, withAccess } from '../../lib/live/kubeconfig.ts';

const PRINTED = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: QUJD
    server: https://192.168.1.10:16443
  name: microk8s-cluster
contexts: [{context: {cluster: microk8s-cluster, user: admin}, name: microk8s}]
current-context: microk8s
kind: Config
users:
- name: admin
  user: {token: not-a-real-one}
`;
const access = accessFrom(PRINTED, 'hensteeth.tailnet.example');

test('the access leads to the tailnet name, at the port of the server', () => {
  expect(access).toEqual({
    server: 'https://hensteeth.tailnet.example:16443',
    authority: 'QUJD',
    user: { token: 'not-a-real-one' },
  });
});

test('a new kubeconfig has the one context, and it is the current one', () => {
  const made = parse(withAccess('', 'hensteeth', access)) as Record<string, unknown>;
  expect(made).toMatchObject({ apiVersion: 'v1', kind: 'Config', 'current-context': 'hensteeth' });
  expect(made['contexts']).toEqual([{ name: 'hensteeth', context: { cluster: 'hensteeth', user: 'hensteeth' } }]);
});

test('what else a kubeconfig has stays as it is, remarks among it; only the current context moves', () => {
  const own = `# mine\napiVersion: v1\nkind: Config\nclusters:\n  - name: work # do not touch\n    cluster: {server: "https://work"}\nusers: []\ncontexts:\n  - {name: work, context: {cluster: work, user: me}}\ncurrent-context: work\n`;
  const merged = withAccess(own, 'hensteeth', access);
  expect(merged).toContain('# mine');
  expect(merged).toContain('- name: work # do not touch');
  const { clusters, contexts } = parse(merged) as { clusters: { name: string }[]; contexts: { name: string }[] };
  expect(clusters.map(({ name }) => name)).toEqual(['work', 'hensteeth']);
  expect(contexts.map(({ name }) => name)).toEqual(['work', 'hensteeth']);
});

test('a second time nothing changes, and a new token takes the place of the old one', () => {
  const once = withAccess('', 'hensteeth', access);
  expect(withAccess(once, 'hensteeth', access)).toBe(once);
  const renewed = withAccess(once, 'hensteeth', { ...access, user: { token: 'another' } });
  expect((parse(renewed) as { users: unknown[] }).users).toEqual([{ name: 'hensteeth', user: { token: 'another' } }]);
});

test.each([
  ['nothing', ''],
  ['an error of ssh', 'permission denied'],
  ['a kubeconfig without a user', PRINTED.replace(/users:[\s\S]*$/, '')],
])('%s is no kubeconfig', (_, text) => {
  expect(() => accessFrom(text, 'host')).toThrow(KubeconfigError);
});

test('a kubeconfig of the user that is no YAML is refused, not replaced', () => {
  expect(() => withAccess('a: [', 'hensteeth', access)).toThrow(/the kubeconfig is no YAML/);
  expect(() => withAccess('- a\n', 'hensteeth', access)).toThrow(/is no map/);
});
