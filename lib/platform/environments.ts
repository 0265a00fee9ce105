import type { Cluster } from '../core/cluster.ts';
import { Layer } from '../core/layer.ts';
import { Reference } from '../core/reference.ts';
import type { Namespaces } from './namespaces.ts';

/** What the environments need. */
export interface EnvironmentsProps {
  readonly namespaces: Namespaces;
}

const ENVIRONMENTS = ['experimental', 'staging', 'production'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

/** What each environment may take of the lab: its weight when pods compete, and its share of memory and storage. */
const TERMS: Readonly<Record<Environment, { readonly priority: number; readonly share?: number }>> = {
  experimental: { priority: 1000, share: 0.25 },
  staging: { priority: 2000, share: 0.25 },
  production: { priority: 10_000 },
};

/**
 * The three environments kept apart on the same machine: production wins when memory is short, what says nothing of its
 * needs gets modest ones, no environment fills the lab alone, and pods are reached only from their own environment, through
 * the ingress, or by Prometheus.
 */
export class Environments extends Layer {
  /** Priority class of each environment's apps. */
  readonly priority: Readonly<Record<Environment, Reference>>;

  constructor(scope: Cluster, props: EnvironmentsProps, id = 'environments') {
    super(scope, id);
    const { namespaces } = props;
    const [ingress, monitoring] = [this.use(namespaces.ingress), this.use(namespaces.monitoring)];
    const made = ENVIRONMENTS.map((environment) => {
      const namespace = this.use(namespaces[environment]);
      this.defaults(namespace);
      this.quota(namespace, TERMS[environment].share);
      this.boundary(namespace, [ingress, monitoring]);
      return [environment, this.priorityClass(environment)] as const;
    });
    this.priority = Object.fromEntries(made) as Record<Environment, Reference>;
  }

  private priorityClass(environment: Environment): Reference {
    const name = `lab-${environment}`;
    this.add({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      description: `Apps in ${environment}`,
      value: TERMS[environment].priority,
    });
    return new Reference({ kind: 'PriorityClass', name, provider: this, value: name });
  }

  private defaults(namespace: string): void {
    this.add({
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: `${namespace}-defaults`, namespace },
      spec: {
        limits: [{ type: 'Container', default: { memory: '256Mi' }, defaultRequest: { cpu: '25m', memory: '64Mi' } }],
      },
    });
  }

  private quota(namespace: string, share: number | undefined): void {
    if (share === undefined) return;
    const { nodes } = this.cluster.facts;
    const memory = nodes.reduce((sum, node) => sum + node.memoryGiB, 0);
    const groups = nodes.flatMap((node) => node.volumeGroups);
    const storage = groups.reduce((sum, group) => sum + group.sizeGiB - group.spareGiB, 0);
    const part = (gibibytes: number) => `${Math.max(1, Math.floor(gibibytes * share))}Gi`;
    this.add({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: `${namespace}-share`, namespace },
      spec: { hard: { 'requests.memory': part(memory), 'requests.storage': part(storage) } },
    });
  }

  private boundary(namespace: string, others: readonly string[]): void {
    const from = others.map((name) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    }));
    this.add({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `${namespace}-boundary`, namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }, ...from] }] },
    });
  }
}
