import { imageRepository, type Track } from '../../lib/core/track.ts';
import { track127 } from '../../lib/core/tracks/track-1.27.ts';

test('an image whose registry path is gone comes from where it moved to', () => {
  expect(imageRepository(track127, 'bitnami/thanos')).toBe('bitnamilegacy/thanos');
  expect(imageRepository(track127, 'library/nginx')).toBe('library/nginx');
});

test('the shape of a track holds the next one', () => {
  const track135 = {
    name: '1.35',
    kubernetes: { schemas: '1.35.0', range: '>=1.35.2 <1.36.0' },
    flux: {
      version: '2.9.4',
      apis: {
        GitRepository: 'source.toolkit.fluxcd.io/v1',
        HelmRepository: 'source.toolkit.fluxcd.io/v1',
        OCIRepository: 'source.toolkit.fluxcd.io/v1',
        HelmRelease: 'helm.toolkit.fluxcd.io/v2',
        Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
      },
      components: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'],
      controllers: { 'source-controller': '1.9.4', 'kustomize-controller': '1.9.4', 'helm-controller': '1.6.3' },
    },
    supportedUntil: {},
    microk8s: {
      ...track127.microk8s,
      channel: '1.35/stable',
      ingressClasses: [
        { name: 'public', controller: 'traefik.io/ingress-controller', default: true },
        { name: 'traefik', controller: 'traefik.io/ingress-controller', default: false },
      ],
    },
    repositories: {
      prometheus: { type: 'oci', url: 'oci://ghcr.io/prometheus-community/charts' },
    },
    charts: {
      'kube-prometheus-stack': { repository: 'prometheus', version: '88.5.3', appVersion: '0.93.1' },
    },
    images: [],
    clusterScoped: track127.clusterScoped,
  } as const satisfies Track;
  expect(imageRepository(track135, 'bitnami/thanos')).toBe('bitnami/thanos');
});
