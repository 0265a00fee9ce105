import { ChartError } from '../chart-error.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * A URL that may be asked: `https://`, or plain `http://` of this machine.
 *
 * @throws ChartError for any other
 */
export function safeUrl(text: string | URL, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new ChartError(String(text), 'not a URL', 'Write it with https:// in front.');
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return url;
  throw new ChartError(
    shownUrl(url),
    `its scheme is ${url.protocol}//, and what comes that way can be changed on the way`,
    'Write https://. Plain http:// is taken from this machine only: 127.0.0.1, ::1, localhost.',
  );
}

/** Whether a URL is of this machine. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.has(url.hostname);
}

/** A URL as messages have it: without passwords, and without the query, in which stores sign. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
