import {
  CertManager,
  Cluster,
  Environments,
  Grafana,
  KubePrometheus,
  LetsEncrypt,
  MicroK8s,
  Monitors,
  Namespaces,
  objectStorage,
  placeholder,
  Secrets,
  StatefulApp,
  Thanos,
  TopoLvm,
} from './lib/index.ts';

const lab = new Cluster({
  name: 'hensteeth',
  track: '1.27',
  nodes: [
    {
      name: 'hensteeth',
      cores: 16,
      memoryGiB: 64,
      rootGiB: 120,
      volumeGroups: [{ name: 'ubuntu-vg', deviceClass: 'ssd', sizeGiB: 800, spareGiB: 50 }],
      machine: {
        disk: { byId: placeholder('/dev/disk/by-id/nvme-example') },
        sshKeys: [
          placeholder(
            'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA owner@example.com',
          ),
        ],
      },
    },
  ],
  domain: placeholder('lab.example.com'),
  dns: { zone: placeholder('lab-example-com'), project: placeholder('example-project') },
  acme: { email: placeholder('owner@example.com'), environment: 'staging' },
  objectStorage: { bucket: placeholder('example-thanos') },
  tailnet: placeholder('tailnet.example'),
  git: { url: placeholder('ssh://git@git.example.com/owner/hensteeth.git'), branch: 'main' },
});

const { ingressClass } = new MicroK8s(lab);
const namespaces = new Namespaces(lab);
const { priority } = new Environments(lab, { namespaces });
const secrets = new Secrets(lab);
const certManager = new CertManager(lab, { namespace: namespaces.certManager });
const { issuer } = new LetsEncrypt(lab, { certManager, secrets });
const { storageClass } = new TopoLvm(lab, { namespace: namespaces.topolvm });

const namespace = namespaces.monitoring;
const store = objectStorage(secrets, namespace);
const prometheus = new KubePrometheus(lab, { namespace, storageClass, objectStorage: store });
const thanos = new Thanos(lab, { namespace, storageClass, objectStorage: store, sidecar: prometheus.sidecar });
new Monitors(lab, {
  namespace,
  monitoring: prometheus.api,
  certManagerNamespace: namespaces.certManager,
  topolvmNamespace: namespaces.topolvm,
  ingressNamespace: namespaces.ingress,
});
new Grafana(lab, {
  namespace,
  storageClass,
  secrets,
  issuer,
  ingressClass,
  dataSource: thanos.queryFrontend,
  monitoring: prometheus.api,
});

new StatefulApp(lab, 'web', {
  namespace: namespaces.experimental,
  priority: priority.experimental,
  image: 'nginx:1.27.5',
  port: 80,
  volumes: [{ name: 'www', size: '1Gi', path: '/usr/share/nginx/html', storageClass }],
});

export default lab;
