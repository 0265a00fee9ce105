/** A value as a line of a diff shows it: text bare, the rest as JSON, cut. */
export function valueText(value: unknown, longest = 100): string {
  if (value === undefined) return '(none)';
  const shown = typeof value === 'string' ? value.replace(/\n/g, '\\n') : JSON.stringify(value);
  return shown.length > longest ? `${shown.slice(0, longest - 3)}...` : shown;
}
