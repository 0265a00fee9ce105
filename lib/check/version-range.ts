import { compareVersions, parseVersion, type Version } from './version.ts';

type Test = (version: Version) => boolean;

const TERM =
  /^(>=|=>|<=|=<|!=|>|<|=|~>?|\^)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?/;

/**
 * Whether a version is in a range as Helm writes them: `>= 1.22.0-0 < 2`, `^1.2`, `1.x || 2.1.*`, `1.2 - 1.4`.
 *
 * @returns `undefined` when the range cannot be read
 */
export function satisfies(version: Version, range: string): boolean | undefined {
  const groups = range.split('||').map(parseGroup);
  if (groups.some((group) => group === undefined)) return undefined;
  return groups.some((group) => group!.every((test) => test(version)));
}

/** Tests that must all hold; `undefined` when a part of the text is none. */
function parseGroup(text: string): readonly Test[] | undefined {
  const hyphened = text.replace(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2');
  const tests: Test[] = [];
  let rest = hyphened.replace(/^[\s,]+/, '');
  while (rest !== '') {
    const term = TERM.exec(rest);
    if (!term) return undefined;
    const after = rest.slice(term[0].length);
    if (after !== '' && !/^[\s,]/.test(after)) return undefined;
    tests.push(testOf(term));
    rest = after.replace(/^[\s,]+/, '');
  }
  return tests;
}

function testOf([, operator = '=', major, minor, patch, pre]: RegExpExecArray): Test {
  const numbers = [major, minor, patch].map((part) =>
    part === undefined || /[xX*]/.test(part) ? undefined : Number(part),
  );
  const [first, second, third] = numbers;
  if (first === undefined) return () => true;
  const low: Version = { major: first, minor: second ?? 0, patch: third ?? 0, pre: pre?.split('.') ?? [] };
  // A pre-release is in a range only when the range speaks of pre-releases.
  const isTaken: Test = (version) => version.pre.length === 0 || low.pre.length > 0;
  const atLeast: Test = (version) => compareVersions(version, low) >= 0;
  const below =
    (end: Version): Test =>
    (version) =>
      compareVersions(version, end) < 0;
  const isPartial = third === undefined;
  const nextPart = second === undefined ? next(first + 1) : third === undefined ? next(first, second + 1) : undefined;
  const isEqual: Test = (version) =>
    nextPart ? atLeast(version) && below(nextPart)(version) : compareVersions(version, low) === 0;
  const all =
    (...tests: readonly Test[]): Test =>
    (version) =>
      isTaken(version) && tests.every((test) => test(version));
  switch (operator) {
    case '>=':
    case '=>':
      return all(atLeast);
    case '>':
      return isPartial
        ? all((version) => compareVersions(version, nextPart!) >= 0)
        : all((version) => compareVersions(version, low) > 0);
    case '<':
      return all(below(low));
    case '<=':
    case '=<':
      return isPartial ? all(below(nextPart!)) : all((version) => compareVersions(version, low) <= 0);
    case '!=':
      return (version) => !isEqual(version);
    case '~':
    case '~>':
      return all(atLeast, below(second === undefined ? next(first + 1) : next(first, second + 1)));
    case '^':
      return all(atLeast, below(caretEnd(first, second, third)));
    default:
      return all(isEqual);
  }
}

/** The first version that may break users of one that starts with these numbers. */
function caretEnd(major: number, minor: number | undefined, patch: number | undefined): Version {
  if (major > 0 || minor === undefined) return next(major + 1);
  if (minor > 0 || patch === undefined) return next(0, minor + 1);
  return { major: 0, minor: 0, patch: patch + 1, pre: [] };
}

function next(major: number, minor = 0): Version {
  return { major, minor, patch: 0, pre: [] };
}

/** The lowest version that a range of `>=` speaks of; `undefined` when it names none. */
export function lowestOf(range: string): Version | undefined {
  return parseVersion(/>=\s*(v?\d+\.\d+\.\d+)/.exec(range)?.[1] ?? '');
}
