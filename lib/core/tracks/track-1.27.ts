import type { Track } from '../track.ts';

/** Kubernetes 1.27: MicroK8s 1.27 and the newest Flux and charts whose makers tested them on it. */
export const track127 = {
  name: '1.27',
  kubernetes: { schemas: '1.27.0', range: '>=1.27.1 <1.28.0' },
  flux: {
    version: '2.2.3',
    apis: {
      GitRepository: 'source.toolkit.fluxcd.io/v1',
      HelmRepository: 'source.toolkit.fluxcd.io/v1beta2',
      OCIRepository: 'source.toolkit.fluxcd.io/v1beta2',
      HelmRelease: 'helm.toolkit.fluxcd.io/v2beta2',
      Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
    },
    components: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'],
    controllers: {
      'source-controller': '1.2.4',
      'kustomize-controller': '1.2.2',
      'helm-controller': '0.37.4',
      'notification-controller': '1.2.4',
    },
  },
  // The makers' own pages of releases; Bitnami's images and charts are frozen since that day.
  supportedUntil: {
    Kubernetes: '2024-06-28',
    Flux: '2024-05-10',
    'cert-manager': '2025-06-10',
    'charts and images of Bitnami': '2025-08-28',
  },
  microk8s: {
    channel: '1.27/stable',
    kubeletDir: '/var/snap/microk8s/common/var/lib/kubelet',
    namespaces: ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'ingress'],
    ingressClasses: [
      { name: 'public', controller: 'k8s.io/ingress-nginx', default: true },
      { name: 'nginx', controller: 'k8s.io/ingress-nginx', default: false },
    ],
    services: [
      { name: 'kubernetes', namespace: 'default', ports: [{ name: 'https', port: 443 }] },
      {
        name: 'kube-dns',
        namespace: 'kube-system',
        ports: [
          { name: 'dns', port: 53 },
          { name: 'dns-tcp', port: 53 },
          { name: 'metrics', port: 9153 },
        ],
      },
    ],
  },
  repositories: {
    jetstack: { type: 'default', url: 'https://charts.jetstack.io' },
    topolvm: { type: 'default', url: 'https://topolvm.github.io/topolvm' },
    bitnami: { type: 'oci', url: 'oci://registry-1.docker.io/bitnamicharts' },
  },
  charts: {
    'cert-manager': { repository: 'jetstack', version: 'v1.16.5', appVersion: 'v1.16.5' },
    topolvm: { repository: 'topolvm', version: '15.0.0', appVersion: '0.30.0' },
    'kube-prometheus': { repository: 'bitnami', version: '11.3.10', appVersion: '0.85.0' },
    thanos: { repository: 'bitnami', version: '17.3.1', appVersion: '0.39.2' },
    grafana: { repository: 'bitnami', version: '12.1.8', appVersion: '12.1.1' },
  },
  images: [{ from: 'docker.io/bitnami/', to: 'docker.io/bitnamilegacy/' }],
  clusterScoped: ['cert-manager.io/ClusterIssuer', 'topolvm.io/LogicalVolume'],
} as const satisfies Track;
