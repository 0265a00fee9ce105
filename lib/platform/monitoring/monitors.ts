import type { PodMonitorV1 } from '../../../imports/crds/prometheus-operator.ts';
import type { Cluster } from '../../core/cluster.ts';
import { FLUX_NAMESPACE } from '../../core/flux-objects.ts';
import { Layer } from '../../core/layer.ts';
import type { Reference } from '../../core/reference.ts';
import { backupRules, volumeTagRules } from './backup-rules.ts';
import { certificateRules, fluxRules, storageRules } from './rules.ts';

/** What the monitors watch. */
export interface MonitorsProps {
  readonly namespace: Reference;
  /** The Prometheus operator's API. */
  readonly monitoring: Reference;
  readonly certManagerNamespace: Reference;
  readonly topolvmNamespace: Reference;
  readonly ingressNamespace: Reference;
}

type Endpoint = NonNullable<PodMonitorV1['spec']['podMetricsEndpoints']>[number];

/**
 * Monitors and alerts of what starts before Prometheus, and of what MicroK8s and Flux bring. The charts could make some of them,
 * but only after the operator's definitions are there, and the operator's volume needs TopoLVM first: a layer of their own breaks
 * the circle.
 */
export class Monitors extends Layer {
  constructor(scope: Cluster, props: MonitorsProps, id = 'monitors') {
    super(scope, id, { namespace: props.namespace });
    this.use(props.monitoring);
    const topolvm = this.use(props.topolvmNamespace);
    const ingress = this.use(props.ingressNamespace);
    this.watch('cert-manager', this.use(props.certManagerNamespace), chartLabels('cert-manager', 'controller'), {
      port: 'http-metrics',
    });
    this.watch('topolvm-node', topolvm, chartLabels('topolvm', 'node'), { port: 'metrics' });
    this.watch('topolvm-controller', topolvm, chartLabels('topolvm', 'controller'), { port: 'metrics' });
    this.watch('ingress-nginx', ingress, { name: 'nginx-ingress-microk8s' }, { portNumber: 10254 });
    this.watch('flux', FLUX_NAMESPACE, { 'app.kubernetes.io/part-of': 'flux' }, { port: 'http-prom' });
    const backups = scope.facts.backup ? [backupRules] : [];
    for (const group of [storageRules, certificateRules, fluxRules, volumeTagRules, ...backups]) {
      this.add({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: group.name },
        spec: { groups: [group] },
      });
    }
  }

  private watch(name: string, namespace: string, matchLabels: Record<string, string>, endpoint: Endpoint): void {
    const monitor: PodMonitorV1 = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name },
      spec: {
        namespaceSelector: { matchNames: [namespace] },
        selector: { matchLabels },
        podMetricsEndpoints: [endpoint],
      },
    };
    this.add({ ...monitor, metadata: { name } });
  }
}

function chartLabels(instance: string, component: string): Record<string, string> {
  return { 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/component': component };
}
