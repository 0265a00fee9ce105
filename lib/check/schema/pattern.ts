/** How a text relates to a pattern: `undefined` when the pattern cannot be judged here. */
export type Verdict = boolean | undefined;

interface Matcher {
  readonly exact: RegExp | undefined;
  /** The same in any case: what it refuses is refused whatever part of the pattern ignores case. */
  readonly anyCase: RegExp | undefined;
}

const posixClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

const matchers = new Map<string, Matcher>();

/** Whether a text matches a pattern of Go's RE2 syntax, in which Kubernetes writes its schemas. Nothing anchors it. */
export function matches(pattern: string, text: string): Verdict {
  let matcher = matchers.get(pattern);
  if (!matcher) {
    matcher = translate(pattern);
    matchers.set(pattern, matcher);
  }
  const { exact, anyCase } = matcher;
  if (!anyCase) return exact?.test(text);
  if (!anyCase.test(text)) return false;
  return exact?.test(text) ? true : undefined;
}

/** JavaScript has no flag for a part of a pattern: one for the whole is exact only where it opens the pattern. */
function translate(pattern: string): Matcher {
  const leading = /^(\^?)\(\?i\)/.exec(pattern);
  if (leading)
    return { exact: compile((leading[1] ?? '') + pattern.slice(leading[0].length), 'i'), anyCase: undefined };
  if (!pattern.includes('(?i)')) return { exact: compile(pattern, ''), anyCase: undefined };
  const plain = pattern.replaceAll('(?i)', '');
  return { exact: compile(plain, ''), anyCase: compile(plain, 'i') };
}

function compile(pattern: string, flags: string): RegExp | undefined {
  const source = pattern
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
    .replace(/\[:([a-z]+):\]/g, (whole, name: string) => posixClasses[name] ?? whole);
  // What only one of the two languages has: back references, look-around; flags, quoting, single-byte and Unicode classes.
  if (/\(\?[imsU-]|\(\?<?[=!]|\\[1-9QCpPG]|\\x\{|\[:/.test(source)) return undefined;
  for (const mode of ['u', '']) {
    try {
      return new RegExp(source, flags + mode);
    } catch {
      // RE2 takes escapes that JavaScript refuses in its Unicode mode; the other mode takes them too.
    }
  }
  return undefined;
}
