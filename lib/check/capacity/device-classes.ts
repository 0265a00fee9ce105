import { record } from '../pods.ts';
import { text } from '../read.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

const PROVISIONERS = new Set(['topolvm.io', 'topolvm.cybozu.com']);
const PARAMETERS = ['topolvm.io/device-class', 'topolvm.cybozu.com/device-class'];
const DEFAULT_MARKS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
/** Storage class on the first device class, by this project's convention; `topolvm-<class>` is on another one. */
const DEFAULT_NAME = 'topolvm-provisioner';
const PREFIX = 'topolvm-';

/** Which device class of TopoLVM stands behind a storage class. */
export class DeviceClasses {
  readonly #world: World;
  /** Classes of the facts; the first is the default of each node. */
  readonly #known: readonly string[];
  readonly #default: string | undefined;

  constructor(world: World) {
    this.#world = world;
    this.#known = (world.props.facts?.nodes ?? []).flatMap((node) =>
      node.volumeGroups.map((group) => group.deviceClass),
    );
    this.#default = defaultOf(world);
  }

  /** The device class of a claim's `storageClassName`; `undefined` where no volume group is claimed or it cannot be known. */
  of(storageClassName: unknown): string | undefined {
    const name = storageClassName === undefined || storageClassName === null ? this.#default : text(storageClassName);
    if (name === undefined) return undefined;
    const object = this.#world.find('storage.k8s.io', 'StorageClass', undefined, name);
    if (object) return this.ofObject(object);
    if (name === DEFAULT_NAME) return this.#known[0];
    return name.startsWith(PREFIX) ? this.#known.find((known) => known === name.slice(PREFIX.length)) : undefined;
  }

  /** The device class that a storage class names; `undefined` when it is not TopoLVM's. */
  ofObject({ manifest }: Subject): string | undefined {
    if (!PROVISIONERS.has(spell(manifest['provisioner']))) return undefined;
    const parameters = record(manifest['parameters']);
    for (const key of PARAMETERS) {
      const named = text(parameters[key]);
      if (named !== undefined) return named;
    }
    return this.#known[0];
  }
}

function defaultOf(world: World): string | undefined {
  for (const { manifest } of world.ofKind('StorageClass', 'storage.k8s.io')) {
    const annotations = record(manifest.metadata.annotations);
    if (DEFAULT_MARKS.some((mark) => annotations[mark] === 'true')) return manifest.metadata.name;
  }
  return world.isPromised('StorageClass', undefined, DEFAULT_NAME) ? DEFAULT_NAME : undefined;
}
