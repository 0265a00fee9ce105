const AFTER_MS = 700;

/**
 * Runs work and says what is going on when it takes a while, on the error output: a line that is taken back on a terminal, and one
 * that stays elsewhere.
 */
export async function withProgress<T>(label: string, work: Promise<T>): Promise<T> {
  const terminal = process.stderr.isTTY === true;
  const timer = setTimeout(() => process.stderr.write(terminal ? `... ${label}` : `... ${label}\n`), AFTER_MS);
  const started = performance.now();
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (terminal && performance.now() - started > AFTER_MS) process.stderr.write('\r\u001b[K');
  }
}

/** Says on the error output what is going on. */
export function progressLine(line: string): void {
  process.stderr.write(`... ${line}\n`);
}
