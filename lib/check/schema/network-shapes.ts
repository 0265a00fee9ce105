import { quoted } from '../../values/value-error.ts';
import { list, record } from '../pods.ts';
import { spell } from '../spell.ts';
import { type Place, REFUSED } from './fault.ts';
import { judgeLabels } from './object-metadata.ts';
import type { Shape } from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Types of Services that are reached from outside of the cluster. */
const external = ['NodePort', 'LoadBalancer'];

const service: Shape = (value, place) => {
  const { type = 'ClusterIP', clusterIP, externalName } = value;
  const ports = list(value['ports']);
  judgeLabels(value['selector'], 'selector', place);
  if (type === 'ExternalName') {
    if (typeof externalName !== 'string' || externalName === '') {
      const message = `A Service of type ExternalName has no externalName: ${REFUSED}`;
      place.tell('schema-required', ['externalName'], message, 'Write the DNS name that it stands for.');
    }
    return;
  }
  if (ports.length === 0 && clusterIP !== 'None') {
    const message = `The Service has no port: ${REFUSED}`;
    place.tell('schema-required', ['ports'], message, 'Write a port, or clusterIP: None for a headless Service.');
  }
  if (clusterIP === 'None' && external.includes(spell(type))) {
    const message = `A headless Service cannot be of type ${quoted(type)}: ${REFUSED}`;
    place.tell('schema-conflict', ['clusterIP'], message, 'Remove clusterIP, or the type.');
  }
  servicePorts(ports, type, place);
  const { externalTrafficPolicy: policy } = value;
  if (typeof policy === 'string' && policy !== '' && type === 'ClusterIP' && list(value['externalIPs']).length === 0) {
    const message = `externalTrafficPolicy is for Services of type ${external.join(' and ')}, not ${quoted(type)}: ${REFUSED}`;
    place.tell('schema-conflict', ['externalTrafficPolicy'], message, 'Remove it, or change the type.');
  }
};

function servicePorts(ports: readonly unknown[], type: unknown, place: Place): void {
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const { name, nodePort } = record(port);
    if (typeof nodePort === 'number' && nodePort !== 0 && type === 'ClusterIP') {
      const message = `nodePort ${nodePort} stands in a Service of type ClusterIP: ${REFUSED}`;
      place.tell('schema-conflict', ['ports', index, 'nodePort'], message, 'Remove it, or write type: NodePort.');
    }
    if (typeof name === 'string' && name !== '') {
      if (seen.has(name)) {
        const message = `Two ports of the Service are named ${quoted(name)}: ${REFUSED}`;
        place.tell('schema-duplicate', ['ports', index, 'name'], message, 'Give one of the two another name.');
      }
      seen.add(name);
    } else if (ports.length > 1) {
      const message = `A port of a Service with several has no name: ${REFUSED}`;
      place.tell('schema-required', ['ports', index, 'name'], message, 'Write a name, such as http.');
    }
  }
}

const ingressPath: Shape = ({ path, pathType }, place) => {
  if (pathType !== 'Prefix' && pathType !== 'Exact') return;
  if (typeof path === 'string' && path.startsWith('/')) {
    if (!path.includes('//') && !/\/\.{1,2}(\/|$)/.test(path)) return;
    const message = `The path ${quoted(path)} has an empty part or dots: ${REFUSED}`;
    place.tell('schema-format', ['path'], message, 'Write a plain path, such as /api.');
    return;
  }
  const what = path === undefined || path === null ? 'is missing' : `${quoted(path)} does not begin with a slash`;
  place.tell('schema-format', ['path'], `The path ${what}: ${REFUSED}`, 'Write a path from the root, such as /.');
};

const ingressBackend: Shape = (value, place) => {
  const given = ['service', 'resource'].filter((key) => value[key] !== undefined && value[key] !== null);
  const hint = 'Write service with a name and a port.';
  // Names of the form that `networking.k8s.io/v1` has left behind are unknown fields, and told as such.
  if (given.length !== 1 && !('serviceName' in value)) {
    place.tell('schema-conflict', [], `The backend names ${given.length} targets, one is expected: ${REFUSED}`, hint);
  }
  if (given[0] !== 'service') return;
  const { port } = record(value['service']) as Fields;
  const { name, number } = record(port);
  const count = Number(name !== undefined && name !== '') + Number(number !== undefined && number !== 0);
  if (count === 1) return;
  const message = `The backend's port has ${count === 0 ? 'neither name nor number' : 'a name and a number'}: ${REFUSED}`;
  place.tell('schema-conflict', ['service', 'port'], message, 'Write one of name and number.');
};

const ingress: Shape = ({ rules, defaultBackend }, place) => {
  if (list(rules).length > 0 || (defaultBackend !== undefined && defaultBackend !== null)) return;
  place.tell(
    'schema-required',
    ['rules'],
    `The Ingress has neither rules nor a defaultBackend: ${REFUSED}`,
    'Write a rule.',
  );
};

const networkPolicyPeer: Shape = ({ ipBlock, podSelector, namespaceSelector }, place) => {
  if (ipBlock === undefined || ipBlock === null || (!podSelector && !namespaceSelector)) return;
  const message = `ipBlock stands beside a selector: ${REFUSED}`;
  place.tell('schema-conflict', ['ipBlock'], message, 'Write the two as peers of their own.');
};

/** Shapes of what leads to pods. */
export const networkShapes: Readonly<Record<string, Shape>> = {
  HTTPIngressPath: ingressPath,
  IngressBackend: ingressBackend,
  IngressSpec: ingress,
  NetworkPolicyPeer: networkPolicyPeer,
  ServiceSpec: service,
};
