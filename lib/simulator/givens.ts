import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Track } from '../core/track.ts';
import { BRANCH } from './tree.ts';

/** What MicroK8s has before Flux applies anything. */
export function givensOf(track: Track): Manifest[] {
  const { namespaces, ingressClasses, services } = track.microk8s;
  return [
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...ingressClasses.map((each) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: {
        name: each.name,
        ...(each.default && { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }),
      },
      spec: { controller: each.controller },
    })),
    ...services
      // The API server makes its own service.
      .filter(({ name }) => name !== 'kubernetes')
      .map(({ name, namespace, ports }) => ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec: { ports: ports.map((port) => ({ ...port, protocol: port.name === 'dns' ? 'UDP' : 'TCP' })) },
      })),
  ];
}

/** What `flux bootstrap` leaves behind: the source and the layer of layers. */
export function bootstrapOf(track: Track, url: string, path: string): Manifest[] {
  const metadata = { name: FLUX_NAMESPACE, namespace: FLUX_NAMESPACE };
  return [
    {
      apiVersion: track.flux.apis.GitRepository,
      kind: 'GitRepository',
      metadata,
      spec: { interval: '1m', ref: { branch: BRANCH }, url },
    },
    {
      apiVersion: track.flux.apis.Kustomization,
      kind: 'Kustomization',
      metadata,
      spec: {
        interval: '10m',
        path: `./${path}`,
        prune: true,
        sourceRef: { kind: 'GitRepository', name: FLUX_NAMESPACE },
      },
    },
  ];
}
