import { parse } from 'yaml';
import type { Cluster } from '../../core/cluster.ts';
import type { Manifest } from '../../core/manifest.ts';
import { toYaml } from '../../core/yaml.ts';
import type { Live } from '../../live/api.ts';
import { watch } from '../../live/watch.ts';
import { layersIn } from '../layers-in.ts';
import type { Stage } from '../stage.ts';
import { StandInMark } from '../stand-in-mark.ts';
import type { Files } from '../tree.ts';
import { Unmet } from './fault.ts';

/** Kinds that hold data, or on which data stands. */
const DATA: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['v1', 'Namespace'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'PersistentVolume'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
];
const PAUSE = 300;
/** Milliseconds for a lab to be ready again. */
const SETTLE = 300_000;

/** A converged lab on its stage, for faults to play on. */
export class Scene {
  readonly stage: Stage;
  readonly lab: Cluster;
  /** The tree as it was pushed first. */
  readonly files: Files;
  readonly #mark: StandInMark;
  #count = 0;

  constructor(stage: Stage, lab: Cluster, files: Files, mark = new StandInMark([])) {
    this.stage = stage;
    this.lab = lab;
    this.files = files;
    this.#mark = mark;
  }

  /** Pushes a tree; a commit is made even where nothing changed, so that Flux has something to do. @returns the revision */
  push(files: Files = this.files): Promise<string> {
    this.#count += 1;
    return this.stage.push(files, `fault ${this.#count}`);
  }

  /** Waits until all layers of a tree are ready at a revision. @returns how long it took. @throws Unmet */
  async settled(revision: string, files: Files = this.files): Promise<number> {
    const layers = [...layersIn(files).keys()];
    const outcome = await watch({
      ...this.stage.watched,
      track: this.lab.track,
      revision,
      layers,
      timeout: SETTLE,
      isPatient: true,
    });
    if (outcome.kind === 'converged') return outcome.took;
    const late = outcome.layers
      .filter(({ state }) => state !== 'ready')
      .map(({ name, state }) => `${this.#mark.on(name)} ${state}`);
    throw new Unmet(
      `not ready again (${outcome.kind}): ${[...late, ...outcome.blocked.map((each) => `${each.object}: ${each.reason}`)].join('; ')}`,
    );
  }

  /** Waits until something is so. @returns how long it took. @throws Unmet when it is not so in time */
  async until(what: string, isSo: () => Promise<boolean>, timeout = 120_000): Promise<number> {
    const start = performance.now();
    for (;;) {
      if (await isSo().catch(() => false)) return performance.now() - start;
      if (performance.now() - start > timeout) throw new Unmet(`${what}: not within ${timeout / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Identities of all that holds data, with the uid: one that was made anew is another one. */
  async data(): Promise<ReadonlySet<string>> {
    const all = await Promise.all(DATA.map(([apiVersion, kind]) => this.stage.api.list(apiVersion, kind)));
    return new Set(all.flat().map(identity));
  }

  /** The tree with one object changed. @throws Unmet when no object is meant */
  edited(isMeant: (manifest: Manifest) => boolean, change: (manifest: Manifest) => Manifest): Files {
    const [path, manifest] = this.find(isMeant);
    return new Map([...this.files, [path, toYaml(change(manifest))]]);
  }

  /** File and content of the object that is meant. @throws Unmet when there is none */
  find(isMeant: (manifest: Manifest) => boolean): readonly [path: string, manifest: Manifest] {
    const [found] = this.all(isMeant);
    if (!found) throw new Unmet('the lab has no object to try this on');
    return found;
  }

  /** Files and contents of all objects that are meant. */
  all(isMeant: (manifest: Manifest) => boolean): (readonly [path: string, manifest: Manifest])[] {
    return [...this.files].flatMap(([path, text]) => {
      if (!/^(dist|flux)\/.*\.yaml$/.test(path)) return [];
      const manifest = parse(text) as Manifest;
      return isMeant(manifest) ? [[path, manifest] as const] : [];
    });
  }
}

/** A set of pods that claim volumes, rendered by the lab itself. */
export function isStateful({ kind, spec }: Manifest): boolean {
  return (
    kind === 'StatefulSet' &&
    ((spec as { volumeClaimTemplates?: readonly unknown[] }).volumeClaimTemplates ?? []).length > 0
  );
}

function identity({ kind, metadata }: Live): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name} ${(metadata as { readonly uid?: string }).uid}`;
}
