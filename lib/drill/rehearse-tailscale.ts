import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../core/cluster.ts';
import { Api } from '../live/api.ts';
import { certificateOf } from '../live/certificate.ts';
import { CERTIFICATES } from '../simulator/control-plane.ts';
import type { Stage } from '../simulator/stage.ts';
import type { Clock, Drill, Place, Step } from './drill.ts';
import { done, failed } from './drill.ts';
import { FAKE_LAN, FAKE_TAILNET, FakeTailnet } from './fake-tailnet.ts';
import { type KeyPair, RehearsalAuthority } from './rehearsal-authority.ts';
import type { DrillReport } from './report.ts';
import { type RunDrillProps, runDrill } from './run-drill.ts';
import { namesOf, type TailscalePlace, tailscale } from './tailscale.ts';

/** What the rehearsal runs with. */
export interface RehearseTailscaleProps
  extends Pick<RunDrillProps<Place>, 'clock' | 'before' | 'save' | 'onLook' | 'onResult'> {
  readonly lab: Cluster;
  /** Not set yet: the certificate of the API server is put there first. */
  readonly stage: Stage;
  /** Hosts of the lab behind the ingress controller. */
  readonly hosts: readonly string[];
  readonly say: (step: string) => void;
  /** Runs a program; `undefined` where there is no kubectl. */
  readonly kubectl: ((args: readonly string[]) => ReturnType<NonNullable<TailscalePlace['kubectl']>>) | undefined;
}

/** Name of its reports. */
export const TAILSCALE_REHEARSAL = 'tailscale-rehearsal';

/** Something that is wrong on a lab, and the steps that must tell it. */
interface Wrong {
  readonly name: string;
  readonly what: string;
  readonly tells: readonly string[];
  /** Makes it so, and gives the place that is seen then. */
  readonly make: () => Promise<TailscalePlace>;
  readonly mend?: () => Promise<void>;
}

/** Milliseconds for the API server to take another certificate: where it is not told of the change, it looks each minute. */
const PATIENCE = 120_000;
const PAUSE = 300;

const FAKES = [
  `the tailnet and the LAN: ${FAKE_TAILNET} and ${FAKE_LAN} of this machine's loopback stand for them, and both lead to the API server`,
  'the name: it is resolved by the rehearsal. MagicDNS and the hosts file of this machine are not asked',
  'the ingress controller: a server of the rehearsal answers for the hosts, with certificates that its own authority signed',
  'the machine: Tailscale on it is not asked, for there is none',
];

/** The drill of the tailnet in the simulator: as it should be, then with each thing wrong that it must tell. */
export async function rehearseTailscale(props: RehearseTailscaleProps): Promise<DrillReport> {
  const net = new FakeTailnet();
  try {
    const rehearsal = new Rehearsal(props, net);
    await rehearsal.set();
    return await runDrill({
      ...props,
      drill: withWrongs(rehearsal.wrongs(), props.clock),
      place: await rehearsal.place(),
      where: 'a rehearsal in the simulator',
      fakes: FAKES,
      ask: nobody,
    });
  } finally {
    await net.stop();
  }
}

class Rehearsal {
  readonly #props: RehearseTailscaleProps;
  readonly #net: FakeTailnet;
  readonly #authority: RehearsalAuthority;
  readonly #name: string;

  constructor(props: RehearseTailscaleProps, net: FakeTailnet) {
    this.#props = props;
    this.#net = net;
    this.#authority = new RehearsalAuthority(join(props.stage.folder, 'authority'));
    this.#name = namesOf(props.lab)[0]!;
  }

