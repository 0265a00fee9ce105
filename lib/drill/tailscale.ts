import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Api } from '../live/api.ts';
import { certificateOf } from '../live/certificate.ts';
import type { LiveCheck, Said } from '../live/checks/check.ts';
import { apiCertificate } from '../live/checks/cluster.ts';
import { tailscale as tailscaleOfMachine } from '../live/checks/machine.ts';
import type { Ssh } from '../live/ssh.ts';
import { type Clock, type Drill, done, failed, type Look, notSeen, type Place, type Step } from './drill.ts';
import { askHost } from './host.ts';
import type { Network } from './tailnet.ts';

/** What the drill of the tailnet looks at. */
export interface TailscalePlace extends Place {
  readonly lab: Cluster;
  readonly api: Api;
  readonly network: Network;
  readonly ssh: Ssh | undefined;
  /** Runs kubectl on this machine with the access of the drill; `undefined` where there is none. */
  readonly kubectl:
    | ((
        ...args: readonly string[]
      ) => Promise<{ readonly code: number | undefined; readonly output: string; readonly errors: string }>)
    | undefined;
}

/** How a host is told apart from one that is reached by another road. */
const LAN_FIX =
  'Take the line from the hosts file or the name from the DNS of the house, and switch MagicDNS on: tailscale set --accept-dns.';
const TIMEOUT = 5_000;

type TailscaleStep = Step<TailscalePlace>;

const named: TailscaleStep = {
  name: 'named',
  title: 'the kubeconfig leads to the tailnet name',
  limit: 0,
  goesOn: true,
  async look({ api, lab }) {
    const { hostname } = new URL(api.server);
    const names = namesOf(lab);
    if (names.includes(hostname)) return done(api.server);
    return failed(
      `the kubeconfig leads to ${hostname}, not to ${names.join(' or ')}`,
      `npx hensteeth kubeconfig --ssh owner@${names[0]}`,
    );
  },
};

const resolved: TailscaleStep = {
  name: 'resolved',
  title: 'the name leads into the tailnet, and nowhere else',
  limit: 0,
  goesOn: true,
  async look({ api, lab, network }) {
    const name = hostOf(api, lab);
    const addresses = await network.resolve(name).catch(() => []);
    if (addresses.length === 0) return failed(`${name} leads nowhere`, 'tailscale status; MagicDNS must be on.');
    const others = addresses.filter((address) => !network.isTailnet(address));
    if (others.length > 0) return failed(`${name} leads to ${others.join(', ')}, which is not in the tailnet`, LAN_FIX);
    return done(`${name} is ${addresses.join(', ')}`);
  },
};

const routed: TailscaleStep = {
  name: 'routed',
  title: 'the API server answers over the tailnet',
  limit: 0,
  goesOn: true,
  async look({ api, memory, network }) {
    const { text: ready, remote = '', local = '' } = await api.read('/readyz');
    memory['answered'] = remote;
    if (ready !== 'ok') return failed(`it is not ready: ${ready}`, 'microk8s status, then microk8s inspect.');
    if (!network.isTailnet(remote))
      return failed(`ready, but it answered from ${remote}, which is not in the tailnet`, LAN_FIX);
    if (remote === local)
      return notSeen(
        `ready, but this is the server itself (${remote}): run the drill on another machine of the tailnet`,
      );
    if (!network.isTailnet(local)) {
      return failed(
        `ready, but this machine came from ${local}: the packets took a road beside the tailnet`,
        'Switch Tailscale on, on this machine: tailscale up. Without its interface, see who routes 100.64.0.0/10.',
      );
    }
    return done(`ready; it answered from ${remote}, to ${local}`);
  },
};

const apart: TailscaleStep = {
  name: 'apart',
  title: 'the road through the LAN is another one, and was not taken',
  limit: 0,
  goesOn: true,
  async look({ api, lab, memory, network }) {
    const machines = await api.list('v1', 'Node');
    const all = machines.flatMap(({ status }) => list(record(status)['addresses']).map(record));
    const lan = all.flatMap(({ type, address }) =>
      type === 'InternalIP' && typeof address === 'string' && !network.isTailnet(address) ? [address] : [],
    );
    if (lan.length === 0) return notSeen('no node tells an address outside of the tailnet');
    const taken = lan.find((address) => address === memory['answered']);
    if (taken !== undefined) return failed(`it was ${taken} that answered: the LAN`, LAN_FIX);
    const { port } = new URL(api.server);
    const told = await Promise.all(
      lan.map(async (address) => {
        const seen = await certificateOf(`https://${address}:${port}`, api.authority).catch(() => undefined);
        return `${address} (LAN) ${seen ? 'answers too' : 'does not answer here'}`;
      }),
    );
    return done(`${told.join(', ')}; what answered ${hostOf(api, lab)} was ${memory['answered'] ?? 'nobody'}`);
  },
};

