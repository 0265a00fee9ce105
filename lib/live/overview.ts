import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Cluster } from '../core/cluster.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Api, Live } from './api.ts';
import { conditionOf, type LayerState, layerStates } from './layer-state.ts';

/** The lab at a glance, as the cluster has it. */
export interface Overview {
  readonly revision: string;
  readonly layers: readonly LayerState[];
  readonly hosts: readonly {
    readonly host: string;
    readonly secret: string | undefined;
    readonly days: number | undefined;
  }[];
  readonly volumes: readonly {
    readonly claim: string;
    readonly phase: string;
    readonly size: string;
    /** Part of it that is used, from 0 to 1; `undefined` where no kubelet tells. */
    readonly used: number | undefined;
  }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly isReady: boolean;
    readonly pods: number;
    /** Cores and bytes that are used; `undefined` where no kubelet tells. */
    readonly cores: number | undefined;
    readonly bytes: number | undefined;
  }[];
}

const DAY = 24 * 3600 * 1000;

/** Looks once. @throws ApiError */
export async function overviewOf(api: Api, lab: Cluster, now: Date): Promise<Overview> {
  const { apis } = lab.track.flux;
  const [source, ingresses, certificates, claims, pods, nodes] = await Promise.all([
    api.get(apis.GitRepository, 'GitRepository', FLUX_NAMESPACE, FLUX_NAMESPACE),
    api.list('networking.k8s.io/v1', 'Ingress'),
    api.list('cert-manager.io/v1', 'Certificate'),
    api.list('v1', 'PersistentVolumeClaim'),
    api.list('v1', 'Pod'),
    api.list('v1', 'Node'),
  ]);
  const revision = text(record(record(source?.status)['artifact'])['revision']) ?? '';
  const stats = new Map(
    await Promise.all(nodes.map(async ({ metadata: { name } }) => [name, await statsOf(api, name)] as const)),
  );
  const fills = new Map([...stats.values()].flatMap(fillsIn));
  return {
    revision,
    layers: await layerStates(api, lab.track, revision.replace(/^.*:/, '')),
    hosts: ingresses.flatMap((ingress) => hostsOf(ingress, certificates, now)),
    volumes: claims.map((claim) => {
      const name = `${claim.metadata.namespace}/${claim.metadata.name}`;
      const status = record(claim.status);
      const size =
        text(record(status['capacity'])['storage']) ??
        text(record(record(record(claim['spec'])['resources'])['requests'])['storage']) ??
        '';
      return { claim: name, phase: text(status['phase']) ?? 'unknown', size, used: fills.get(name) };
    }),
    nodes: nodes.map((node) => {
      const { name } = node.metadata;
      const own = record(stats.get(name)?.['node']);
      const nano = Number(record(own['cpu'])['usageNanoCores']);
      const bytes = Number(record(own['memory'])['workingSetBytes']);
      return {
        name,
        isReady: conditionOf(node)?.status === 'True',
        pods: pods.filter((pod) => record(pod['spec'])['nodeName'] === name).length,
        cores: Number.isFinite(nano) ? nano / 1e9 : undefined,
        bytes: Number.isFinite(bytes) ? bytes : undefined,
      };
    }),
  };
}

/** What a kubelet tells of its pods; nothing where it does not answer. */
async function statsOf(api: Api, node: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    return (await api.ask(`/api/v1/nodes/${node}/proxy/stats/summary`)).body;
  } catch {
    return undefined;
  }
}

function fillsIn(stats: Readonly<Record<string, unknown>> | undefined): [string, number][] {
  return list(stats?.['pods']).flatMap((pod) =>
    list(record(pod)['volume']).flatMap((volume): [string, number][] => {
      const { pvcRef, usedBytes, capacityBytes } = record(volume);
      const { name, namespace } = record(pvcRef);
      if (typeof name !== 'string' || typeof usedBytes !== 'number' || typeof capacityBytes !== 'number') return [];
      return [[`${String(namespace)}/${name}`, usedBytes / capacityBytes]];
    }),
  );
}

function hostsOf(ingress: Live, certificates: readonly Live[], now: Date): Overview['hosts'] {
  const spec = record(ingress['spec']);
  return list(spec['rules']).flatMap((rule) => {
    const host = text(record(rule)['host']);
    if (host === undefined) return [];
    const tls = list(spec['tls'])
      .map(record)
      .find((each) => list(each['hosts']).includes(host));
    const secret = text(tls?.['secretName']);
    const certificate = certificates.find(
      (each) => each.metadata.namespace === ingress.metadata.namespace && record(each['spec'])['secretName'] === secret,
    );
    const until = text(record(certificate?.status)['notAfter']);
    const days = until === undefined ? undefined : Math.floor((new Date(until).getTime() - now.getTime()) / DAY);
    return [{ host, secret, days }];
  });
}
