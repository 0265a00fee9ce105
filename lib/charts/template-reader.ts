import { Meaning } from './meaning.ts';
import { templateFunction } from './template-functions.ts';
import { type Expression, type Part, type Pipeline, type TemplateTree, templateTree } from './template-tree.ts';

/** Stands for the folder of templates: files included by path are read anyway. */
export const TEMPLATE_FOLDER = '<templates>';
/** Templates that include each other end here. */
const DEPTH = 60;

/** Variables by name, with those outside. `$` is one of them. */
class Scope {
  readonly #own = new Map<string, Meaning>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  get(name: string): Meaning {
    return this.#own.get(name) ?? this.#outer?.get(name) ?? new Meaning();
  }

  declare(name: string, meaning: Meaning): void {
    this.#own.set(name, meaning);
  }

  /** What was there may still be there: the line may stand in a branch. */
  assign(name: string, meaning: Meaning): void {
    const before = this.#own.get(name);
    if (before) this.#own.set(name, Meaning.union([before, meaning]));
    else if (this.#outer) this.#outer.assign(name, meaning);
    else this.#own.set(name, meaning);
  }
}

/** Reads templates for what they take from values: every branch is taken, every loop is gone through. */
export class TemplateReader {
  readonly #defines = new Map<string, readonly Part[]>();
  readonly #results = new Map<string, Meaning>();
  /** Templates asked for that no chart defines. */
  readonly missing = new Set<string>();
  /** Whether a template was asked for by a name that only a run of Helm tells. */
  hasUnknownName = false;
  #depth = 0;

  /** Takes a file's named templates; one of the same name that came before is replaced. */
  learn(tree: TemplateTree): void {
    for (const [name, parts] of tree.defines) this.#defines.set(name, parts);
  }

  /** Reads a file that Helm renders. What it prints is used whole. */
  render(tree: TemplateTree, root: Meaning): void {
    this.#run(tree.parts, root).markWhole();
  }

  /** Reads named templates as if each was given the root: for names that are not known before a run. */
  renderNamed(tree: TemplateTree, root: Meaning): void {
    for (const name of tree.defines.keys()) this.#include(name, root).markWhole();
  }

  /** Reads a text that is a template by itself: a default that goes through `tpl`. */
  renderText(text: string, root: Meaning): void {
    this.render(templateTree(text), root);
  }

  /** Forgets what named templates gave, so that a second reading sees what the first one changed. */
  forget(): void {
    this.#results.clear();
  }

  #run(parts: readonly Part[], dot: Meaning): Meaning {
    const scope = new Scope();
    scope.declare('$', dot);
    const printed = new Meaning();
    this.#parts(parts, dot, scope, printed);
    return printed;
  }

  #include(name: string, dot: Meaning): Meaning {
    const parts = this.#defines.get(name);
    if (!parts) {
      if (!name.startsWith(TEMPLATE_FOLDER)) this.missing.add(name);
      dot.markWhole();
      return new Meaning();
    }
    const key = `${name}\0${dot.signature()}`;
    const before = this.#results.get(key);
    if (before) return before;
    if (this.#depth >= DEPTH) return new Meaning();
    this.#results.set(key, new Meaning());
    this.#depth++;
    const result = this.#run(parts, dot);
    this.#depth--;
    this.#results.set(key, result);
    return result;
  }

  #parts(parts: readonly Part[], dot: Meaning, scope: Scope, printed: Meaning): void {
    for (const part of parts) {
      if (part.kind === 'text') printed.isWorded ||= part.text.trim() !== '';
      else if (part.kind === 'print') this.#print(part.pipeline, dot, scope, printed);
      else this.#block(part, dot, scope, printed);
    }
  }

  #print(pipeline: Pipeline, dot: Meaning, scope: Scope, printed: Meaning): void {
    const value = this.#set(pipeline, dot, scope);
    if (pipeline.names.length > 0) return;
    // A bare value prints as one word, which is nothing to look into.
    printed.carry(value);
  }

  #block(part: Extract<Part, { body: unknown }>, dot: Meaning, scope: Scope, printed: Meaning): void {
    const inner = new Scope(scope);
    if (part.kind === 'range') {
      const { names, value } = part.pipeline;
      const all = this.#value(value, dot, scope);
      const entry = all.entry();
      const key = templateFunction('keys')([all]).items ?? new Meaning();
      if (names.length > 0) inner.declare(names.at(-1)!, entry);
      if (names.length > 1) inner.declare(names[0]!, key);
      // A variable set at the end of a round is there at the start of the next.
      for (let round = 0; round < (assigns(part.body) ? 2 : 1); round++) this.#parts(part.body, entry, inner, printed);
    } else {
      const value = this.#set(part.pipeline, dot, inner);
      this.#parts(part.body, part.kind === 'with' ? value : dot, inner, printed);
    }
    this.#parts(part.otherwise, dot, inner, printed);
  }

  #set({ names, assigns, value }: Pipeline, dot: Meaning, scope: Scope): Meaning {
    const meaning = this.#value(value, dot, scope);
    for (const name of names) {
      if (assigns) scope.assign(name, meaning);
      else scope.declare(name, meaning);
    }
    return meaning;
  }

  #value(expression: Expression, dot: Meaning, scope: Scope): Meaning {
    switch (expression.kind) {
      case 'dot':
        return dot;
      case 'variable':
        return scope.get(expression.name);
      case 'text':
        return Meaning.text(expression.text);
      case 'fields':
        return expression.path.reduce((at, name) => at.get(name), this.#value(expression.of, dot, scope));
      case 'other':
        for (const arg of expression.args) this.#value(arg, dot, scope);
        return new Meaning();
      case 'call':
        return this.#call(
          expression.name,
          expression.args.map((arg) => this.#value(arg, dot, scope)),
        );
    }
  }

  #call(name: string, args: readonly Meaning[]): Meaning {
    if (name !== 'include') return templateFunction(name)(args);
    const [names, dot = new Meaning()] = args;
    if (!names || names.texts.size === 0) this.hasUnknownName = true;
    return Meaning.union([...(names?.texts ?? [])].map((each) => this.#include(each, dot)));
  }
}

const known = new WeakMap<readonly Part[], boolean>();

function assigns(parts: readonly Part[]): boolean {
  const before = known.get(parts);
  if (before !== undefined) return before;
  const found = parts.some(
    (part) =>
      (part.kind !== 'text' && part.pipeline.assigns) ||
      ('body' in part && (assigns(part.body) || assigns(part.otherwise))),
  );
  known.set(parts, found);
  return found;
}
