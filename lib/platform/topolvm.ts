import type { TopolvmValues } from '../../imports/charts/topolvm.ts';
import type { Cluster } from '../core/cluster.ts';
import type { NodeFacts } from '../core/facts.ts';
import { Layer } from '../core/layer.ts';
import { Reference } from '../core/reference.ts';
import { Release } from '../core/release.ts';

/** What TopoLVM needs. */
export interface TopoLvmProps {
  readonly namespace: Reference;
}

const SOCKET = '/run/topolvm/lvmd.sock';
const DEFAULT_CLASS = 'topolvm-provisioner';

/**
 * TopoLVM: claims become logical volumes. Its webhooks stay off: they only add a finalizer, which upstream has since dropped,
 * and while they are down no claim can be made anywhere.
 */
export class TopoLvm extends Layer {
  /** The default storage class, on the first volume group. */
  readonly storageClass: Reference;
  /** Storage classes by device class. */
  readonly storageClasses: ReadonlyMap<string, Reference>;

  constructor(scope: Cluster, props: TopoLvmProps, id = 'topolvm') {
    super(scope, id, { namespace: props.namespace, timeout: '12m' });
    const { nodes } = scope.facts;
    const classes = [...new Set(nodes.flatMap((node) => node.volumeGroups.map((group) => group.deviceClass)))];
    const named = classes.map((name, i) => ({ name: i === 0 ? DEFAULT_CLASS : `topolvm-${name}`, deviceClass: name }));
    new Release<TopolvmValues>(this, 'topolvm', {
      chart: 'topolvm',
      keep: true,
      // The chart has the definition of all volumes among its templates, where an uninstall deletes it.
      kept: [{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }],
      values: {
        lvmd: { managed: true, socketName: SOCKET, ...lvmdConfigs(nodes, classes[0]!) },
        node: { lvmdSocket: SOCKET, kubeletWorkDirectory: scope.track.microk8s.kubeletDir },
        controller: {
          replicaCount: Math.min(2, nodes.length),
          podDisruptionBudget: { enabled: nodes.length > 1 },
          storageCapacityTracking: { enabled: true },
        },
        scheduler: { enabled: false },
        webhook: { podMutatingWebhook: { enabled: false }, pvcMutatingWebhook: { enabled: false } },
        snapshot: { enabled: false },
        'cert-manager': { enabled: false },
        storageClasses: named.map(({ name, deviceClass }, i) => ({
          name,
          storageClass: {
            fsType: 'ext4',
            isDefaultClass: i === 0,
            reclaimPolicy: 'Retain',
            volumeBindingMode: 'WaitForFirstConsumer',
            allowVolumeExpansion: true,
            additionalParameters: { 'topolvm.io/device-class': deviceClass },
          },
        })),
      },
    });
    this.storageClasses = new Map(
      named.map(({ name, deviceClass }) => [
        deviceClass,
        new Reference({ kind: 'StorageClass', name, provider: this, value: name }),
      ]),
    );
    this.storageClass = this.storageClasses.get(classes[0]!)!;
  }
}

/** One lvmd for all nodes when their volume groups are alike, else one for each node. */
function lvmdConfigs(nodes: readonly NodeFacts[], defaultClass: string): NonNullable<TopolvmValues['lvmd']> {
  const configs = nodes.map((node) => deviceClassesOf(node, defaultClass));
  const [first, ...others] = configs;
  if (others.every((config) => JSON.stringify(config) === JSON.stringify(first))) return { deviceClasses: first };
  const nodeSelector = (i: number) => ({ 'kubernetes.io/hostname': nodes[i]!.name });
  return {
    deviceClasses: first,
    nodeSelector: nodeSelector(0),
    additionalConfigs: others.map((config, i) => ({ nodeSelector: nodeSelector(i + 1), 'device-classes': config })),
  };
}

function deviceClassesOf(node: NodeFacts, defaultClass: string) {
  return node.volumeGroups.map((group) => ({
    name: group.deviceClass,
    'volume-group': group.name,
    default: group.deviceClass === defaultClass,
    'spare-gb': group.spareGiB ?? 0,
    // Without over-provisioning, the capacity that is checked is the capacity that is there.
    ...(group.pool !== undefined && { type: 'thin', 'thin-pool': { name: group.pool, 'overprovision-ratio': 1 } }),
  }));
}
