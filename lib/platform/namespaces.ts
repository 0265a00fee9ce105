import type { Cluster } from '../core/cluster.ts';
import { Layer } from '../core/layer.ts';
import { Reference } from '../core/reference.ts';

/** TopoLVM's webhooks leave a namespace with this label alone, so that it can start before they answer. */
const NO_TOPOLVM_WEBHOOK = { 'topolvm.io/webhook': 'ignore' };

/** All namespaces of the lab. None is ever pruned: with a namespace goes everything in it. */
export class Namespaces extends Layer {
  readonly certManager: Reference;
  readonly topolvm: Reference;
  readonly kubeSystem: Reference;
  readonly ingress: Reference;
  readonly monitoring: Reference;
  readonly default: Reference;
  /** Apps that may break. */
  readonly experimental: Reference;
  /** Apps as they will be in production. */
  readonly staging: Reference;
  /** Apps that people rely on. */
  readonly production: Reference;

  constructor(scope: Cluster, id = 'namespaces') {
    super(scope, id);
    this.certManager = this.declare('cert-manager');
    this.topolvm = this.declare('topolvm-system', NO_TOPOLVM_WEBHOOK);
    this.kubeSystem = this.declare('kube-system', NO_TOPOLVM_WEBHOOK);
    this.ingress = this.declare('ingress');
    this.monitoring = this.declare('monitoring');
    this.default = this.declare('default');
    this.experimental = this.declare('experimental');
    this.staging = this.declare('staging');
    this.production = this.declare('production');
  }

  /** Declares one more namespace. One that MicroK8s made already is labelled, and otherwise left as it is. */
  declare(name: string, labels: Readonly<Record<string, string>> = {}): Reference {
    this.add({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'app.kubernetes.io/part-of': this.cluster.facts.name, ...labels } },
    });
    return new Reference({ kind: 'Namespace', name, provider: this, value: name });
  }
}
