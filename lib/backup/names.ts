/** What is stored: whole backups, and the map of volumes by itself. */
export type Kind = 'backup' | 'map';

/** A name as this project gives it. */
export interface StoredName {
  readonly kind: Kind;
  /** When it was made, by the clock of the node. */
  readonly at: Date;
}

const ENDS = { backup: '.tar.age', map: '.volumes.age' } as const satisfies Record<Kind, string>;
/** Of the note beside each file. */
export const NOTE = '.json';

/** `hensteeth-20260102T030405Z`. */
export function stem(lab: string, at: Date): string {
  return `${lab}-${at.toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

export function fileName(kind: Kind, lab: string, at: Date): string {
  return stem(lab, at) + ENDS[kind];
}

/** What a name of a lab says; `undefined` for one that this project does not give. */
export function readName(name: string, lab: string): StoredName | undefined {
  for (const kind of ['backup', 'map'] as const) {
    if (!name.startsWith(`${lab}-`) || !name.endsWith(ENDS[kind])) continue;
    const stamp = name.slice(lab.length + 1, -ENDS[kind].length);
    const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
    if (year === undefined) continue;
    const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    if (!Number.isNaN(at.getTime())) return { kind, at };
  }
  return undefined;
}

/** When a backup was made, by its name; `undefined` for a name that this project does not give. */
export function madeAt(name: string): Date | undefined {
  const lab = /^(.+)-\d{8}T\d{6}Z\./.exec(name)?.[1];
  return lab === undefined ? undefined : readName(name, lab)?.at;
}
