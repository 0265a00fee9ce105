import { Yaml } from 'cdk8s';
import { key, RareForm, scalar } from './yaml-scalar.ts';

/**
 * A document as YAML 1.1, byte for byte what cdk8s' `Yaml.stringify` writes, and several times faster for what
 * manifests are made of: plain objects, lists and scalars. Anything else is left to cdk8s.
 *
 * @throws the `yaml` package's error for values that YAML cannot hold, such as functions
 */
export function toYaml(document: unknown): string {
  try {
    return `${block(document, '', new Set())}\n`;
  } catch (error) {
    if (error instanceof RareForm) return Yaml.stringify(document);
    throw error;
  }
}

/** A map or list, its first line without and all others with the indentation. */
function block(value: unknown, indent: string, seen: Set<unknown>): string {
  // A second use of the same object is written as an alias of the first.
  if (seen.has(value)) throw new RareForm();
  seen.add(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) {
      const content = isCollection(item) ? block(item, `${indent}  `, seen) : scalar(item, `${indent}  `);
      text += `${text && `\n${indent}`}- ${content}`;
    }
    return text || '[]';
  }
  if (!isPlainObject(value)) throw new RareForm();
  for (const name of Object.keys(value)) {
    text += `${text && `\n${indent}`}${key(name)}:${mapValue(value[name], `${indent}  `, seen)}`;
  }
  return text || '{}';
}

function mapValue(value: unknown, indent: string, seen: Set<unknown>): string {
  if (!isCollection(value)) return ` ${scalar(value, indent)}`;
  const content = block(value, indent, seen);
  return content === '[]' || content === '{}' ? ` ${content}` : `\n${indent}${content}`;
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Not an instance of a class. Told by the prototype's own prototype, which holds for objects of another realm too. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