const covered: TailscaleStep = {
  name: 'covered',
  title: 'its certificate covers the name, and for how long',
  limit: 0,
  goesOn: true,
  look: (place, clock) => lookBy(apiCertificate, place, clock),
};

const byKubectl: TailscaleStep = {
  name: 'kubectl',
  title: 'kubectl works',
  limit: 0,
  goesOn: true,
  async look({ kubectl }) {
    if (!kubectl) return notSeen('kubectl is not on PATH; the API server was asked with the same kubeconfig');
    const { code, output, errors } = await kubectl(
      'get',
      'nodes',
      '--output=name',
      `--request-timeout=${TIMEOUT / 1000}s`,
    );
    if (code === 0) return done(`kubectl get nodes: ${output.trim().split('\n').join(', ')}`);
    return failed(
      `kubectl get nodes: ${errors.trim().split('\n').at(-1) ?? `it ended with ${code}`}`,
      'See that no HTTPS_PROXY and no other context leads kubectl elsewhere: kubectl config current-context.',
    );
  },
};

const joined: TailscaleStep = {
  name: 'joined',
  title: 'Tailscale of the machine says the same',
  limit: 0,
  goesOn: true,
  look: (place, clock) => lookBy(tailscaleOfMachine, place, clock),
};

const services: TailscaleStep = {
  name: 'services',
  title: 'every host of the lab answers over the tailnet, by TLS',
  limit: 0,
  goesOn: true,
  async look({ api, lab, network }) {
    const ingresses = await api.list('networking.k8s.io/v1', 'Ingress');
    const hosts = ingresses.flatMap((ingress) =>
      list(record(ingress['spec'])['rules']).flatMap((rule) => text(record(rule)['host']) ?? []),
    );
    if (hosts.length === 0) return notSeen('the cluster has no ingress with a host');
    const [address] = (await network.resolve(hostOf(api, lab))).filter(network.isTailnet);
    if (address === undefined) return failed('the name of the machine leads to no address of the tailnet', LAN_FIX);
    const { ingressPort: port, authority } = network;
    const isStaging = lab.facts.acme.environment === 'staging';
    const told = await Promise.all(
      hosts.map((host) => askHost({ address, port, host, authority, mayBeUntrusted: isStaging })),
    );
    const [bad] = told.filter(({ state }) => state === 'failed');
    return bad ?? done(told.map(({ told: one }) => one).join('; '));
  },
};

/** The API over the tailnet, and not by accident over the LAN. */
export const tailscale: Drill<TailscalePlace> = {
  name: 'tailscale',
  proves: 'kubectl and the services work through the tailnet name, and not by accident through the LAN',
  steps: [named, resolved, routed, apart, covered, byKubectl, services, joined],
};

/** Names in the tailnet of the machines. */
export function namesOf({ facts: { nodes, tailnet } }: Cluster): string[] {
  return nodes.map(({ name }) => `${name}.${tailnet}`);
}

/** The tailnet name that is meant: that of the kubeconfig, else that of the first machine. */
function hostOf(api: Api, lab: Cluster): string {
  const { hostname } = new URL(api.server);
  const names = namesOf(lab);
  return names.includes(hostname) ? hostname : names[0]!;
}

/** A check of the running lab, as a step. */
async function lookBy({ look }: LiveCheck, { lab, api, ssh }: TailscalePlace, clock: Clock): Promise<Look> {
  const all = [await look({ lab, api, ssh, now: clock.now() })].flat() as readonly Said[];
  const worst = all.find(({ state }) => state === 'finding') ?? all.find(({ state }) => state === 'unknown') ?? all[0]!;
  if (worst.state === 'finding') return failed(worst.told, worst.fix ?? 'npx hensteeth doctor');
  return worst.state === 'unknown' ? notSeen(worst.told) : done(worst.told);
}
