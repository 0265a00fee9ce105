import { Meaning } from './meaning.ts';

/** What a function of Helm's makes of its arguments. */
export type TemplateFunction = (args: readonly Meaning[]) => Meaning;

const first: TemplateFunction = ([value]) => value ?? new Meaning();
const last: TemplateFunction = (args) => args.at(-1) ?? new Meaning();
const any: TemplateFunction = (args) => Meaning.union(args);
const nothing: TemplateFunction = () => new Meaning();

/** A value by keys, each known to the letter or not. */
function lookUp(value: Meaning, keys: readonly Meaning[]): Meaning {
  return keys.reduce((at, { texts, isStep }) => {
    if (isStep) return Meaning.union([at, ...[...texts].map((text) => at.peek(text))]);
    return texts.size > 0 ? Meaning.union([...texts].map((text) => at.get(text))) : at.entry();
  }, value);
}

/** `merge` and its like change their first argument. */
const merge: TemplateFunction = ([into = new Meaning(), ...others]) => {
  for (const other of others) into.absorb(other);
  return into;
};

const set: TemplateFunction = ([into = new Meaning(), key, value = new Meaning()]) => {
  for (const text of key?.texts ?? []) {
    for (const node of into.nodes) {
      const { instead } = node.key(text);
      const isKnown = instead.some((other) => other === value || other.signature() === value.signature());
      if (!isKnown && !value.nodes.has(node.key(text))) instead.push(value);
    }
    if (into.nodes.size === 0) {
      const before = into.fields.get(text);
      into.fields.set(text, before ? Meaning.union([before, value]) : value);
    }
  }
  if (key?.texts.size === 0) into.items = into.items ? Meaning.union([into.items, value]) : value;
  return into;
};

const dict: TemplateFunction = (args) => {
  const made = new Meaning();
  for (let i = 0; i < args.length; i += 2) set([made, args[i]!, args[i + 1] ?? new Meaning()]);
  return made;
};

const list: TemplateFunction = (args) => {
  const made = new Meaning();
  if (args.length > 0) made.items = Meaning.union(args);
  return made;
};

/** Asking for the type of a value means taking several. */
const askType: TemplateFunction = (args) => {
  for (const node of last(args).nodes) node.isMixed = true;
  return new Meaning();
};

/** A value back from its text. With words around it, the place of the value inside is not known. */
const fromText: TemplateFunction = ([text = new Meaning()]) => {
  const value = Meaning.union([text, ...(text.printed ? [text.printed] : [])]);
  if (!text.isWorded) return value;
  value.markWhole();
  return new Meaning();
};

/** A word of what is given: a map that stands as text in it stays there, and a value by itself is nothing to look into. */
const word: TemplateFunction = (args) => {
  const made = new Meaning();
  for (const each of args) made.carry(each);
  return made;
};

/** Letters that are known, put together. */
const joined: TemplateFunction = (args) => {
  const made = word(args);
  if (args.every(({ texts }) => texts.size === 1)) made.texts.add(args.map(({ texts }) => [...texts][0]).join(''));
  return made;
};

const format: TemplateFunction = ([pattern, ...args]) => {
  const made = word(args);
  const known = pattern?.texts.size === 1 && args.every(({ texts }) => texts.size === 1);
  let i = 0;
  if (known) made.texts.add([...pattern.texts][0]!.replace(/%[sv]/g, () => [...args[i++]!.texts][0] ?? ''));
  return made;
};

/** Steps of a path. */
const split: TemplateFunction = ([separator, path]) => {
  const made = new Meaning();
  made.items = new Meaning();
  made.items.isStep = true;
  for (const text of path?.texts ?? []) {
    for (const step of text.split([...(separator?.texts ?? [])][0] ?? '.')) made.items.texts.add(step);
  }
  return made;
};

const pick: TemplateFunction = ([value = new Meaning(), ...keys]) => {
  const made = new Meaning();
  for (const key of keys) set([made, key, lookUp(value, [key])]);
  return made;
};

const touch: TemplateFunction = ([value = new Meaning(), ...keys]) => {
  lookUp(value, keys);
  return value;
};

const NAMED: Readonly<Record<string, TemplateFunction>> = {
  dict,
  list,
  set,
  pick,
  split,
  splitList: split,
  tuple: list,
  index: ([value = new Meaning(), ...keys]) => lookUp(value, keys),
  get: ([value = new Meaning(), ...keys]) => lookUp(value, keys),
  hasKey: (args) => {
    touch(args);
    return new Meaning();
  },
  unset: touch,
  dig: (args) => Meaning.union([lookUp(last(args), args.slice(0, -2)), args.at(-2) ?? new Meaning()]),
  pluck: ([key = new Meaning(), ...maps]) => list(maps.map((map) => lookUp(map, [key]))),
  omit: ([value = new Meaning(), ...keys]) => {
    for (const key of keys) if (key.texts.size > 0) lookUp(value, [key]);
    return value;
  },
  deepCopy: (args) => Meaning.union([first(args), new Meaning()]),
  append: ([all = new Meaning(), item = new Meaning()]) => Meaning.union([all, list([item])]),
  tpl: ([text = new Meaning()]) => word([text]),
  required: last,
  keys: (args) => {
    const made = new Meaning();
    made.items = new Meaning();
    for (const map of args) {
      map.entry();
      if (map.nodes.size === 0) for (const name of map.fields.keys()) made.items.texts.add(name);
    }
    return made;
  },
  values: (args) => list(args.map((map) => map.entry())),
  first: ([all = new Meaning()]) => all.entry(),
  last: ([all = new Meaning()]) => all.entry(),
  print: joined,
  printf: format,
};

const GROUPS: readonly (readonly [string, TemplateFunction])[] = [
  ['merge mergeOverwrite', merge],
  ['default coalesce ternary and or concat rest initial reverse uniq compact without sortAlpha until', any],
  ['fromYaml fromJson fromYamlArray fromJsonArray', fromText],
  [
    'quote squote b64enc trunc trim trimAll trimPrefix trimSuffix lower upper replace indent nindent int int64 join cat',
    word,
  ],
  ['kindIs typeIs typeIsLike kindOf typeOf', askType],
  [
    'eq ne lt le gt ge not empty has contains hasPrefix hasSuffix regexMatch len fail lookup semverCompare ' +
      'sha256sum sha1sum md5sum adler32sum all any deepEqual',
    nothing,
  ],
];

const FUNCTIONS = new Map<string, TemplateFunction>(Object.entries(NAMED));
for (const [names, each] of GROUPS) for (const name of names.split(' ')) FUNCTIONS.set(name, each);

/** A function by name. One that is not known here makes a text of what it is given. */
export function templateFunction(name: string): TemplateFunction {
  return FUNCTIONS.get(name) ?? FUNCTIONS.get(unmust(name)) ?? Meaning.printOf;
}

/** `mustFirst` does what `first` does, and fails in place of giving nothing. */
function unmust(name: string): string {
  return name.replace(/^must(.)/, (_, letter: string) => letter.toLowerCase());
}
