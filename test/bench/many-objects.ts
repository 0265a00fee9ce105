import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '../../lib/core/yaml.ts';

const NAMESPACES = 50;

/** Writes that many objects, apps of five objects in fifty namespaces, one app a file, with nothing wrong in them. */
export function writeApps(folder: string, objects: number): void {
  mkdirSync(folder, { recursive: true });
  const apps = Math.round(objects / 5);
  const namespaces = Array.from({ length: NAMESPACES }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: `team-${i}`, annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
  }));
  writeFileSync(join(folder, 'namespaces.yaml'), namespaces.map(toYaml).join('---\n'));
  for (let i = 0; i < apps; i++) {
    writeFileSync(
      join(folder, `app-${i}.yaml`),
      app(`app-${i}`, `team-${i % NAMESPACES}`)
        .map(toYaml)
        .join('---\n'),
    );
  }
}

function app(name: string, namespace: string): object[] {
  // Each its own: an object that is shared would be written as an anchor.
  const labels = () => ({ 'app.kubernetes.io/name': name });
  const metadata = () => ({ name, namespace, labels: labels() });
  const port = { name: 'http', containerPort: 8080 };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(),
      data: { LOG_LEVEL: 'info', GREETING: `hello from ${name}` },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata() },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(),
      spec: {
        replicas: 2,
        selector: { matchLabels: labels() },
        template: {
          metadata: { labels: labels() },
          spec: {
            serviceAccountName: name,
            containers: [
              {
                name: 'app',
                image: 'ghcr.io/example/app:1.2.3',
                ports: [port],
                envFrom: [{ configMapRef: { name } }],
                resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
                readinessProbe: { httpGet: { path: '/', port: 'http' } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(),
      spec: { selector: labels(), ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: metadata(),
      spec: {
        ingressClassName: 'public',
        rules: [
          {
            host: `${name}.example.com`,
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { name: 'http' } } } }],
            },
          },
        ],
      },
    },
  ];
}
