import type { Manifest } from '../../core/manifest.ts';
import type { Live } from '../../live/api.ts';
import { layersIn } from '../layers-in.ts';
import type { Files } from '../tree.ts';
import { type Fault, Unmet } from './fault.ts';
import type { Scene } from './scene.ts';

const OWNER = 'meta.helm.sh/release-name';
/** Chart that all volumes hang on. */
const VOLUMES = 'topolvm';

/** Helm uninstalls what claims and volumes hang on. */
export const releaseRemoved: Fault = {
  name: 'release-removed',
  what: 'a commit removes every release that makes a claim, somebody deletes the release of TopoLVM by hand, and all of it comes back',
  holds: 'claims, volumes and definitions stay, and the releases find them again',
  async run(scene) {
    const claims = await claimsOfReleases(scene);
    if (claims.length === 0) throw new Unmet('no chart of the lab makes a claim: there is nothing to try this on');
    const owners = claims.map(ownerOf);
    const releases = scene.all(
      ({ kind, metadata }) => kind === 'HelmRelease' && owners.includes(`${metadata.namespace}/${metadata.name}`),
    );
    const fewer = without(
      scene.files,
      releases.map(([path]) => path.split('/')[1]!),
    );
    const before = await scene.data();
    const revision = await scene.push(fewer);
    await scene.settled(revision, fewer);
    for (const [, release] of releases)
      await scene.until(`${release.metadata.name} is gone`, () => isGone(scene, release));
    const [volumes] = scene.all(({ kind, spec }) => kind === 'HelmRelease' && chartOf(spec) === VOLUMES);
    if (volumes) {
      await scene.stage.api.delete(volumes[1]);
      await scene.until('TopoLVM is gone', () => isGone(scene, volumes[1]));
    }
    const after = await scene.data();
    const lost = [...before].filter((each) => !after.has(each));
    if (lost.length > 0) throw new Unmet(`lost: ${lost.join(', ')}`);
    return { recover: await scene.settled(await scene.push()) };
  },
};

async function claimsOfReleases({ stage }: Scene): Promise<Live[]> {
  const claims = await stage.api.list('v1', 'PersistentVolumeClaim');
  return claims.filter(({ metadata }) => metadata.annotations?.[OWNER] !== undefined);
}

/** `namespace/name` of the HelmRelease; releases of a lab are in the namespace of what they install. */
function ownerOf({ metadata }: Live): string {
  return `${metadata.namespace}/${metadata.annotations![OWNER]}`;
}

/** The tree without these layers, and without those that wait for them. */
function without(files: Files, layers: readonly string[]): Files {
  const gone = new Set(layers);
  const order = [...layersIn(files)];
  for (let before = -1; before < gone.size; ) {
    before = gone.size;
    for (const [name, waitsFor] of order) if (waitsFor.some((each) => gone.has(each))) gone.add(name);
  }
  const isOf = (path: string, layer: string) =>
    path.startsWith(`dist/${layer}/`) || path.endsWith(`/kustomization-${layer}.yaml`);
  return new Map([...files].filter(([path]) => ![...gone].some((layer) => isOf(path, layer))));
}

async function isGone({ stage }: Scene, { apiVersion, kind, metadata }: Manifest): Promise<boolean> {
  return (await stage.api.get(apiVersion, kind, metadata.name, metadata.namespace)) === undefined;
}

function chartOf(spec: unknown): string | undefined {
  return (spec as { readonly chart?: { readonly spec?: { readonly chart?: string } } }).chart?.spec?.chart;
}
