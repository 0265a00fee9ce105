import { Duration } from '../values/duration.ts';

/** Milliseconds of a text such as `600`, which are seconds, or `5m`. @throws Error naming the text, what is expected and a fix */
export function timeoutOf(text: string): number {
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : durationOf(text);
  if (milliseconds !== undefined && milliseconds > 0 && Number.isFinite(milliseconds)) return milliseconds;
  throw new Error(
    `--timeout is '${text}'; expected seconds above zero, or a duration such as 5m or 1h30m. Write --timeout 600, or --timeout 10m.`,
  );
}

function durationOf(text: string): number | undefined {
  try {
    return Duration.parseGo(text).milliseconds;
  } catch {
    return undefined;
  }
}
