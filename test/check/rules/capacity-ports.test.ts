import { capacityRules } from '../../../lib/check/rules/capacity.ts';
import { told, worldOf } from '../world-of.ts';
import { factsOf, lab, NODE, POOL, service, workload } from './capacity-lab.ts';

test('row 61: a node port out of range is told', () => {
  const ports = (port: number): string =>
    service('a', `type: NodePort, ports: [{ port: 80 }, { port: 81, nodePort: ${port} }]`);
  expect(told(capacityRules, worldOf(ports(29_999)))).toEqual(['Service/a spec.ports[1].nodePort capacity-node-port']);
  expect(told(capacityRules, worldOf(ports(30_000)))).toEqual([]);
  expect(told(capacityRules, worldOf(ports(0)))).toEqual([]);
});

test('row 61: a node port of two services is told at the second, whatever the protocols', () => {
  const port = (name: string, more = ''): string =>
    service(name, `type: NodePort, ports: [{ port: 80, nodePort: 30080${more} }]`);
  expect(told(capacityRules, worldOf(port('a') + port('b', ', protocol: UDP')))).toEqual([
    'Service/b spec.ports[0].nodePort capacity-node-port',
  ]);
});

test('row 61: one service may have one node port for TCP and UDP', () => {
  const both = 'ports: [{ port: 53, nodePort: 30053 }, { port: 53, nodePort: 30053, protocol: UDP }]';
  expect(told(capacityRules, worldOf(service('a', `type: NodePort, ${both}`)))).toEqual([]);
  const twice = both.replace(', protocol: UDP', '');
  expect(told(capacityRules, worldOf(service('a', `type: NodePort, ${twice}`)))).toHaveLength(1);
});

test('row 61: the node port for health checks is one of them', () => {
  const health = service('a', 'type: LoadBalancer, healthCheckNodePort: 30080, ports: [{ port: 80, nodePort: 30080 }]');
  expect(told(capacityRules, worldOf(health))).toEqual(['Service/a spec.healthCheckNodePort capacity-node-port']);
});

const hostPort = (name: string, port: string, more = '', pod = ''): string =>
  workload('Deployment', '', more, `${pod}`)
    .replace('name: deployment', `name: ${name}`)
    .replace("image: 'a:1'", `image: 'a:1', ports: [{ ${port} }]`);

test('two pods that want one port of the node are told', () => {
  const one = hostPort('one', 'containerPort: 9000, hostPort: 9000');
  const two = hostPort('two', 'containerPort: 9000', '', 'hostNetwork: true, ');
  expect(told(capacityRules, lab(one + two))).toEqual([
    'Deployment/two spec.template.spec.containers[0].ports[0] capacity-host-port',
  ]);
  expect(told(capacityRules, lab(one + two.replace('containerPort: 9000', 'containerPort: 9001')))).toEqual([]);
  expect(
    told(capacityRules, lab(one + two.replace('containerPort: 9000', 'containerPort: 9000, protocol: UDP'))),
  ).toEqual([]);
});

test('ports on different addresses of the node do not clash', () => {
  const on = (name: string, address: string): string =>
    hostPort(name, `containerPort: 9000, hostPort: 9000, hostIP: ${address}`);
  expect(told(capacityRules, lab(on('one', '10.0.0.1') + on('two', '10.0.0.2')))).toEqual([]);
  expect(told(capacityRules, lab(on('one', '10.0.0.1') + on('two', '0.0.0.0')))).toHaveLength(1);
});

test('more replicas than nodes cannot have the same port of the node', () => {
  const yaml = hostPort('one', 'containerPort: 9000, hostPort: 9000', 'replicas: 2, ');
  expect(told(capacityRules, lab(yaml))).toHaveLength(1);
  expect(told(capacityRules, lab(yaml, { facts: factsOf(NODE, { ...NODE, name: 'other' }) }))).toEqual([]);
});

test('the ports of the ingress controller of MicroK8s are taken', () => {
  expect(told(capacityRules, lab(hostPort('one', 'containerPort: 8443, hostPort: 443')))).toHaveLength(1);
});

test('row 60: an address outside of the pools is told', () => {
  const at = (address: string): string => POOL + service('a', `type: LoadBalancer, loadBalancerIP: ${address}`);
  expect(told(capacityRules, lab(at('192.168.1.239')))).toEqual([
    'Service/a spec.loadBalancerIP capacity-load-balancer-ip',
  ]);
  expect(told(capacityRules, lab(at('192.168.1.246')))).toHaveLength(1);
  for (const address of ['192.168.1.240', '192.168.1.245', '10.0.5.15'])
    expect(told(capacityRules, lab(at(address)))).toEqual([]);
});

test('row 60: an address outside of the pools in an annotation is told', () => {
  const yaml = POOL + service('a', 'type: LoadBalancer', "metallb.universe.tf/loadBalancerIPs: '10.0.5.3, 10.0.6.3'");
  expect(told(capacityRules, lab(yaml))).toEqual([
    "Service/a metadata.annotations['metallb.universe.tf/loadBalancerIPs'] capacity-load-balancer-ip",
  ]);
});

test('row 60: an address of two services is told at the second, unless they share it', () => {
  const at = (name: string, sharing = ''): string =>
    service(name, 'type: LoadBalancer, loadBalancerIP: 10.0.5.3', sharing);
  expect(told(capacityRules, lab(POOL + at('a') + at('b')))).toEqual([
    'Service/b spec.loadBalancerIP capacity-load-balancer-ip',
  ]);
  const sharing = 'metallb.universe.tf/allow-shared-ip: dns';
  expect(told(capacityRules, lab(POOL + at('a', sharing) + at('b', sharing)))).toEqual([]);
});

test('a load balancer on MicroK8s without MetalLB is told', () => {
  const balanced = service('a', 'type: LoadBalancer');
  expect(told(capacityRules, lab(balanced))).toEqual(['Service/a spec.type capacity-load-balancer']);
  expect(told(capacityRules, lab(POOL + balanced))).toEqual([]);
  expect(told(capacityRules, lab(service('a', 'type: LoadBalancer, loadBalancerClass: tailscale')))).toEqual([]);
  const metallb =
    '{ apiVersion: helm.toolkit.fluxcd.io/v2beta2, kind: HelmRelease, metadata: { name: m, namespace: m }, spec: { chart: { spec: { chart: metallb } } } }';
  expect(told(capacityRules, lab(balanced + metallb))).toEqual([]);
});
