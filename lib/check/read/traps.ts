import type { Manifest } from '../../core/manifest.ts';
import { pathText, type Step } from '../path.ts';
import { DEEPEST, type Mark, type Marks } from './parsed.ts';
import { changedTo, fluxTime, resolvePlain } from './plain.ts';

/** A plain scalar where text is meant, that is not the text it looks like. */
export interface Trap {
  readonly path: string;
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** Maps of text in any object, whatever it is part of. */
const TEXT_MAPS = new Set([
  'labels',
  'annotations',
  'matchLabels',
  'nodeSelector',
  'stringData',
  'env',
  'commonLabels',
  'podLabels',
  'podAnnotations',
]);
const TEXT_LISTS = new Set(['args', 'command']);
/** Keys whose value is text although it may look like a number. */
const TEXT_KEYS = /^(?:name|namespace|host|image|tag|version|revision|semver|\w+(?:Name|Tag|Version))$/;
const DATA_KINDS = new Set(['ConfigMap', 'Secret']);

/** Traps of an object: only where text is plausible, as an octal file mode or a round number is no mistake elsewhere. */
export function trapsIn(manifest: Manifest, marks: Marks): Trap[] {
  const traps: Trap[] = [];
  const path: Step[] = [];
  const seen = new Set<object>();
  const enter = (holder: unknown): void => {
    if (holder === null || typeof holder !== 'object' || path.length > DEEPEST || seen.has(holder)) return;
    seen.add(holder);
    const marked = marks.get(holder);
    for (const [key, value] of Object.entries(holder)) {
      path.push(Array.isArray(holder) ? Number(key) : key);
      const found = marked?.get(path.at(-1)!);
      if (found && isText(manifest, path)) traps.push(trapOf(found, path));
      else enter(value);
      path.pop();
    }
  };
  enter(manifest);
  return traps;
}

function isText({ kind }: Manifest, path: readonly Step[]): boolean {
  const last = path.at(-1)!;
  const holder = path.at(-2);
  if (typeof last === 'number') return typeof holder === 'string' && TEXT_LISTS.has(holder);
  if (typeof holder === 'string' && TEXT_MAPS.has(holder)) return true;
  if (path.length === 2 && holder === 'data' && DATA_KINDS.has(kind)) return true;
  if (last === 'value' && typeof holder === 'number' && path.at(-3) === 'env') return true;
  return TEXT_KEYS.test(last);
}

function trapOf({ text, offset }: Mark, path: readonly Step[]): Trap {
  const value = resolvePlain(text);
  const hint = `Put it in quotes: "${text}".`;
  const place = pathText(path);
  const changed = changedTo(text, value);
  if (changed === undefined) {
    const message = `\`${text}\` is a date to Flux, which sends \`${fluxTime(text)}\` instead; kubectl and Helm send the text`;
    return { path: place, offset, message, hint };
  }
  const isWord = typeof value === 'boolean' && !/^(?:true|false)$/i.test(text);
  const flux = isWord ? '; Flux alone keeps the text' : '';
  const message = `\`${text}\` is no text here: YAML 1.1, which kubectl and Helm read, makes ${changed} of it${flux}`;
  return { path: place, offset, message, hint };
}
