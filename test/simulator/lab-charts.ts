import { parse } from 'yaml';
import { findArchive } from '../../lib/charts/mirror.ts';
import type { Cluster } from '../../lib/core/cluster.ts';
import type { Manifest } from '../../lib/core/manifest.ts';
import { toYaml } from '../../lib/core/yaml.ts';
import type { OfferedChart } from '../../lib/simulator/chart-server.ts';
import { type Files, workingTree } from '../../lib/simulator/tree.ts';

/** The shipped lab as it is pushed to a stage. */
export interface LabCharts {
  readonly files: Files;
  readonly charts: readonly OfferedChart[];
  /** Whether the releases of the lab are in the tree. */
  readonly hasReleases: boolean;
}

/** Layers that need what a release brings: definitions of custom resources. */
const STANDS_ON_RELEASES = ['lets-encrypt', 'monitors'];

/**
 * The shipped lab with its real charts, when `HENSTEETH_CHART_MIRROR` names a folder that has all of them; else the same lab without
 * its releases.
 */
export function labCharts({ track }: Cluster): LabCharts {
  const files = workingTree(process.cwd());
  const mirror = process.env['HENSTEETH_CHART_MIRROR'];
  const charts = Object.entries(track.charts).flatMap(([name, { version }]): OfferedChart[] => {
    const archive = mirror ? findArchive(mirror, name, version) : undefined;
    return archive === undefined ? [] : [{ name, version, archive }];
  });
  const hasAll = charts.length === Object.keys(track.charts).length;
  return hasAll
    ? { files, charts, hasReleases: true }
    : { files: withoutReleases(files), charts: [], hasReleases: false };
}

/** Each release is replaced by what other layers use of it: a storage class, or nothing. */
function withoutReleases(files: Files): Files {
  const kept = [...files].flatMap(([path, text]): [string, string][] => {
    const layer = /^(?:dist\/|flux\/layers\/kustomization-)([a-z-]+)/.exec(path)?.[1] ?? '';
    if (STANDS_ON_RELEASES.includes(layer)) return [];
    if (path.startsWith('flux/layers/')) return [[path, withoutEdges(text)]];
    return /^kind: HelmRelease$/m.test(text) ? [[path, toYaml(instead(layer))]] : [[path, text]];
  });
  return new Map(kept);
}

function withoutEdges(text: string): string {
  const { spec, ...rest } = parse(text) as Manifest & { readonly spec: { dependsOn?: readonly { name: string }[] } };
  const dependsOn = (spec.dependsOn ?? []).filter(({ name }) => !STANDS_ON_RELEASES.includes(name));
  return toYaml({ ...rest, spec: { ...spec, dependsOn } });
}

function instead(layer: string): Manifest {
  if (layer !== 'topolvm') {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `instead-of-${layer}`, namespace: 'default' } };
  }
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'topolvm-provisioner' },
    provisioner: 'topolvm.io',
    reclaimPolicy: 'Retain',
    allowVolumeExpansion: true,
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}
