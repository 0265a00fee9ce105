import type { RuleDoc } from '../rule.ts';

const service = (name: string, port: number): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec: { type: NodePort, selector: { app: ${name} }, ports: [{ port: 80, nodePort: ${port} }] }`;

const balanced = (name: string, address: string): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec: { type: LoadBalancer, loadBalancerIP: ${address}, selector: { app: ${name} }, ports: [{ port: 80 }] }`;

const pool = `apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: { name: home, namespace: metallb-system }
spec: { addresses: [192.168.1.240-192.168.1.250] }`;

/** What the rules of capacity mean. */
export const capacityDocs: readonly RuleDoc[] = [
  {
    code: 'capacity-node',
    family: 'capacity',
    severity: 'error',
    title: 'All pods together request more than the nodes have',
    meaning:
      'The scheduler places a pod only where its requests still fit. Counted are the pods of all templates times their number, DaemonSets on each node, what the Prometheus operator runs, and what MicroK8s and Flux run themselves; of Jobs only the largest. A node hands out its cores, its memory less 100Mi and its root file system less 1Gi, the thresholds at which the kubelet of MicroK8s evicts.',
    bad: `// nodes: [{ name: 'node', cores: 4, memoryGiB: 16, ... }]
new WebApp(lab, 'search', { cpu: '2', replicas: 2, ... });`,
    good: `// nodes: [{ name: 'node', cores: 4, memoryGiB: 16, ... }]
new WebApp(lab, 'search', { cpu: '500m', replicas: 2, ... });`,
    mistakes: [59],
  },
  {
    code: 'capacity-pod',
    family: 'capacity',
    severity: 'error',
    title: 'One pod requests more than the largest node has',
    meaning:
      'A pod runs on one node. What its containers request together, or its largest init container, must fit there; otherwise it stays Pending for ever, however empty the cluster is.',
    bad: `// nodes: [{ name: 'node', cores: 4, memoryGiB: 16, ... }]
new WebApp(lab, 'search', { memory: '24Gi', ... });`,
    good: `// nodes: [{ name: 'node', cores: 4, memoryGiB: 16, ... }]
new WebApp(lab, 'search', { memory: '4Gi', ... });`,
    mistakes: [59],
  },
  {
    code: 'capacity-pods',
    family: 'capacity',
    severity: 'error',
    title: 'More pods than the nodes may run',
    meaning: 'A kubelet runs 110 pods at most, however small they are. The others stay Pending with "Too many pods".',
    bad: `// one node
new WebApp(lab, 'worker', { replicas: 120, ... });`,
    good: `// one node
new WebApp(lab, 'worker', { replicas: 4, ... });`,
    mistakes: [],
  },
  {
    code: 'capacity-volume-group',
    family: 'capacity',
    severity: 'error',
    title: 'Claims exceed the volume group',
    meaning:
      'TopoLVM makes a logical volume for each claim, at its full size at once, and leaves the spare of the volume group free. Counted are claims, claim templates times replicas, and the storage of what the Prometheus operator runs. What does not fit stays Pending, and its pod with it.',
    bad: `// volumeGroups: [{ name: 'data', deviceClass: 'ssd', sizeGiB: 100, spareGiB: 10 }]
volumes: [{ name: 'photos', size: '95Gi', ... }]`,
    good: `// volumeGroups: [{ name: 'data', deviceClass: 'ssd', sizeGiB: 100, spareGiB: 10 }]
volumes: [{ name: 'photos', size: '60Gi', ... }]`,
    mistakes: [58],
  },
  {
    code: 'capacity-claim',
    family: 'capacity',
    severity: 'error',
    title: 'One claim is larger than any volume group',
    meaning:
      'A logical volume lies in one volume group of one node. Groups of several nodes do not add up for a claim.',
    bad: `// two nodes, each with volumeGroups: [{ deviceClass: 'ssd', sizeGiB: 100, spareGiB: 10, ... }]
volumes: [{ name: 'photos', size: '120Gi', ... }]`,
    good: `// two nodes, each with volumeGroups: [{ deviceClass: 'ssd', sizeGiB: 100, spareGiB: 10, ... }]
volumes: [{ name: 'photos', size: '60Gi', ... }]`,
    mistakes: [58],
  },
  {
    code: 'capacity-device-class',
    family: 'capacity',
    severity: 'error',
    title: 'A storage class names a device class that no node has',
    meaning:
      'TopoLVM finds the volume group by the device class in the parameters of the storage class. With an unknown one no node has room, and every claim of the class stays Pending.',
    bad: `// volumeGroups: [{ name: 'data', deviceClass: 'ssd', ... }]
parameters: { 'topolvm.io/device-class': 'sdd' }`,
    good: `// volumeGroups: [{ name: 'data', deviceClass: 'ssd', ... }]
parameters: { 'topolvm.io/device-class': 'ssd' }`,
    mistakes: [],
  },
  {
    code: 'capacity-node-port',
    family: 'capacity',
    severity: 'error',
    title: 'A node port is out of range or used twice',
    meaning:
      'The API server opens ports 30000 to 32767 on nodes and gives each number to one service, whatever the protocol; one service may have the same number for TCP and UDP. It refuses the second service, and the layer with it.',
    bad: `${service('web', 30080)}
---
${service('wiki', 30080)}`,
    good: `${service('web', 30080)}
---
${service('wiki', 30081)}`,
    mistakes: [61],
  },
  {
    code: 'capacity-host-port',
    family: 'capacity',
    severity: 'error',
    title: 'Two pods want the same port of a node',
    meaning:
      'A port of the node itself (hostPort, or any container port with hostNetwork) is for one pod. The ingress controller of MicroK8s has 80, 443 and 10254 on every node.',
    bad: `// one node, where the ingress controller has port 443
ports: [{ containerPort: 8443, hostPort: 443 }]`,
    good: `// reached through a Service and an Ingress
ports: [{ containerPort: 8443 }]`,
    mistakes: [],
  },
  {
    code: 'capacity-load-balancer-ip',
    family: 'capacity',
    severity: 'error',
    title: 'An address of a load balancer is in no pool or used twice',
    meaning:
      'MetalLB gives an address only from its pools, and each to one service, unless both name the same sharing key. Otherwise the service stays without an address.',
    bad: `${pool}
---
${balanced('web', '192.168.1.200')}`,
    good: `${pool}
---
${balanced('web', '192.168.1.241')}`,
    mistakes: [60],
  },
  {
    code: 'capacity-load-balancer',
    family: 'capacity',
    severity: 'error',
    title: 'Nothing gives a load balancer its address',
    meaning:
      'MicroK8s has no load balancer of its own. Without MetalLB a service of type LoadBalancer keeps the address <pending>, and a layer that waits for it is never ready.',
    bad: `// no IPAddressPool and no release of MetalLB in the lab
spec: { type: 'LoadBalancer', ports: [{ port: 80 }] }`,
    good: `// behind the ingress
spec: { type: 'ClusterIP', ports: [{ port: 80 }] }`,
    mistakes: [],
  },
];
