import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { World } from '../check/world.ts';
import type { Cluster } from '../core/cluster.ts';
import type { ResolvedFacts } from '../core/facts.ts';
import type { Manifest } from '../core/manifest.ts';
import { toYaml } from '../core/yaml.ts';
import { watch } from '../live/watch.ts';
import { castOf } from '../simulator/cast.ts';
import type { OfferedChart } from '../simulator/chart-server.ts';
import { layersIn } from '../simulator/layers-in.ts';
import { madeUpSecrets } from '../simulator/made-up-secrets.ts';
import { storagePrograms } from '../simulator/real-volumes/storage-programs.ts';
import { onLoops } from '../simulator/real-volumes/topolvm.ts';
import { Stage } from '../simulator/stage.ts';
import type { StandInChart } from '../simulator/stand-in-archive.ts';
import type { Files } from '../simulator/tree.ts';
import { collect } from '../volumes/collect.ts';
import type { Evidence } from '../volumes/evidence.ts';
import type { Folders } from '../volumes/kubelet.ts';
import { mapOf } from '../volumes/live-map.ts';
import { mapOn } from '../volumes/machine-map.ts';
import type { VolumeMap } from '../volumes/volume-map.ts';
import { claimKey, type WantedClaims, wantedClaims } from '../volumes/wanted-claims.ts';
import { fakeKubelet } from './fake-kubelet.ts';
import { type Content, contentOf, writeContent } from './known-content.ts';
import { LoopVolumes } from './loop-volumes.ts';
import { RehearsalError } from './rehearsal-lab.ts';

/** A lab as rendered, and what is known of its charts. */
export interface RenderedTree {
  readonly files: Files;
  readonly world: World;
}

/** What a lab is rehearsed with. */
export interface RehearsedLabProps extends RenderedTree {
  /** Folder of the project. */
  readonly root: string;
  readonly lab: Cluster;
  readonly charts: readonly OfferedChart[];
  readonly standIns: readonly StandInChart[];
}

/** A claim that is bound, and the volume below it. */
export interface BoundClaim {
  readonly key: string;
  readonly uuid: string;
  readonly group: string;
  readonly name: string;
  readonly fsType: string;
}

/**
 * Milliseconds for the layers: Flux that looked for a kind a moment before its definition was there gives up its look after five minutes,
 * and heals by its next try.
 */
const PATIENCE = 900_000;
const PAUSE = 300;

/** A lab on real etcd, API server, Flux, TopoLVM and LVM, with files in its volumes. Nothing of it stays behind. */
export class RehearsedLab {
  readonly #props: RehearsedLabProps;
  #stage: Stage | undefined;
  #volumes: LoopVolumes | undefined;
  #folders: Folders | undefined;
  /** Claims that do not come to be here. */
  #absent: ReadonlySet<string> = new Set();

  constructor(props: RehearsedLabProps) {
    this.#props = props;
  }

  get stage(): Stage {
    return this.#stage!;
  }

  get volumes(): LoopVolumes {
    this.#volumes ??= new LoopVolumes(this.stage.lvm!, join(this.stage.folder, 'v'));
    return this.#volumes;
  }

