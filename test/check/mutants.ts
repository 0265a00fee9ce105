import { pathText, type Step } from '../../lib/check/path.ts';
import { type Subject, subjectName } from '../../lib/check/subject.ts';
import type { Manifest } from '../../lib/core/manifest.ts';

/** How a mutant differs from what is shipped. */
export type Operation = 'delete object' | 'drop' | 'misspell key' | 'misspell text' | 'change number' | 'wrong type';

/** One change to one object. */
export interface Mutant {
  readonly operation: Operation;
  readonly subject: Subject;
  /** Where in the object; empty for the object as a whole. */
  readonly path: readonly Step[];
  /** The object with the change made; `undefined` when it is deleted. */
  readonly changed: Manifest | undefined;
  /** The subjects of the whole world with the change made. */
  readonly subjects: readonly Subject[];
}

/** Maps whose keys are anybody's: no schema can call one misspelt. */
const FREE_FORM =
  /(^|\.)(labels|annotations|matchLabels|nodeSelector|data|hard|requests|limits|default|defaultRequest|selector)$/;
/** What charts and Grafana judge: not objects of Kubernetes. */
const OPAQUE = /^(spec\.values$|data\[|data\.)/;

/** Every mutant of these objects, in a fixed order: there is no chance in it. */
export function* mutantsOf(subjects: readonly Subject[]): Generator<Mutant> {
  for (const [i, subject] of subjects.entries()) {
    const make = (operation: Operation, path: readonly Step[], manifest: Manifest | undefined): Mutant => {
      const made = manifest ? [{ ...subject, manifest, source: undefined }] : [];
      return {
        operation,
        subject,
        path,
        changed: manifest,
        subjects: [...subjects.slice(0, i), ...made, ...subjects.slice(i + 1)],
      };
    };
    yield make('delete object', [], undefined);
    for (const { path, value } of places(subject.manifest, [])) {
      const parent = path.slice(0, -1);
      const key = path.at(-1)!;
      const replaced = (by: unknown) => set(subject.manifest, path, by) as Manifest;
      if (typeof key === 'string') {
        yield make('drop', path, set(subject.manifest, path, undefined) as Manifest);
        if (!FREE_FORM.test(pathText(parent))) yield make('misspell key', path, renamed(subject.manifest, path));
      }
      if (typeof value === 'string' && value.length > 2) yield make('misspell text', path, replaced(misspelt(value)));
      if (typeof value === 'number') yield make('change number', path, replaced(value + 1));
      if (value === null || typeof value !== 'object') yield make('wrong type', path, replaced(otherType(value)));
    }
  }
}

/** A mutant in words: `misspell text StatefulSet experimental/web spec.serviceName`. */
export function mutantName({ operation, subject, path }: Mutant): string {
  return `${operation} ${subjectName(subject)} ${pathText(path)}`.trim();
}

function* places(value: unknown, path: readonly Step[]): Generator<{ path: readonly Step[]; value: unknown }> {
  if (path.length > 0) yield { path, value };
  if (value === null || typeof value !== 'object' || OPAQUE.test(pathText(path))) return;
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    if (!OPAQUE.test(pathText([...path, step]))) yield* places(inner, [...path, step]);
  }
}

/** A copy with one value replaced, or taken out. */
function set(value: unknown, [step, ...rest]: readonly Step[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? set(item, rest, by) : item));
  const { [step]: old, ...others } = value as Record<Step, unknown>;
  const made = set(old, rest, by);
  return made === undefined ? others : { ...(value as object), [step]: made };
}

function renamed(manifest: Manifest, path: readonly Step[]): Manifest {
  const parent = path.slice(0, -1);
  const key = path.at(-1) as string;
  const at = parent.reduce<unknown>((value, step) => (value as Record<Step, unknown>)[step], manifest);
  const { [key]: value, ...others } = at as Record<string, unknown>;
  return set(manifest, parent, { ...others, [misspelt(key)]: value }) as Manifest;
}

/** A letter doubled in the middle: near enough to be meant, and never the same. */
function misspelt(text: string): string {
  const middle = Math.floor(text.length / 2);
  const letter = /[A-Za-z0-9]/.test(text[middle]!) ? text[middle]! : 'x';
  return text.slice(0, middle) + letter + text.slice(middle);
}

function otherType(value: unknown): unknown {
  return typeof value === 'string' ? 7 : 'seven';
}
