/** A text that is cut to a width, with a mark where something was cut. */
export function ended(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 1 ? '' : `${text.slice(0, width - 1)}…`;
}

/** Cells padded to one width, their ends below each other. */
export function atRight(cells: readonly string[]): string[] {
  const width = Math.max(...cells.map((cell) => cell.length), 0);
  return cells.map((cell) => cell.padStart(width));
}

/** Words in lines of a width; one that is longer has a line of its own. */
export function wrapped(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A text in lines of a width, each with the indentation; line ends within the text stay. */
export function paragraph(text: string, width: number, indent: string): string[] {
  const lines = text.trim().split('\n');
  return lines.flatMap((line) => wrapped(line.split(' '), width - indent.length)).map((line) => `${indent}${line}`);
}
