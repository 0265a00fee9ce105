import type { Track } from '../core/track.ts';
import { byName } from './json.ts';

/** A chart by name and exact version: its folder is `charts/<name>-<version>`. */
export interface ChartChoice {
  readonly name: string;
  readonly version: string;
}

/** A set of CRDs by name and exact version: its file is `crds/<name>-<version>.yaml`. */
export interface CrdChoice {
  readonly name: string;
  readonly version: string;
  /**
   * Kinds whose schemas are kept.
   * @default every kind of the set
   */
  readonly kinds?: readonly string[];
  /**
   * Kinds that get TypeScript types: `Certificate`, or `LogicalVolume.topolvm.io` where two groups of the set share a kind.
   * @default none
   */
  readonly types?: readonly string[];
}

/** What a track is made of, as far as types and schemas are concerned. */
export interface ImportSelection {
  /** Exact version: its file is `schemas/kubernetes-<version>.json`. */
  readonly kubernetes: string;
  readonly charts: readonly ChartChoice[];
  readonly crds: readonly CrdChoice[];
}

/** A set of CRDs that a track brings, and the kinds of it that the project writes itself. */
interface CrdSet {
  readonly name: string;
  readonly version: (track: Track) => string | undefined;
  readonly types: readonly string[];
}

// Charts bring the CRDs of the program they install: those are versioned by the chart's appVersion.
const crdSets: readonly CrdSet[] = [
  {
    name: 'cert-manager',
    version: (track) => track.charts['cert-manager']?.appVersion,
    types: ['Certificate', 'ClusterIssuer', 'Issuer'],
  },
  {
    name: 'flux',
    version: (track) => track.flux.version,
    types: ['GitRepository', 'HelmRelease', 'HelmRepository', 'Kustomization', 'OCIRepository'],
  },
  {
    name: 'prometheus-operator',
    version: (track) => track.charts['kube-prometheus']?.appVersion,
    types: ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'],
  },
  {
    name: 'topolvm',
    version: (track) => track.charts.topolvm?.appVersion,
    types: ['LogicalVolume.topolvm.io'],
  },
];

/** What to import for a track: its charts, its Flux and their CRDs, at the versions that it pins. */
export function selectionOf(track: Track): ImportSelection {
  return {
    kubernetes: track.kubernetes.schemas,
    charts: Object.entries(track.charts)
      .map(([name, pin]) => ({ name, version: bare(pin.version) }))
      .sort((a, b) => byName(a.name, b.name)),
    crds: crdSets.flatMap(({ name, version, types }) => {
      const pinned = version(track);
      return pinned === undefined ? [] : [{ name, version: bare(pinned), types }];
    }),
  };
}

/** Some makers tag versions with a `v`; folders and files go without. */
export function bare(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}