  /** Facts with the names that the volume groups have here. */
  get facts(): ResolvedFacts {
    return onLoops(this.#props.lab.facts);
  }

  /** Starts everything. Nothing of the lab is applied yet. */
  async start(say: (line: string) => void): Promise<void> {
    const { root, lab, charts, standIns } = this.#props;
    const cast = await castOf(lab.track.name, root, say);
    if (!cast) throw new RehearsalError(`there are no programs for track '${lab.track.name}'`);
    const storage = await storagePrograms(root, say);
    const secrets = await madeUpSecrets(lab.neededSecrets, cast.sops, cast.ageKeygen);
    this.#stage = new Stage({ lab, programs: cast.programs, charts, standIns, secrets, storage });
    await this.#stage.set(say);
  }

  /**
   * Pushes a tree and waits until its layers are ready: all that are not suspended, and wait for none that is.
   *
   * @throws RehearsalError naming those that are not
   */
  async converge({ files }: RenderedTree, suspended: ReadonlySet<string> = new Set()): Promise<string> {
    const tree = suspended.size === 0 ? files : withSuspended(files, suspended);
    const revision = await this.stage.push(tree, suspended.size === 0 ? 'the lab' : 'the lab, without its data');
    const wanted = layersIn(tree);
    const layers = [...wanted.keys()].filter((name) => !waitsFor(name, wanted, suspended));
    const { track } = this.#props.lab;
    const outcome = await watch({
      ...this.stage.watched,
      track,
      revision,
      layers,
      timeout: PATIENCE,
      isPatient: true,
    });
    if (outcome.kind !== 'converged') {
      const late = outcome.layers.filter(({ name, state }) => layers.includes(name) && state !== 'ready');
      const told = [
        ...late.map(({ name, state, message }) => `${name} ${state}: ${message}`),
        ...outcome.blocked.map(({ object, reason }) => `${object}: ${reason}`),
      ];
      throw new RehearsalError(`the lab is not ready (${outcome.kind}): ${told.join('; ')}`);
    }
    return `${layers.length} of ${wanted.size} layers ready`;
  }

  /** Claims that are bound, with LVM's UUIDs. */
  async bound(): Promise<BoundClaim[]> {
    const { api } = this.stage;
    const [claims, pvs, all] = await Promise.all([
      api.list('v1', 'PersistentVolumeClaim'),
      api.list('v1', 'PersistentVolume'),
      this.volumes.all(),
    ]);
    return claims.flatMap(({ metadata, spec, status }) => {
      if (record(status)['phase'] !== 'Bound') return [];
      const pv = pvs.find((each) => each.metadata.name === record(spec)['volumeName']);
      const csi = record(record(pv?.['spec'])['csi']);
      const volume = all.find(({ name }) => name === csi['volumeHandle']);
      if (!volume) return [];
      const { uuid, group, name } = volume;
      const key = claimKey({ namespace: metadata.namespace!, name: metadata.name });
      return [{ key, uuid, group, name, fsType: text(csi['fsType']) ?? 'ext4' }];
    });
  }

  /** Claims of a tree, by the names of the groups here, without those that do not come to be. */
  wanted({ world }: RenderedTree = this.#props): WantedClaims {
    const { claims, unnamed } = wantedClaims(new World({ ...world.props, facts: this.facts }));
    return { claims: claims.filter((claim) => !this.#absent.has(claimKey(claim))), unnamed };
  }

  /**
   * Waits until every claim is bound that will be. Claims that an operator makes are none of them: its pod is simulated.
   *
   * @returns claims that do not come to be here
   */
  async allBound(): Promise<readonly string[]> {
    const { api } = this.stage;
    const end = performance.now() + PATIENCE;
    for (;;) {
      const made = await api.list('v1', 'PersistentVolumeClaim');
      const open = made.filter(({ status }) => record(status)['phase'] !== 'Bound');
      if (made.length > 0 && open.length === 0) {
        const keys = new Set(
          made.map(({ metadata: { namespace, name } }) => claimKey({ namespace: namespace!, name })),
        );
        const absent = this.wanted()
          .claims.map(claimKey)
          .filter((key) => !keys.has(key));
        this.#absent = new Set([...this.#absent, ...absent]);
        return absent;
      }
      if (performance.now() > end) {
        const names = open.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
        throw new RehearsalError(`not bound after ${PATIENCE / 1000} s: ${names.join(', ') || 'no claim was made'}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Makes a file system in every volume that has none, as TopoLVM does once a pod mounts it. @returns how many */
  async format(claims: readonly BoundClaim[], tree?: RenderedTree): Promise<number> {
    const wanted = this.wanted(tree).claims;
    for (const claim of claims) {
      const path = wanted.find((each) => claimKey(each) === claim.key)?.mountPaths[0] ?? '/data';
      this.volumes.format(claim, claim.fsType, path);
    }
    return claims.length;
  }

  /** Writes files into volumes. */
  write(claims: readonly BoundClaim[]): void {
    for (const claim of claims) this.volumes.mounted(claim, (folder) => writeContent(folder, claim.key), 'rw');
  }

  /** Reads what is in a volume. */
  read(claim: Pick<BoundClaim, 'group' | 'name'>): Content {
    return this.volumes.mounted(claim, contentOf);
  }

  /** What a node of the lab has on its disk: tags on the volumes, the map, kubelet's folders. @returns commands that were run */
  async record(): Promise<readonly string[]> {
    const { map, ran, odd } = await this.#map(true);
    if (odd.length > 0) throw new RehearsalError(`volumes map: ${odd.join('; ')}`);
    writeFileSync(this.mapFile, JSON.stringify(map));
    this.#folders = await fakeKubelet(this.stage.api, join(this.stage.folder, 'fake-kubelet'));
    return ran;
  }

  get mapFile(): string {
    return join(this.stage.folder, 'volumes.json');
  }

  /** The map of the cluster that runs now. */
  async now(): Promise<VolumeMap> {
    return (await this.#map(false)).map;
  }

  #map(write: boolean) {
    return mapOn(this.volumes.machine, (found) => mapOf(this.stage.api, this.facts, found), write);
  }

  /** Gathers the witnesses, and the hashes of all that is in the volumes. Needs no cluster. */
  collect(): Promise<Evidence> {
    return collect({
      machine: this.volumes.machine,
      now: new Date(),
      folders: this.#folders!,
      mapFile: this.mapFile,
      onReading: () => undefined,
    });
  }

  /** A folder for whatever a step needs. */
  folder(name: string): string {
    const path = join(this.stage.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Ends everything. */
  async strike(): Promise<void> {
    await this.#stage?.strike();
  }
}

/** The tree with some layers suspended. */
function withSuspended(files: Files, layers: ReadonlySet<string>): Files {
  return new Map(
    [...files].map(([path, content]): [string, string] => {
      if (!path.startsWith('flux/') || !/^kind: Kustomization$/m.test(content)) return [path, content];
      const manifest = parse(content) as Manifest & { readonly spec: object };
      if (!layers.has(manifest.metadata.name)) return [path, content];
      return [path, toYaml({ ...manifest, spec: { ...manifest.spec, suspend: true } })];
    }),
  );
}

function waitsFor(
  name: string,
  layers: ReadonlyMap<string, readonly string[]>,
  suspended: ReadonlySet<string>,
): boolean {
  return suspended.has(name) || (layers.get(name) ?? []).some((other) => waitsFor(other, layers, suspended));
}
