import { type Action, adoptedName, type Seen } from '../../lib/volumes/adopt.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';

interface ModelVolume {
  name: string;
  bytes: number;
  readonly content: string;
}

interface ModelObject {
  readonly uid: string;
  isHeld: boolean;
  isBeingDeleted: boolean;
  hasFinalizer: boolean;
  bytes: number;
  volumeId: string;
  hasSize: boolean;
}

/**
 * A MODEL of LVM, API server, TopoLVM and Flux, not the real ones. TopoLVM does what its code does: it leaves a held object alone, takes
 * a volume that has the object's UID as its name, else makes an empty one; when an object is deleted, so is the volume of that name.
 */
export class ModelLab {
  /** By UUID. */
  readonly volumes = new Map<string, ModelVolume>();
  readonly #planned: PlannedVolume;
  object: ModelObject | undefined;
  pv: { handle: string; isRetained: boolean } | undefined;
  claim: { pv: string } | undefined;
  layer: { isSuspended: boolean } | undefined;
  isTagged = false;
  #count = 0;

  constructor(planned: PlannedVolume, isDeployed: boolean) {
    this.#planned = planned;
    this.volumes.set(planned.uuid, { name: planned.name, bytes: planned.bytes, content: 'precious' });
    this.layer = isDeployed ? { isSuspended: false } : undefined;
  }

  see(): Seen {
    const volume = this.volumes.get(this.#planned.uuid);
    const name = adoptedName(this.#planned.claim);
    return {
      volume: volume && { group: this.#planned.group, name: volume.name, bytes: volume.bytes },
      names: new Set([...this.volumes.values()].map((each) => each.name)),
      lacksTags: !this.isTagged,
      object: this.object && { ...this.object, failure: undefined },
      pv: this.pv && { ...this.pv, claim: 'media/data-pg-0', isBeingDeleted: false },
      claim: this.claim && { ...this.claim, isBound: this.claim.pv === name },
      layer: this.layer && { ...this.layer },
    };
  }

  act(action: Action): void {
    const volume = this.volumes.get(this.#planned.uuid)!;
    switch (action.do) {
      case 'suspend-layer':
      case 'resume-layer':
        this.layer = { isSuspended: action.do === 'suspend-layer' };
        break;
      case 'grow':
        volume.bytes = action.to;
        break;
      case 'create-object': {
        const uid = `uid-${++this.#count}`;
        const none = { isBeingDeleted: false, hasFinalizer: false, volumeId: '', hasSize: false };
        this.object = { uid, isHeld: true, bytes: action.bytes, ...none };
        break;
      }
      case 'resize-object':
        this.object!.bytes = action.bytes;
        break;
      case 'hold-object':
      case 'release-object':
        this.object!.isHeld = action.do === 'hold-object';
        break;
      case 'delete-object':
        if (this.object!.hasFinalizer) this.object!.isBeingDeleted = true;
        else this.object = undefined;
        break;
      case 'free-object':
        this.object = undefined;
        break;
      case 'rename':
        if ([...this.volumes.values()].some(({ name }) => name === action.to)) throw new Error('already exists');
        volume.name = action.to;
        break;
      case 'create-pv':
        this.pv = { handle: action.handle, isRetained: true };
        break;
      case 'delete-pv':
        this.pv = undefined;
        break;
      case 'write-tags':
        this.isTagged = true;
        break;
      default:
        break;
    }
  }

  /** What the controllers do in the meantime. */
  settle(): void {
    this.#topolvm();
    if (this.layer && !this.layer.isSuspended) this.claim ??= { pv: '' };
    if (this.claim?.pv === '') {
      // A claim without a volume that waits for it gets a new and empty one.
      if (this.pv) this.claim.pv = adoptedName(this.#planned.claim);
      else {
        this.volumes.set(`uuid-new-${++this.#count}`, { name: `new-${this.#count}`, bytes: 1, content: '' });
        this.claim.pv = 'pvc-new';
      }
    }
  }

  #topolvm(): void {
    const { object } = this;
    if (!object || object.isHeld) return;
    const named = [...this.volumes].find(([, { name }]) => name === object.uid);
    if (object.isBeingDeleted) {
      if (named) this.volumes.delete(named[0]);
      this.object = undefined;
      return;
    }
    object.hasFinalizer = true;
    if (!named && object.volumeId === '')
      this.volumes.set(`uuid-made-${++this.#count}`, { name: object.uid, bytes: object.bytes, content: '' });
    object.volumeId = object.uid;
    object.hasSize = true;
  }
}
