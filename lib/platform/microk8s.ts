import type { Cluster } from '../core/cluster.ts';
import { Reference } from '../core/reference.ts';

/** What MicroK8s brings by itself: referenced, never installed. */
export class MicroK8s {
  /** The ingress controller's class, for `spec.ingressClassName`. */
  readonly ingressClass: Reference;

  constructor(cluster: Cluster) {
    const { ingressClasses } = cluster.track.microk8s;
    const { name } = ingressClasses.find((ingressClass) => ingressClass.default) ?? ingressClasses[0]!;
    this.ingressClass = new Reference({ kind: 'IngressClass', name, value: name });
  }
}
