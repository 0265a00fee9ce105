import { mustBeAllowed } from '../../lib/volumes/allowed-commands.ts';
import type { Machine } from '../../lib/volumes/machine.ts';

export interface FakeVolume {
  readonly uuid: string;
  group: string;
  name: string;
  bytes: number;
  tags: string[];
  content: string;
  layout: string;
  pool: string;
  isOpen: boolean;
}

/** A FAKE of LVM in memory, not the real one: for walks that are too many for real volumes. It refuses what the real one refuses. */
export class FakeLvm implements Machine {
  readonly name = 'fake LVM';
  readonly volumes: FakeVolume[] = [];
  free = 2 ** 40;
  #count = 0;

  volume(given: Partial<FakeVolume> & { readonly name: string; readonly bytes: number }): FakeVolume {
    const plain = { group: 'vg', tags: [], content: '', layout: 'linear', pool: '', isOpen: false };
    const made = { uuid: `uuid-${++this.#count}`, ...plain, ...given };
    this.volumes.push(made);
    return made;
  }

  named(name: string): FakeVolume | undefined {
    return this.volumes.find((volume) => volume.name === name);
  }

  async run(words: readonly string[]) {
    mustBeAllowed(words);
    try {
      return { code: 0, output: this.#does(words), errors: '', stopped: undefined };
    } catch (error) {
      return { code: 5, output: '', errors: (error as Error).message, stopped: undefined };
    }
  }

  #does([program, ...args]: readonly string[]): string {
    const at = (path: string) => {
      const [group, name] = path.split('/');
      const found = this.volumes.find((volume) => volume.group === group && volume.name === name);
      if (!found) throw new Error(`Failed to find logical volume "${path}"`);
      return found;
    };
    switch (program) {
      case 'lvs':
        return JSON.stringify({ report: [{ lv: this.volumes.map(rowOf) }] });
      case 'vgs':
        return JSON.stringify({ report: [{ vg: [...this.#groups()] }] });
      case 'lvrename': {
        const [group, from, to] = args as [string, string, string];
        const found = at(`${group}/${from}`);
        if (this.volumes.some((volume) => volume.group === group && volume.name === to))
          throw new Error(`Logical volume "${to}" already exists`);
        found.name = to;
        return '';
      }
      case 'lvchange': {
        const [option, tag, path] = args as [string, string, string];
        const found = at(path);
        found.tags = found.tags.filter((each) => each !== tag);
        if (option === '--addtag') found.tags.push(tag);
        return '';
      }
      case 'lvextend': {
        const found = at(args[2]!);
        const bytes = Number(args[1]!.slice(0, -1));
        if (bytes - found.bytes > this.free) throw new Error('Insufficient free space');
        this.free -= bytes - found.bytes;
        found.bytes = bytes;
        return '';
      }
      default:
        return '';
    }
  }

  #groups() {
    const names = new Set(this.volumes.map(({ group }) => group));
    return [...names].map((vg_name) => ({ vg_name, vg_free: String(this.free) }));
  }
}

function rowOf({ uuid, group, name, bytes, tags, layout, pool, isOpen }: FakeVolume) {
  return {
    lv_uuid: uuid,
    vg_name: group,
    lv_name: name,
    lv_size: String(bytes),
    lv_tags: tags.join(','),
    lv_layout: layout,
    pool_lv: pool,
    lv_device_open: isOpen ? 'open' : '',
    lv_active: 'active',
  };
}
