import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedFacts } from '../../core/facts.ts';
import { toYaml } from '../../core/yaml.ts';
import type { Api } from '../../live/api.ts';
import { freePorts } from '../ports.ts';
import type { Processes } from '../processes.ts';
import type { LoopGroup, LoopLvm } from './loop-lvm.ts';
import type { StoragePrograms } from './storage-programs.ts';

const DRIVER = 'topolvm.io';
const DEFINITION = 'logicalvolumes.topolvm.io';
const NAMESPACE = 'kube-system';
const PAUSE = 500;

/** What TopoLVM runs with. */
export interface RealTopoLvmProps {
  readonly programs: StoragePrograms<string>;
  readonly api: Api;
  readonly facts: Pick<ResolvedFacts, 'nodes'>;
  readonly lvm: LoopLvm;
  /** For sockets and configuration. */
  readonly folder: string;
  readonly kubeconfig: string;
  readonly processes: Processes;
}

/**
 * TopoLVM itself, as plain processes: an lvmd and a node for each machine, a controller and the CSI provisioner. They start once the lab
 * has applied TopoLVM's definition, as they would in its pods, which are simulated.
 */
export class RealTopoLvm {
  readonly #props: RealTopoLvmProps;
  #isRunning = false;

  constructor(props: RealTopoLvmProps) {
    this.#props = props;
  }

  /** Waits for definition and driver in the background, then starts everything. */
  start(): void {
    this.#isRunning = true;
    const look = async (): Promise<void> => {
      if (!this.#isRunning) return;
      if (await this.#isApplied().catch(() => false)) await this.#run();
      else setTimeout(look, PAUSE);
    };
    setTimeout(look, 0);
  }

  /** Whether the lab has applied what the programs look for when they start. */
  async #isApplied(): Promise<boolean> {
    const { api } = this.#props;
    const [definition, driver] = await Promise.all([
      api.get('apiextensions.k8s.io/v1', 'CustomResourceDefinition', DEFINITION),
      api.get('storage.k8s.io/v1', 'CSIDriver', DRIVER),
    ]);
    return definition !== undefined && driver !== undefined;
  }

  stop(): void {
    this.#isRunning = false;
  }

  async #run(): Promise<void> {
    const { lvm, folder, kubeconfig, processes } = this.#props;
    const { nodes } = this.#props.facts;
    const { topolvm, csiProvisioner } = this.#props.programs;
    const env = { KUBECONFIG: kubeconfig, NAMESPACE, POD_NAME: 'csi-provisioner' };
    const [health] = await freePorts(1);
    const socket = (name: string) => join(folder, `${name}.sock`);
    for (const [i, { name, volumeGroups }] of nodes.entries()) {
      const config = join(folder, `lvmd-${i}.yaml`);
      const classes = volumeGroups.map((group, at) => ({
        name: group.deviceClass,
        'volume-group': groupOf(i, group.name),
        default: at === 0,
        'spare-gb': group.spareGiB,
      }));
      writeFileSync(
        config,
        toYaml({ 'socket-name': socket(`lvmd-${i}`), 'device-classes': classes, 'lvm-command-prefix': [lvm.wrapper] }),
      );
      processes.start(`lvmd-${i}`, { path: topolvm, args: ['lvmd', `--config=${config}`, '--metrics-bind-address='] });
      processes.start(`topolvm-node-${i}`, {
        path: topolvm,
        args: [
          'topolvm-node',
          `--nodename=${name}`,
          `--lvmd-socket=${socket(`lvmd-${i}`)}`,
          `--csi-socket=${socket(`node-${i}`)}`,
          '--metrics-bind-address=0',
        ],
        env,
      });
    }
    processes.start('topolvm-controller', {
      path: topolvm,
      args: [
        'topolvm-controller',
        `--csi-socket=${socket('controller')}`,
        '--enable-webhooks=false',
        '--leader-election=false',
        '--metrics-bind-address=0',
        `--health-probe-bind-address=127.0.0.1:${health}`,
      ],
      env,
    });
    processes.start('csi-provisioner', {
      path: csiProvisioner,
      args: [
        `--csi-address=${socket('controller')}`,
        `--kubeconfig=${kubeconfig}`,
        '--feature-gates=Topology=true',
        '--enable-capacity',
        '--capacity-ownerref-level=-1',
        '--capacity-poll-interval=5s',
      ],
      env,
    });
  }
}

/** The volume groups of all nodes, as large as the facts say. */
export function groupsOf({ nodes }: Pick<ResolvedFacts, 'nodes'>): LoopGroup[] {
  return nodes.flatMap(({ volumeGroups }, i) =>
    volumeGroups.map(({ name, sizeGiB }) => ({ name: groupOf(i, name), gib: sizeGiB })),
  );
}

/** Facts of a lab with the names that its groups have here. */
export function onLoops<T extends Pick<ResolvedFacts, 'nodes'>>(facts: T): T {
  const nodes = facts.nodes.map((node, i) => {
    const volumeGroups = node.volumeGroups.map((group) => ({ ...group, name: groupOf(i, group.name) }));
    return { ...node, volumeGroups };
  });
  return { ...facts, nodes };
}

/** Name of a group on this machine: two nodes may each have one of the same name. */
function groupOf(node: number, name: string): string {
  return `sim${node}-${name}`;
}
