import { toYaml } from '../../lib/core/yaml.ts';
import { watch } from '../../lib/live/watch.ts';
import { castOf } from '../../lib/simulator/cast.ts';
import { layersIn } from '../../lib/simulator/layers-in.ts';
import { Stage } from '../../lib/simulator/stage.ts';
import type { Files } from '../../lib/simulator/tree.ts';
import lab from '../../main.ts';

/** Layers that wait for each other in a row. */
const CHAIN = 5;
const TIMEOUT = 600_000;

/**
 * Generated layers in rows of five, each with a Deployment, its Service and eight ConfigMaps.
 *
 * @returns milliseconds from the push until all are ready
 */
export async function manyLayers(count: number): Promise<number> {
  const { track } = lab;
  const cast = await castOf(track.name, process.cwd(), () => undefined);
  const key = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'sops-age', namespace: 'flux-system' } };
  const secrets = { key, other: key, files: new Map(), filesOf: () => new Map() };
  const stage = new Stage({ lab, programs: cast!.programs, charts: [], standIns: [], secrets });
  try {
    await stage.set(() => undefined);
    const files = generated(count);
    const revision = await stage.push(files, `${count} layers`);
    const layers = [...layersIn(files).keys()];
    const { kind, took } = await watch({ ...stage.watched, track, revision, layers, timeout: TIMEOUT });
    if (kind !== 'converged') throw new Error(`${count} generated layers did not become ready: ${kind}`);
    return took;
  } finally {
    await stage.strike();
  }
}

function generated(count: number): Files {
  const names = Array.from({ length: count }, (_, i) => `layer-${i}`);
  return new Map(
    names.flatMap((name, i): [string, string][] => [
      [`flux/layers/kustomization-${name}.yaml`, toYaml(layer(name, i % CHAIN === 0 ? undefined : names[i - 1]))],
      ...objects(name).map((object): [string, string] => [
        `dist/${name}/${object.kind.toLowerCase()}-${object.metadata.name}.yaml`,
        toYaml(object),
      ]),
    ]),
  );
}

function layer(name: string, before: string | undefined) {
  return {
    apiVersion: lab.track.flux.apis.Kustomization,
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      ...(before !== undefined && { dependsOn: [{ name: before }] }),
      interval: '10m',
      path: `./dist/${name}`,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      timeout: '5m',
      wait: true,
    },
  };
}

function objects(name: string) {
  const labels = { app: name };
  const metadata = { name, namespace: 'default', labels };
  const containers = [{ name: 'app', image: 'nginx:1.27.5', resources: { requests: { cpu: '1m', memory: '1Mi' } } }];
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 80 }] } },
    ...Array.from({ length: 8 }, (_, i) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name: `${name}-${i}` },
      data: { key: 'value'.repeat(50) },
    })),
  ];
}
