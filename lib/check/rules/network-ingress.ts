import { pathText } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** One host and path of an Ingress. */
export interface IngressPath {
  /** In lower case; `undefined` for every host. */
  readonly host: string | undefined;
  /** As the controller compares it: without a slash at the end. */
  readonly route: string;
  readonly exact: boolean;
  readonly backend: unknown;
  /** Where in the object. */
  readonly path: string;
}

/** A host that an Ingress names, and where. */
export interface NamedHost {
  readonly host: string;
  readonly path: string;
}

/** The Ingresses of the world. */
export function ingressesOf(world: World): readonly Subject[] {
  return world.ofKind('Ingress', 'networking.k8s.io');
}

export function pathsOf({ manifest }: Subject): IngressPath[] {
  return list(record(manifest['spec'])['rules']).flatMap((rule, r) => {
    const host = text(record(rule)['host'])?.toLowerCase();
    return list(record(record(rule)['http'])['paths']).map((given, p) => {
      const { path, pathType, backend } = record(given);
      const route = (text(path) ?? '/').replace(/(.)\/+$/, '$1');
      return {
        host,
        route,
        exact: pathType === 'Exact',
        backend,
        path: pathText(['spec', 'rules', r, 'http', 'paths', p, 'path']),
      };
    });
  });
}

export function ruleHosts({ manifest }: Subject): NamedHost[] {
  return list(record(manifest['spec'])['rules']).flatMap((rule, r) => {
    const host = text(record(rule)['host']);
    return host === undefined ? [] : [{ host, path: pathText(['spec', 'rules', r, 'host']) }];
  });
}

export function tlsHosts({ manifest }: Subject): NamedHost[] {
  return list(record(manifest['spec'])['tls']).flatMap((entry, t) =>
    list(record(entry)['hosts']).flatMap((host, h) =>
      typeof host === 'string' ? [{ host, path: pathText(['spec', 'tls', t, 'hosts', h]) }] : [],
    ),
  );
}

/** The class of an Ingress: its own, that of the old annotation, or the default one's. */
export function classOf(world: World, { manifest }: Subject): string | undefined {
  const own = text(record(manifest['spec'])['ingressClassName']);
  const old = text(record(manifest.metadata.annotations)['kubernetes.io/ingress.class']);
  return own ?? old ?? world.track.microk8s.ingressClasses.find((each) => each.default)?.name;
}
