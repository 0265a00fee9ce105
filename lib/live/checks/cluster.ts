import { record } from '../../check/pods.ts';
import { certificateOf } from '../certificate.ts';
import { conditionOf } from '../layer-state.ts';
import { finding, type LiveCheck, ok, unknown } from './check.ts';

/** Seconds that two clocks may differ: certificates and tokens are refused beyond some minutes. */
const DRIFT = 30;
const DAY = 24 * 3600 * 1000;
/** Days before the end of a certificate at which somebody should look: cert-manager renews a month before. */
const SOON = 20;

export const version: LiveCheck = {
  name: 'Kubernetes',
  isPrerequisite: true,
  async look({ api, lab }) {
    const { body } = await api.ask('/version');
    const minor = `${String(body['major'])}.${String(body['minor']).replace(/\D.*$/, '')}`;
    if (minor === lab.track.name) return ok(`${String(body['gitVersion'])}, as track ${lab.track.name} has it`);
    return finding(
      `it is ${String(body['gitVersion'])}; the lab is made for track ${lab.track.name}`,
      `Refresh MicroK8s to its channel (snap refresh microk8s --channel=${lab.track.microk8s.channel}), or change the track in main.ts.`,
    );
  },
};

export const clock: LiveCheck = {
  name: 'clock',
  isPrerequisite: true,
  async look({ api, now }) {
    const { date } = await api.ask('/version');
    if (!date) return unknown('the server does not tell its time');
    const seconds = Math.round(Math.abs(date.getTime() - now.getTime()) / 1000);
    if (seconds <= DRIFT) return ok(`within ${DRIFT} s of this machine's`);
    return finding(`it differs by ${seconds} s from this machine's`, 'Set both by NTP: timedatectl set-ntp true.');
  },
};

/** With authorization off everybody may do everything: a name that nobody has may read secrets then. */
export const rbac: LiveCheck = {
  name: 'rbac',
  isPrerequisite: true,
  async look({ api }) {
    const review = await api.review({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: 'hensteeth:nobody',
        resourceAttributes: { verb: 'get', resource: 'secrets', namespace: 'kube-system' },
      },
    });
    if (record(review['status'])['allowed'] !== true) return ok('who has no right is refused');
    return finding('anybody may read secrets: authorization is off', 'Turn it on: microk8s enable rbac.');
  },
};

export const ingressClass: LiveCheck = {
  name: 'ingress',
  isPrerequisite: true,
  async look({ api, lab }) {
    const there = (await api.list('networking.k8s.io/v1', 'IngressClass')).map(({ metadata }) => metadata.name);
    const missing = lab.track.microk8s.ingressClasses
      .filter(({ name }) => !there.includes(name))
      .map(({ name }) => name);
    if (missing.length === 0) return ok(`class ${there.join(', ')}`);
    return finding(
      `class ${missing.join(', ')} is missing; there is ${there.join(', ') || 'none'}`,
      'microk8s enable ingress',
    );
  },
};

export const dns: LiveCheck = {
  name: 'cluster DNS',
  isPrerequisite: true,
  async look({ api }) {
    const service = await api.get('v1', 'Service', 'kube-dns', 'kube-system');
    return service
      ? ok('service kube-system/kube-dns')
      : finding('service kube-system/kube-dns is missing', 'microk8s enable dns');
  },
};

/** Two default classes: a claim without a class then gets either. */
export const defaultClass: LiveCheck = {
  name: 'storage classes',
  isPrerequisite: true,
  async look({ api }) {
    const mark = 'storageclass.kubernetes.io/is-default-class';
    const all = await api.list('storage.k8s.io/v1', 'StorageClass');
    const marked = all
      .filter(({ metadata }) => metadata.annotations?.[mark] === 'true')
      .map(({ metadata }) => metadata.name);
    const foreign = marked.filter((name) => name === 'microk8s-hostpath');
    if (foreign.length > 0) {
      return finding(`${foreign.join(', ')} is a default class beside TopoLVM's`, 'microk8s disable hostpath-storage');
    }
    if (marked.length > 1) return finding(`${marked.join(' and ')} are both default`, 'Leave the mark on one of them.');
    return ok(marked.length === 1 ? `${marked[0]} is the default` : 'no default yet');
  },
};

export const nodes: LiveCheck = {
  name: 'nodes',
  isPrerequisite: true,
  async look({ api, lab }) {
    const live = new Map((await api.list('v1', 'Node')).map((node) => [node.metadata.name, node]));
    return lab.facts.nodes.map(({ name, cores, memoryGiB }) => {
      const node = live.get(name);
      if (!node) {
        return finding(
          `${name} is not in the cluster; there is ${[...live.keys()].join(', ') || 'none'}`,
          'Give the node in main.ts its host name.',
        );
      }
      if (conditionOf(node)?.status !== 'True') {
        return finding(
          `${name} is not ready: ${conditionOf(node)?.message ?? 'it says nothing'}`,
          'microk8s status, then microk8s inspect.',
        );
      }
      const capacity = record(record(node.status)['capacity']);
      const has =
        Number(String(capacity['cpu']).replace(/m$/, '000')) / (String(capacity['cpu']).endsWith('m') ? 1e6 : 1);
      if (has < cores)
        return finding(
          `${name} has ${has} cores, main.ts says ${cores}`,
          'Correct the facts: capacity is judged by them.',
        );
      return ok(`${name} is ready, with ${has} cores for the ${cores} and memory for the ${memoryGiB} GiB of main.ts`);
    });
  },
};

export const apiCertificate: LiveCheck = {
  name: 'API certificate',
  isPrerequisite: false,
  async look({ api, now }) {
    const { refusal, until, names } = await certificateOf(api.server, api.authority, api.lookup);
    if (refusal !== undefined) {
      return finding(
        `it does not hold for ${new URL(api.server).hostname} (${refusal}); it holds for ${names.join(', ')}`,
        'Add the name to extraSANs of the launch configuration: npx hensteeth node image shows it.',
      );
    }
    const days = Math.floor((until.getTime() - now.getTime()) / DAY);
    if (days < SOON) return finding(`it ends in ${days} days`, 'sudo microk8s refresh-certs -e server.crt');
    return ok(`holds for ${new URL(api.server).hostname}, ${days} days more`);
  },
};

export const certificates: LiveCheck = {
  name: 'certificates',
  isPrerequisite: false,
  async look({ api, now }) {
    const all = await api.list('cert-manager.io/v1', 'Certificate');
    return all.map((certificate) => {
      const name = `${certificate.metadata.namespace}/${certificate.metadata.name}`;
      const ready = conditionOf(certificate);
      const until = record(certificate.status)['notAfter'];
      if (ready?.status !== 'True' || typeof until !== 'string') {
        return finding(
          `${name} is not issued: ${ready?.message ?? 'nobody looked at it'}`,
          `kubectl describe certificate -n ${certificate.metadata.namespace} ${certificate.metadata.name}`,
        );
      }
      const days = Math.floor((new Date(until).getTime() - now.getTime()) / DAY);
      return days < SOON
        ? finding(
            `${name} ends in ${days} days and was not renewed`,
            `kubectl describe certificate -n ${certificate.metadata.namespace} ${certificate.metadata.name}`,
          )
        : ok(`${name}, ${days} days more`);
    });
  },
};
