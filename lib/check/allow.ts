import { nearest } from '../values/nearest.ts';
import type { Report, RuleDoc, RuleSet } from './rule.ts';
import { spell } from './spell.ts';
import { type Subject, subjectName } from './subject.ts';
import type { Allowance, World } from './world.ts';

/** Annotation that allows a finding on one object: `allow.hensteeth/<code>: reason`. */
const PREFIX = 'allow.hensteeth/';

const EXAMPLE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations:
    allow.hensteeth/image-latest: `;

/** Rules about allowing findings. The engine tells them, after all others have spoken. */
export const allowRules: readonly RuleDoc[] = [
  {
    code: 'allow-unused',
    family: 'check',
    severity: 'warning',
    title: 'A finding is allowed that is not found',
    meaning:
      'The mistake was put right or the code is misspelt. An allowance that stays would hide the next mistake of its kind.',
    bad: `${EXAMPLE}pulled from the registry beside the node`,
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings',
    mistakes: [],
  },
  {
    code: 'allow-reason',
    family: 'check',
    severity: 'error',
    title: 'A finding is allowed without a reason',
    meaning: 'Whoever reads the allowance later must know why it is there, and when it can go.',
    bad: `${EXAMPLE}""`,
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings',
    mistakes: [],
  },
];

interface Entry {
  readonly code: string;
  readonly reason: string;
  readonly place: Pick<Report, 'subject' | 'path' | 'message'>;
  used: boolean;
}

/** What the owner allows, by layer and by object, and whether it was needed. */
export class Allowances {
  readonly #byLayer = new Map<string, Entry[]>();
  readonly #byObject = new Map<Subject, Entry[]>();

  constructor(world: World) {
    for (const allowance of world.props.allowances ?? []) this.#addLayer(allowance);
    for (const subject of world.subjects) this.#addObject(subject);
  }

  /** Whether a report is allowed. */
  allows({ code, subject }: Report): boolean {
    if (!subject) return false;
    const entries = [...(this.#byObject.get(subject) ?? []), ...(this.#byLayer.get(subject.layer ?? '') ?? [])];
    const found = entries.filter((entry) => entry.code === code && entry.reason.trim() !== '');
    for (const entry of found) entry.used = true;
    return found.length > 0;
  }

  /** What is wrong with the allowances themselves. Call it after all reports were asked about. */
  *reports(sets: readonly RuleSet[]): Generator<Report> {
    const codes = sets.flatMap(({ rules }) => rules.map(({ code }) => code));
    for (const entry of [...this.#byLayer.values(), ...this.#byObject.values()].flat()) {
      const { code, reason, place } = entry;
      if (reason.trim() === '') {
        const hint = 'Write why the finding is fine here, or take the allowance out.';
        yield { ...place, code: 'allow-reason', message: `${place.message} allows '${code}' without a reason`, hint };
      } else if (!entry.used) {
        const meant = codes.includes(code) ? undefined : nearest(code, codes);
        const hint = meant ? `Did you mean '${meant}'?` : 'Take the allowance out: there is nothing to allow.';
        yield {
          ...place,
          code: 'allow-unused',
          message: `${place.message} allows '${code}', which is not found here`,
          hint,
        };
      }
    }
  }

  #addLayer({ layer, code, reason }: Allowance): void {
    const place = { path: `layer ${layer}`, message: `layer ${layer}` };
    push(this.#byLayer, layer, { code, reason, place, used: false });
  }

  #addObject(subject: Subject): void {
    const annotations: unknown = subject.manifest.metadata.annotations;
    if (annotations === null || typeof annotations !== 'object') return;
    for (const [key, reason] of Object.entries(annotations)) {
      if (!key.startsWith(PREFIX)) continue;
      const place = { subject, path: `metadata.annotations['${key}']`, message: subjectName(subject) };
      push(this.#byObject, subject, { code: key.slice(PREFIX.length), reason: spell(reason), place, used: false });
    }
  }
}

function push<K>(map: Map<K, Entry[]>, key: K, entry: Entry): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}
