import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLine } from './finding.ts';

/** A call stack taken cheaply now and read only when somebody asks where it came from. */
export interface Trace {
  readonly stack?: string;
}

/** Maps a position in the running code to the source it was made from; `undefined` when it has none. */
export type SourceLocator = (file: string, line: number, column: number) => SourceLine | undefined;

const FRAMES = 24;
const POSITION = /\(?((?:file:\/\/)?\/?[^()\s][^()]*):(\d+):(\d+)\)?$/;

let locate: SourceLocator = (file, line) => ({ file, line });

/** Tells how positions map to sources when the running code is a bundle. */
export function setSourceLocator(locator: SourceLocator): void {
  locate = locator;
}

/** Takes the call stack above `caller`. */
export function trace(caller: NewableFunction | CallableFunction): Trace {
  const holder: Trace = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(holder, caller);
  Error.stackTraceLimit = limit;
  return holder;
}

/**
 * The owner's line in a stack: the nearest one in `main.ts`, else the nearest one outside the kernel.
 */
export function sourceOf(taken: Trace | undefined): SourceLine | undefined {
  const lines = trailOf(taken);
  return lines.find(({ file }) => file === 'main.ts') ?? lines[0];
}

/** The lines of the project in a stack, those of the kernel left out, the nearest first. Nothing above `main.ts` is told. */
export function trailOf(taken: Trace | undefined): SourceLine[] {
  const lines: SourceLine[] = [];
  for (const text of (taken?.stack ?? '').split('\n').slice(1)) {
    const position = POSITION.exec(text.trim().replace(/^at /, ''));
    if (!position) continue;
    const found = locate(plainPath(position[1]!), Number(position[2]), Number(position[3]));
    if (!found) continue;
    const file = relative(process.cwd(), found.file).split(sep).join('/');
    if (file.startsWith('..') || file.includes('node_modules/') || file.startsWith('node:')) continue;
    if (!file.startsWith('lib/core/')) lines.push({ file, line: found.line });
    if (file === 'main.ts') break;
  }
  return lines;
}

function plainPath(text: string): string {
  const path = text.replace(/^.*\((?=[^(]*$)/, '');
  return path.startsWith('file://') ? fileURLToPath(path) : path;
}
