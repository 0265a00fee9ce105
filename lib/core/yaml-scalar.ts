import { Yaml } from 'cdk8s';

/** Thrown for a value whose form depends on more than itself. */
export class RareForm extends Error {}

/** Begins with a letter or as a path does, and holds nothing that could end a plain scalar. */
const PLAIN = /^(?:[A-Za-z]|\.?\/)[\w./-]*(?:[ :=@+,][\w./-]+)*$/;
/** An amount or a version, `10Gi` or `1.2.3`: begins with a digit and is no number in YAML 1.1. */
const AMOUNT = /^(?!0[box])\d[\d.]*[A-Za-z]+$|^\d+\.\d+\.\d+$/;
/** Lines that can be written as they are, below a `|`: no white space first or last, nothing that needs an escape. */
const LINES = /^[^\s\p{C}](?:[\n\t]|\P{C})*[^\s\p{C}]\n?$/u;
/** Begins with a letter and yet is a boolean, null or number in YAML 1.1. */
const NOT_TEXT = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?\d+)$/i;
/** Looks like the start of a document or directive, which matters for top-level keys only. */
const MARKER = /^(?:%|---|\.\.\.)/m;
/** Texts up to this length are worth remembering: they repeat. */
const SHORT = 200;
/** Bounds the memory of a process that stays. */
const MOST = 20_000;

const values = new Map<string, string>();
const keys = new Map<string, string>();

/** A number, boolean, text, null or undefined as the value of a key or list item whose content is indented so. */
export function scalar(value: unknown, indent: string): string {
  switch (typeof value) {
    case 'string':
      if (isPlain(value)) return value;
      if (value.includes('\n') && LINES.test(value)) return indented(block(value), indent);
      return indented(remember(values, value, quoteValue), indent);
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? String(value) : quoteValue(value);
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'null';
    default:
      if (value === null) return 'null';
      throw new RareForm();
  }
}

/** @throws RareForm for a key that is written in its long form */
export function key(text: string): string {
  return remember(keys, text, writeKey);
}

function isPlain(text: string): boolean {
  return (PLAIN.test(text) && !NOT_TEXT.test(text)) || AMOUNT.test(text);
}

/** Lines as a literal block of a top-level key. */
function block(text: string): string {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).replace(/\n+(?=[^\n])/g, '$&  ');
  return `|${ends ? '' : '-'}\n  ${lines}`;
}

function remember(memory: Map<string, string>, text: string, make: (text: string) => string): string {
  let made = memory.get(text);
  if (made === undefined) {
    made = make(text);
    if (memory.size >= MOST) memory.clear();
    if (text.length <= SHORT) memory.set(text, made);
  }
  return made;
}

/** As written for a top-level key, that is with further lines indented by two. */
function quoteValue(value: string | number): string {
  return Yaml.stringify({ k: value }).slice('k: '.length, -1);
}

function writeKey(text: string): string {
  if (text.length <= SHORT && isPlain(text)) return text;
  const written = Yaml.stringify({ [text]: 0 });
  if (written.startsWith('? ') || MARKER.test(text)) throw new RareForm();
  return written.slice(0, -': 0\n'.length);
}

/** Empty lines carry no indentation. */
function indented(written: string, indent: string): string {
  if (!written.includes('\n')) return written;
  return written.replace(/\n+(?=[^\n])/g, `$&${indent.slice(2)}`);
}
