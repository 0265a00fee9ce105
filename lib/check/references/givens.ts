import { AGE_SECRET, FLUX_NAMESPACE } from '../../core/flux-objects.ts';
import type { Track } from '../../core/track.ts';
import {
  CLUSTER_ROLE,
  CONFIG_MAP,
  GIT_REPOSITORY,
  INGRESS_CLASS,
  type KindRef,
  KUSTOMIZATION,
  kindKey,
  NAMESPACE,
  PRIORITY_CLASS,
  ROLE,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
} from './kind.ts';
import { DEFAULT_NAMESPACE } from './scope.ts';

/** An object that is there before Flux applies anything. */
export interface Given {
  readonly kind: KindRef;
  readonly namespace: string;
  readonly name: string;
}

/** Name of the git source and of the layer that `flux bootstrap` makes, and of the secret that the source is read with. */
const BOOTSTRAP = 'flux-system';
const CLUSTER_ROLES = ['cluster-admin', 'admin', 'edit', 'view'];
const PRIORITY_CLASSES = ['system-cluster-critical', 'system-node-critical'];

/** Labels of services that every Kubernetes has, which monitors select them by. */
const SERVICE_LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'default/kubernetes': { component: 'apiserver', provider: 'kubernetes' },
  'kube-system/kube-dns': { 'k8s-app': 'kube-dns', 'kubernetes.io/name': 'CoreDNS' },
};

/** What the machine and `flux bootstrap` provide, by name. */
export function givensOf(track: Track): Given[] {
  const wide = (kind: KindRef) => (name: string) => ({ kind, namespace: '', name });
  const inFlux = (kind: KindRef) => (name: string) => ({ kind, namespace: FLUX_NAMESPACE, name });
  const { namespaces, ingressClasses, services } = track.microk8s;
  return [
    ...[...namespaces, FLUX_NAMESPACE].map(wide(NAMESPACE)),
    ...ingressClasses.map(({ name }) => name).map(wide(INGRESS_CLASS)),
    ...services.map(({ namespace, name }) => ({ kind: SERVICE, namespace, name })),
    ...CLUSTER_ROLES.map(wide(CLUSTER_ROLE)),
    ...PRIORITY_CLASSES.map(wide(PRIORITY_CLASS)),
    { kind: ROLE, namespace: 'kube-system', name: 'extension-apiserver-authentication-reader' },
    ...[GIT_REPOSITORY, KUSTOMIZATION, SECRET].map((kind) => inFlux(kind)(BOOTSTRAP)),
    inFlux(SECRET)(AGE_SECRET),
    ...track.flux.components.map(inFlux(SERVICE_ACCOUNT)),
  ];
}

/** Whether Kubernetes makes an object of that name, in each namespace or for itself. */
export function isBuiltIn(kind: KindRef, name: string): boolean {
  const key = kindKey(kind);
  if (key === kindKey(SERVICE_ACCOUNT)) return name === DEFAULT_NAMESPACE;
  if (key === kindKey(CONFIG_MAP)) return name === 'kube-root-ca.crt';
  return (key === kindKey(CLUSTER_ROLE) || key === kindKey(ROLE)) && name.startsWith('system:');
}

/** Labels of a service that the machine provides, as far as they are known. */
export function givenServiceLabels(namespace: string, name: string): Readonly<Record<string, string>> {
  return SERVICE_LABELS[`${namespace}/${name}`] ?? {};
}

/** Namespaces with objects of the machine's own that nobody lists. */
export function machineNamespaces(track: Track): ReadonlySet<string> {
  const others = track.microk8s.namespaces.filter((name) => name !== DEFAULT_NAMESPACE);
  return new Set([...others, FLUX_NAMESPACE]);
}