  async set(): Promise<void> {
    const { stage, say, lab, hosts } = this.#props;
    this.#showOnApi([this.#name, FAKE_LAN]);
    await stage.set(say);
    await this.#net.lead(Number(new URL(stage.plane.server).port));
    await this.#net.answer(this.#authority.sign(['ingress.local']));
    this.#net.show(this.#pairs());
    await stage.api.apply({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: lab.facts.nodes[0]!.name },
      status: { addresses: [{ type: 'InternalIP', address: FAKE_LAN }] },
    });
    for (const [i, host] of hosts.entries()) await stage.api.apply(ingressFor(`host-${i}`, host));
  }

  /** As it should be, but for what is given. */
  async place({ server = this.#name, address = FAKE_TAILNET } = {}): Promise<TailscalePlace> {
    const { lab, stage, kubectl } = this.#props;
    const { port } = new URL(stage.plane.server);
    const network = this.#net.seen(address, this.#authority.pem);
    const file = this.#kubeconfig(`https://${server}:${port}`);
    const api = await Api.connect(file, undefined, network.lookup);
    // kubectl cannot be told how a name is resolved: it is told the address, and for which name the certificate must hold.
    const led = server === this.#name ? [`--server=https://${address}:${port}`, `--tls-server-name=${this.#name}`] : [];
    return {
      lab,
      api,
      network,
      ssh: undefined,
      kubectl: kubectl && ((...args) => kubectl([`--kubeconfig=${file}`, ...led, ...args])),
      memory: {},
    };
  }

  wrongs(): Wrong[] {
    return [
      {
        name: 'name-in-lan',
        what: 'the name leads into the LAN, as by a line in the hosts file',
        tells: ['resolved', 'routed', 'apart', 'services'],
        make: () => this.place({ address: FAKE_LAN }),
      },
      {
        name: 'kubeconfig-in-lan',
        what: 'the kubeconfig leads to the address in the LAN, and all works by accident',
        tells: ['named', 'routed', 'apart'],
        make: () => this.place({ server: FAKE_LAN, address: FAKE_TAILNET }),
      },
      {
        name: 'certificate-without-name',
        what: 'the certificate of the API server lacks the tailnet name',
        tells: ['routed', 'apart', 'covered', ...(this.#props.kubectl ? ['kubectl'] : []), 'services'],
        make: async () => {
          await this.#changedTo([FAKE_LAN]);
          return this.place();
        },
        mend: () => this.#changedTo([this.#name, FAKE_LAN]),
      },
      {
        name: 'host-without-certificate',
        what: 'the ingress controller shows a certificate of its own for the hosts',
        tells: ['services'],
        make: async () => {
          this.#net.show(new Map());
          return this.place();
        },
        mend: async () => this.#net.show(this.#pairs()),
      },
    ];
  }

  #pairs(): ReadonlyMap<string, KeyPair> {
    return new Map(this.#props.hosts.map((host) => [host, this.#authority.sign([host])]));
  }

  /** Where the API server looks for its certificate when it starts. */
  #showOnApi(names: readonly string[]): void {
    const folder = join(this.#props.stage.folder, CERTIFICATES);
    mkdirSync(folder, { recursive: true });
    const { certificate, key } = this.#authority.sign([...names, '127.0.0.1']);
    writeFileSync(join(folder, 'apiserver.crt'), certificate);
    writeFileSync(join(folder, 'apiserver.key'), key, { mode: 0o600 });
  }

  /** The API server reads its certificate again when it changes, as that of MicroK8s is changed under it. */
  async #changedTo(names: readonly string[]): Promise<void> {
    const { stage, clock } = this.#props;
    this.#showOnApi(names);
    const isShown = async () => {
      const { names: shown } = await certificateOf(stage.plane.server, this.#authority.pem);
      return shown.includes(this.#name) === names.includes(this.#name);
    };
    const end = clock.now().getTime() + PATIENCE;
    while (!(await isShown())) {
      if (clock.now().getTime() > end) throw new Error('the API server does not take another certificate');
      await clock.pause(PAUSE);
    }
  }

  #kubeconfig(server: string): string {
    const { folder, plane } = this.#props.stage;
    const file = join(folder, `kubeconfig-${new URL(server).hostname}`);
    const authority = Buffer.from(this.#authority.pem).toString('base64');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'rehearsal', cluster: { server, 'certificate-authority-data': authority } }],
      users: [{ name: 'admin', user: { token: plane.token } }],
      contexts: [{ name: 'rehearsal', context: { cluster: 'rehearsal', user: 'admin' } }],
      'current-context': 'rehearsal',
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }
}

function withWrongs(wrongs: readonly Wrong[], clock: Clock): Drill<TailscalePlace> {
  const steps = wrongs.map(
    ({ name, what, tells, make, mend }): Step<TailscalePlace> => ({
      name,
      title: `it is told when ${what}`,
      limit: 0,
      goesOn: true,
      async look() {
        const inner = await seenWith(make, clock).finally(mend);
        const told = inner.steps.filter(({ state }) => state === 'failed');
        const names = told.map((each) => each.name);
        if (names.join() === tells.join()) return done(`${names.join(', ')}: ${told[0]!.told}`);
        return failed(
          `told by ${names.join(', ') || 'no step'}; expected ${tells.join(', ')}`,
          'This is a mistake of the drill itself: please report it.',
        );
      },
    }),
  );
  return { ...tailscale, name: TAILSCALE_REHEARSAL, steps: [...tailscale.steps, ...steps] };
}

async function seenWith(make: Wrong['make'], clock: Clock): Promise<DrillReport> {
  const place = await make();
  const nothing = () => undefined;
  return runDrill({ drill: tailscale, place, clock, where: '', before: undefined, ask: nobody, save: nothing });
}

function ingressFor(name: string, host: string) {
  const backend = { service: { name, port: { number: 80 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'default' },
    spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}

async function nobody(): Promise<never> {
  throw new Error('this drill asks nobody');
}
