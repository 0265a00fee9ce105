import { type Cursor, UNSURE } from './cursor.ts';

/** Lines of a block scalar, without their indentation. */
interface Lines {
  readonly lines: readonly string[];
  /** Whether the last line ends with a line end. */
  readonly isEnded: boolean;
}

/** Reads a block scalar, from its `|` or `>`, whose lines are indented by more than `parent`. */
export function readText(cursor: Cursor, parent: number): string {
  const isFolded = cursor.code === 62;
  cursor.pos += 1;
  const chomp = cursor.text[cursor.pos];
  const isStripped = chomp === '-';
  const isKept = chomp === '+';
  if (isStripped || isKept) cursor.pos += 1;
  const headEnd = cursor.lineEnd(cursor.pos);
  // An explicit indentation and a comment are rare.
  if (cursor.text.slice(cursor.pos, headEnd).trim() !== '') throw UNSURE;
  cursor.pos = Math.min(headEnd + 1, cursor.end);
  const { lines, isEnded } = readLines(cursor, parent);
  cursor.nextLine();
  let last = lines.length;
  while (last > 0 && lines[last - 1] === '') last -= 1;
  const body = isFolded ? fold(lines.slice(0, last)) : lines.slice(0, last).join('\n');
  if (isStripped) return body;
  if (!isKept) return last === 0 ? '' : last < lines.length || isEnded ? `${body}\n` : body;
  if (last === 0) return '\n'.repeat(lines.length);
  return body + '\n'.repeat(lines.length - last + (isEnded ? 1 : 0));
}

function readLines(cursor: Cursor, parent: number): Lines {
  const { text, end } = cursor;
  const lines: string[] = [];
  let indent = -1;
  let isEnded = true;
  while (cursor.pos < end) {
    const line = cursor.pos;
    let at = line;
    while (text.charCodeAt(at) === 32) at += 1;
    const lineEnd = cursor.lineEnd(line);
    if (at >= lineEnd) {
      // Spaces alone: beyond the indentation they are text. In front of the first line they may be a mistake.
      if (indent < 0 && at - line > 0) throw UNSURE;
      lines.push(indent >= 0 && lineEnd - line > indent ? text.slice(line + indent, lineEnd) : '');
    } else {
      const column = at - line;
      if (indent < 0) {
        if (column <= parent) {
          if (text.charCodeAt(at) === 9) throw UNSURE;
          break;
        }
        indent = column;
      }
      if (column < indent) {
        if (column > parent || text.charCodeAt(at) === 9) throw UNSURE;
        break;
      }
      if (column === indent && text.charCodeAt(at) === 9) throw UNSURE;
      lines.push(text.slice(line + indent, lineEnd));
    }
    isEnded = lineEnd < end;
    cursor.pos = Math.min(lineEnd + 1, end);
  }
  return { lines, isEnded };
}

/** Joins lines with spaces; blank lines and lines that are indented further keep their line ends. */
function fold(lines: readonly string[]): string {
  let text = '';
  let blanks = 0;
  let wasIndented = false;
  let isFirst = true;
  for (const line of lines) {
    if (line === '') {
      blanks += 1;
      continue;
    }
    const isIndented = line.startsWith(' ') || line.startsWith('\t');
    if (isFirst) text = '\n'.repeat(blanks);
    else if (wasIndented || isIndented) text += '\n'.repeat(blanks + 1);
    else text += blanks > 0 ? '\n'.repeat(blanks) : ' ';
    text += line;
    blanks = 0;
    wasIndented = isIndented;
    isFirst = false;
  }
  return text;
}
