import type { Live } from '../../lib/live/api.ts';
import { holdLayers } from '../../lib/live/hold-layers.ts';

const kustomization = 'kustomize.toolkit.fluxcd.io/v1';

/** Stands for an API server that has each layer from a certain look on. */
function fakeApi(layers: Readonly<Record<string, { readonly from: number; readonly revision?: string }>>) {
  let looks = 0;
  const suspended: string[] = [];
  const get = async (_version: string, _kind: string, name: string) => {
    const layer = layers[name];
    if (!layer || looks < layer.from) return undefined;
    const status = layer.revision === undefined ? {} : { lastAppliedRevision: layer.revision };
    return {
      apiVersion: kustomization,
      kind: 'Kustomization',
      metadata: { name },
      spec: {},
      status,
    } as unknown as Live;
  };
  const merge = async ({ metadata, spec }: { metadata: { name: string }; spec?: unknown }) => {
    expect(spec).toEqual({ suspend: true });
    suspended.push(metadata.name);
  };
  const pause = async () => {
    looks++;
  };
  return { props: { api: { get, merge } as never, kustomization, looks: 5, pause }, suspended };
}

test('a layer is suspended as soon as Flux has it', async () => {
  const { props, suspended } = fakeApi({ media: { from: 2 }, photos: { from: 0 } });
  expect(await holdLayers({ ...props, layers: ['media', 'photos'] })).toEqual({ applied: [], absent: [] });
  expect(suspended).toEqual(['photos', 'media']);
});

test('a layer that Flux has applied already is left alone, and told', async () => {
  const { props, suspended } = fakeApi({ media: { from: 0, revision: 'main@sha1:1' } });
  expect(await holdLayers({ ...props, layers: ['media'] })).toEqual({ applied: ['media'], absent: [] });
  expect(suspended).toEqual([]);
});

test('a layer that never comes is told', async () => {
  const { props } = fakeApi({});
  expect(await holdLayers({ ...props, layers: ['media'] })).toEqual({ applied: [], absent: ['media'] });
});
