import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { roomsOf } from '../check/capacity/machine.ts';
import type { ResolvedFacts } from '../core/facts.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Api } from '../live/api.ts';
import type { Processes } from './processes.ts';
import { STAGES } from './programs.ts';

/** Label that TopoLVM puts on a node for the scheduler. */
export const TOPOLOGY = 'topology.topolvm.io/node';
/** What nodes and pods go through at once. */
const STAGE_FOLDERS = ['node/fast', 'node/heartbeat-with-lease', 'pod/fast'];

/**
 * The controller manager takes readiness from the pods of a node that was not heard of for a while, as after a stop of etcd. A real
 * kubelet gives it back; kwok's own stages only look at pods that are pending.
 */
const READY_AGAIN = {
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name: 'pod-ready-again' },
  spec: {
    resourceRef: { apiGroup: 'v1', kind: 'Pod' },
    selector: {
      matchExpressions: [
        { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
        { key: '.status.phase', operator: 'In', values: ['Running'] },
        { key: '.status.conditions.[] | select( .type == "Ready" ) | .status', operator: 'NotIn', values: ['True'] },
        { key: '.metadata.ownerReferences.[].kind', operator: 'NotIn', values: ['Job'] },
      ],
    },
    delay: { durationMilliseconds: 1_000 },
    next: {
      statusTemplate: 'conditions:\n- type: Ready\n  status: "True"\n  lastTransitionTime: {{ Now | Quote }}\n',
    },
  },
};

/** Pods of the simulated nodes in which commands run: on this machine, in a folder. */
export interface SimulatedExec {
  readonly namespace: string;
  readonly pod: string;
  /** Where they run. */
  readonly folder: string;
  /** Port of the kubelet that kwok plays. */
  readonly port: number;
  /** Paths of its certificate and key. */
  readonly certificate: string;
  readonly key: string;
}

/** Starts kwok, which simulates nodes, and puts the nodes of the lab into the cluster, each as large as its facts say. */
export async function startNodes(
  kwok: string,
  folder: string,
  kubeconfig: string,
  facts: ResolvedFacts,
  api: Api,
  processes: Processes,
  exec?: SimulatedExec,
): Promise<void> {
  const stages = join(folder, 'stages.yaml');
  const more = exec ? [JSON.stringify(commandsIn(exec))] : [];
  writeFileSync(stages, [stagesBeside(kwok), ...more].join('\n---\n'));
  const args = [
    `--kubeconfig=${kubeconfig}`,
    '--manage-all-nodes',
    `--config=${stages}`,
    '--cidr=10.1.0.0/16',
    '--node-lease-duration-seconds=40',
    ...(exec ? kubeletOf(exec) : []),
  ];
  processes.start('kwok', { path: kwok, args });
  await Promise.all(nodesOf(facts).map((node) => api.apply(node)));
}

function kubeletOf({ port, certificate, key }: SimulatedExec): string[] {
  return [
    '--node-ip=127.0.0.1',
    `--node-port=${port}`,
    `--server-address=127.0.0.1:${port}`,
    `--tls-cert-file=${certificate}`,
    `--tls-private-key-file=${key}`,
  ];
}

function commandsIn({ namespace, pod, folder }: SimulatedExec): Manifest & { readonly spec: unknown } {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterExec',
    metadata: { name: 'in-a-folder' },
    spec: {
      selector: { matchNamespaces: [namespace], matchNames: [pod] },
      execs: [{ local: { workDir: folder } }],
    },
  };
}

/** The nodes, as the API server is told of them. */
export function nodesOf(facts: ResolvedFacts): Manifest[] {
  return roomsOf(facts).flatMap(({ name, allocatable }): Manifest[] => {
    const room = {
      cpu: `${allocatable.cpu}m`,
      memory: `${allocatable.memory}`,
      'ephemeral-storage': `${allocatable.ephemeral}`,
      pods: `${allocatable.pods}`,
    };
    const labels = {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      [TOPOLOGY]: name,
    };
    return [
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name, labels, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
        status: { capacity: room, allocatable: room },
      },
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSINode',
        metadata: { name },
        spec: { drivers: [{ name: 'topolvm.io', nodeID: name, topologyKeys: [TOPOLOGY] }] },
      },
    ];
  });
}

/** The files do not end in a separator of their own. */
function stagesBeside(kwok: string): string {
  const folder = join(dirname(kwok), STAGES);
  const own = JSON.stringify(READY_AGAIN);
  const theirs = STAGE_FOLDERS.flatMap((name) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
      .sort()
      .map((file) => readFileSync(join(folder, name, file), 'utf8')),
  );
  return [...theirs, own].join('\n---\n');
}
