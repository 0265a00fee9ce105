import type { Line } from '../live/checks/check.ts';
import type { Style } from './style.ts';

const MARKS = { ok: ['green', '✓'], finding: ['red', '✗'], unknown: ['yellow', '?'] } as const;

/** What checks of a running lab say, a line each, with the fix below. */
export function linesText(lines: readonly Line[], style: Style): string {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const told = lines.flatMap(({ name, state, told, fix }) => {
    const [colour, mark] = MARKS[state];
    return [
      `${style(colour, mark)} ${name.padEnd(width)}  ${told}`,
      ...(fix === undefined ? [] : [`  ${' '.repeat(width)}  ${style('green', 'fix:')} ${fix}`]),
    ];
  });
  const count = (state: Line['state']) => lines.filter((line) => line.state === state).length;
  return [...told, '', `${count('ok')} ok, ${count('finding')} to mend, ${count('unknown')} not seen`].join('\n');
}
