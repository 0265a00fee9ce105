import { pathText, type Step } from '../check/path.ts';
import type { Manifest } from '../core/manifest.ts';
import { isMapping } from './mapping.ts';
import type { RenderedManifest } from './rendered.ts';
import { type Candidate, type Leaf, standsIn } from './value-candidates.ts';

/** More values than this are not changed at once: what Helm would make of it says little of the release. */
const MOST = 64;

/**
 * Values of a release, each that may matter changed to one that stands nowhere else. One rendering then shows for all
 * places at once which value is seen in which.
 */
export class ValueProbe {
  readonly #marks = new Map<string, Leaf>();
  #values: unknown;

  constructor(values: unknown, candidates: Iterable<Candidate>) {
    this.#values = values;
    for (const { path, value } of candidates) {
      const key = pathText(path);
      if (this.#marks.has(key) || this.#marks.size >= MOST) continue;
      const mark = markOf(value, this.#marks.size + 1);
      this.#marks.set(key, mark);
      this.#values = replaced(this.#values, path, mark);
    }
  }

  /** The values to render. Those given stay as they are. */
  get values(): unknown {
    return this.#values;
  }

  /** Whether the change of a value is seen in a place of what was rendered. */
  shows({ path, value, isWhole }: Candidate, found: unknown): boolean {
    const mark = this.#marks.get(pathText(path));
    // Many a template writes a field only where it is true.
    if (typeof value === 'boolean' && mark !== undefined) return found !== value;
    if (mark === undefined || found === undefined || found === null || typeof found === 'object') return false;
    return isWhole ? String(found) === String(mark) : standsIn(String(mark), String(found));
  }
}

/**
 * An object in another rendering of its release: that of its name or, where the name is another, the only one of its
 * kind in its template.
 */
export function sameIn(
  objects: readonly RenderedManifest[],
  { apiVersion, kind, metadata }: Manifest,
  template: string,
): Manifest | undefined {
  const alike = objects.filter(({ manifest }) => manifest.kind === kind && manifest.apiVersion === apiVersion);
  const named = alike.filter(
    ({ manifest: { metadata: other } }) =>
      other.name === metadata.name && (other.namespace ?? metadata.namespace) === metadata.namespace,
  );
  const found = named.length > 0 ? named : alike.filter((one) => one.template === template);
  return found.length === 1 ? found[0]!.manifest : undefined;
}

/** Another value of the same form, so that templates and schemas take it as they took the first. */
function markOf(value: Leaf, nth: number): Leaf {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return Number.isInteger(value) ? value + nth : value + nth / 1000;
  const number = /^(.*?)(\d+)([A-Za-z]{0,2})$/s.exec(value);
  // A size, a duration, a port and a version end so; a longer word that does is marked as well by another number.
  if (number) return `${number[1]}${BigInt(number[2]!) + BigInt(100 + nth)}${number[3]}`;
  return value.replace(/([A-Za-z0-9])(?=[^A-Za-z0-9]*$)/, `$1-probe${nth}`);
}

function replaced(value: unknown, [step, ...rest]: readonly Step[], by: Leaf): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? replaced(item, rest, by) : item));
  const map = value ?? {};
  return isMapping(map) ? { ...map, [step]: replaced(map[step], rest, by) } : value;
}
