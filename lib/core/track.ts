/** Kinds of Flux whose served version differs from track to track. */
export type FluxKind = 'GitRepository' | 'HelmRepository' | 'OCIRepository' | 'HelmRelease' | 'Kustomization';

/** Where charts come from. */
export interface ChartRepository {
  /** `default` is a classic repository with an index; `oci` is a registry. */
  readonly type: 'default' | 'oci';
  /** URL as Flux wants it: `https://` or `oci://`. */
  readonly url: string;
}

/** One chart at the version that was tested on this track. */
export interface ChartPin {
  /** Key into the track's repositories. */
  readonly repository: string;
  readonly version: string;
  readonly appVersion: string;
}

/** Images that moved: those under one prefix are pulled from another. */
export interface ImageOverride {
  /** Prefix that is gone, with registry: `docker.io/bitnami/`. */
  readonly from: string;
  /** Prefix that serves the same tags: `docker.io/bitnamilegacy/`. */
  readonly to: string;
}

/** What a fresh MicroK8s provides by itself, before Flux applies anything. */
export interface MicroK8sGivens {
  /** Snap channel. */
  readonly channel: string;
  /** The kubelet's root directory, where CSI drivers register. */
  readonly kubeletDir: string;
  readonly namespaces: readonly string[];
  readonly ingressClasses: readonly { readonly name: string; readonly controller: string; readonly default: boolean }[];
  readonly services: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly ports: readonly { readonly name: string; readonly port: number }[];
  }[];
}

/** A tested set of versions for one Kubernetes minor. Data only. */
export interface Track {
  /** Kubernetes minor: `1.27`. */
  readonly name: string;
  readonly kubernetes: {
    /** Patch version that schemas are taken from. */
    readonly schemas: string;
    /** Range that Flux and the charts were tested on. */
    readonly range: string;
  };
  readonly flux: {
    readonly version: string;
    /** Served apiVersion of each kind. */
    readonly apis: Readonly<Record<FluxKind, string>>;
    readonly components: readonly string[];
    /** Version of each controller in this Flux. */
    readonly controllers: Readonly<Record<string, string>>;
  };
  /** Until when the makers support what the track pins, `YYYY-MM-DD`, by name. */
  readonly supportedUntil: Readonly<Record<string, string>>;
  readonly microk8s: MicroK8sGivens;
  readonly repositories: Readonly<Record<string, ChartRepository>>;
  readonly charts: Readonly<Record<string, ChartPin>>;
  readonly images: readonly ImageOverride[];
  /** Cluster-wide kinds among the custom resources of the track's charts, as `group/Kind`. */
  readonly clusterScoped: readonly string[];
}

/** The repository of an image on this track, with overrides applied: `bitnami/thanos` is `bitnamilegacy/thanos`. */
export function imageRepository(track: Track, repository: string): string {
  const full = `docker.io/${repository}`;
  for (const { from, to } of track.images) {
    if (full.startsWith(from)) return (to + full.slice(from.length)).replace(/^docker\.io\//, '');
  }
  return repository;
}
