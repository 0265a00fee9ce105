import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import type { Step } from '../path.ts';
import { type Fault, type Mark, type Marks, mark } from './parsed.ts';
import { changedTo, fluxTime, type Plain, resolvePlain } from './plain.ts';

/** Values that aliases stand for, all in all: above it no check can walk through the document. */
const MOST_ALIASED = 100_000;
const BOOLEAN_KEYS = /^(?:true|false)$/i;

/** A value that an anchor names. */
interface Anchored {
  readonly value: unknown;
  /** Values in it, itself included, each alias counted with what it stands for. */
  readonly size: number;
}

/** Makes values of a composed document as the cluster's reader does, and collects what it would stumble over. */
export class TreeReader {
  readonly faults: Fault[] = [];
  /** Whether the cluster would refuse the document as a whole, so that there is no object to judge. */
  isRefused = false;
  marks: Marks | undefined;
  readonly #base: number;
  readonly #text: string;
  readonly #anchors = new Map<string, Anchored | 'open'>();
  readonly #path: Step[] = [];
  #size = 0;
  #aliased = 0;
  #changed: Mark | undefined;

  /** `base` is where the text begins in its file. */
  constructor(base: number, text: string) {
    this.#base = base;
    this.#text = text;
  }

  /** The value of a node; `null` where it cannot be had, with a fault. */
  read(node: ParsedNode | null): unknown {
    this.#size += 1;
    if (node === null) return null;
    if (isAlias(node)) return this.#alias(node.source, node.range[0])?.value ?? null;
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor === undefined) return this.#own(node);
    const before = this.#size - 1;
    this.#anchors.set(anchor, 'open');
    const value = this.#own(node);
    this.#anchors.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #own(node: ParsedNode): unknown {
    if (isMap(node)) return this.#map(node as YAMLMap.Parsed);
    if (isSeq(node)) {
      const list: unknown[] = [];
      for (const item of node.items as ParsedNode[]) {
        this.#path.push(list.length);
        list.push(this.read(item));
        this.#keep(list, list.length - 1);
        this.#path.pop();
      }
      return list;
    }
    return this.#scalar(node as Scalar.Parsed);
  }

  #map(node: YAMLMap.Parsed): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    const places = new Map<string, number>();
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.source === '<<' && key.type === 'PLAIN') {
        this.#merge(map, value);
        continue;
      }
      const name = this.#key(key, node);
      if (name === undefined) continue;
      this.#path.push(name);
      const first = places.get(name);
      if (first === undefined) places.set(name, key.range[0]);
      else {
        this.#duplicate(name, first, key.range[0]);
        this.marks?.get(map)?.delete(name);
      }
      set(map, name, this.read(value));
      this.#keep(map, name);
      this.#path.pop();
    }
    return map;
  }

  /** A key as text; `undefined` for one that no object can have. */
  #key(key: ParsedNode | null, map: YAMLMap.Parsed): string | undefined {
    this.#size += 1;
    const offset = key?.range[0] ?? map.range[0];
    const node = isAlias(key) ? this.#alias(key.source, offset)?.value : isScalar(key) ? this.#scalar(key) : key;
    this.#changed = undefined;
    if (typeof node === 'string') {
      const time = isScalar(key) && key.type === 'PLAIN' ? fluxTime(node) : undefined;
      if (time) this.#fault('yaml-key', offset, keyMessage(node, 'a date'), quoteHint(node));
      return node;
    }
    if (typeof node === 'number' || typeof node === 'boolean') {
      const written = isScalar(key) ? String(key.source) : String(node);
      const name = typeof node === 'number' ? numberKey(node) : String(node);
      if (typeof node === 'boolean' && !BOOLEAN_KEYS.test(written)) {
        const message = `the key \`${written}\` reaches the cluster as \`${name}\` through kubectl and Helm, which read YAML 1.1; Flux keeps it`;
        this.#fault('yaml-trap', offset, message, quoteHint(written), name);
      } else {
        this.#fault('yaml-key', offset, keyMessage(written, `a ${typeof node}`), quoteHint(written), name);
      }
      return name;
    }
    const isTemplate = this.#text.startsWith('{', offset);
    const what = node === null || node === undefined ? 'empty' : 'a list or a map';
    const message = `a key is ${what}: the keys of objects are text, and kubectl and Flux refuse the file`;
    const hint = isTemplate
      ? 'If this is a template, render it first and check what comes out; a value that begins with { needs quotes.'
      : 'Write the key as text, in quotes.';
    this.#refuse('yaml-key', offset, message, hint);
    return undefined;
  }

  #duplicate(name: string, first: number, offset: number): void {
    this.faults.push({
      code: 'yaml-duplicate-key',
      offset: this.#base + offset,
      first: this.#base + first,
      path: [...this.#path],
      message: `\`${name}\` stands twice in one map: kubectl takes the last one without a word, and Flux refuses the whole layer`,
      hint: 'Remove one of them, or join what they hold.',
    });
  }

  /** Puts the keys of other maps into one. The last to be written wins, as with kubectl. */
  #merge(map: Record<string, unknown>, node: ParsedNode | null): void {
    const nodes = isSeq(node) ? ([...node.items].reverse() as ParsedNode[]) : [node];
    for (const one of nodes) {
      const known = this.faults.length;
      const value = this.read(one);
      if (this.faults.length > known) continue;
      if (value === null || typeof value !== 'object' || Array.isArray(value)) {
        const message = '`<<` takes a map, or a list of maps: kubectl and Flux refuse the file';
        this.#refuse('yaml-alias', one?.range[0] ?? 0, message, 'Let it name the anchor of a map: `<<: *defaults`.');
        continue;
      }
      for (const [key, inner] of Object.entries(value)) set(map, key, inner);
    }
  }

  #alias(name: string, offset: number): Anchored | undefined {
    const known = this.#anchors.get(name);
    if (known === undefined) {
      this.#refuse(
        'yaml-alias',
        offset,
        `\`*${name}\` names no anchor in front of it`,
        `Write \`&${name}\` in front of the value that it stands for, or put the text in quotes.`,
      );
      return undefined;
    }
    if (known === 'open') {
      const message = `\`*${name}\` stands inside of what it stands for: kubectl refuses it, and Flux's kustomize-controller crashes on it`;
      this.#refuse('yaml-alias', offset, message, 'Write the value out.');
      return undefined;
    }
    this.#size += known.size;
    this.#aliased += known.size;
    if (this.#aliased <= MOST_ALIASED) return known;
    if (!this.faults.some(({ code, message }) => code === 'yaml-alias' && message.includes('explode'))) {
      const message = `the aliases explode: what they stand for comes to more than ${MOST_ALIASED} values, and the API server refuses such a document as an attack`;
      this.#refuse('yaml-alias', offset, message, 'Write the values out, or fewer of them.');
    }
    return undefined;
  }

  #scalar(node: Scalar.Parsed): Plain {
    const { source, type, tag, range } = node;
    const text = typeof node.value === 'string' ? node.value : source;
    const short = tag?.startsWith('tag:yaml.org,2002:') ? tag.slice('tag:yaml.org,2002:'.length) : undefined;
    const isResolved =
      tag === undefined ? type === 'PLAIN' : short !== undefined && short !== 'str' && short !== 'binary';
    if (short === 'binary') return Buffer.from(text, 'base64').toString('utf8');
    // A block scalar at the end of a file that ends without a line end has none either.
    if (!isResolved) return this.#isCutOff(node) ? text.slice(0, -1) : text;
    const value = resolvePlain(text);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      const message = `\`${text}\` is a number without end: JSON has none, and kubectl and Flux refuse the file`;
      this.#refuse('yaml-value', range[0], message, `Put it in quotes if it is text: "${text}".`);
      return text;
    }
    const isChanged = typeof value === 'string' ? fluxTime(text) !== undefined : changedTo(text, value) !== undefined;
    if (isChanged && tag === undefined) this.#changed = { text, offset: this.#base + range[0] };
    return value;
  }

  #isCutOff({ type, range }: Scalar.Parsed): boolean {
    const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
    return isBlock && range[1] >= this.#text.length && !this.#text.endsWith('\n') && this.#text.length > range[0] + 2;
  }

  #keep(holder: object, key: Step): void {
    if (!this.#changed) return;
    this.marks ??= new Map();
    mark(this.marks, holder, key, this.#changed.text, this.#changed.offset);
    this.#changed = undefined;
  }

  #refuse(code: string, offset: number, message: string, hint: string): void {
    this.isRefused = true;
    this.#fault(code, offset, message, hint);
  }

  #fault(code: string, offset: number, message: string, hint: string, key?: string): void {
    const path = key === undefined ? [...this.#path] : [...this.#path, key];
    this.faults.push({ code, offset: this.#base + offset, path, message, hint });
  }
}

/** Sets a key, `__proto__` too. */
function set(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A number as go-yaml writes it for a key: with the digits of a 32-bit float. */
function numberKey(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(Math.fround(value).toPrecision(8)));
}

function keyMessage(written: string, what: string): string {
  return `the key \`${written}\` is ${what}: kubectl makes text of it, and Flux refuses the whole layer (kustomize cannot write such a map as JSON)`;
}

function quoteHint(written: string): string {
  return `Put it in quotes: "${written}".`;
}
