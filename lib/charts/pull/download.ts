import { ChartError } from '../chart-error.ts';
import type { Network } from './network.ts';
import { isLoopback, safeUrl, shownUrl } from './safe-url.ts';

/** What a server answered, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Where redirects led to. */
  readonly url: URL;
}

/** One question to a server. */
export interface Question {
  readonly url: URL;
  /** The most bytes that an answer may have. */
  readonly limit: number;
  readonly accept?: string;
  /** Value of `Authorization`. Only the host that was asked gets it. */
  readonly authorization?: string;
}

const TRIES = 3;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 20_000;
const REDIRECTS = 5;
const REDIRECT = new Set([301, 302, 303, 307, 308]);
const AGAIN = 'Look at the connection, then run the command again: what is there already is kept.';

/**
 * Asks, follows redirects, and asks again after a while where the network failed, or the server is overrun.
 *
 * @returns the answer, whose status may be one of 400 to 499
 * @throws ChartError when there is none after three tries, or it is too large
 */
export async function download(question: Question, network: Network): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await attemptOf(question, network);
    const isOver = result instanceof Error ? result instanceof ChartError : !isOverrun(result.status);
    if (!isOver && attempt < TRIES) {
      const asked = result instanceof Error ? 0 : 1000 * (Number(result.headers.get('retry-after')) || 0);
      await network.delay(Math.min(Math.max(FIRST_DELAY * 4 ** (attempt - 1), asked), LONGEST_DELAY));
      continue;
    }
    if (result instanceof ChartError) throw result;
    if (result instanceof Error) throw new ChartError(shownUrl(question.url), reasonOf(result), AGAIN);
    if (isOver) return result;
    throw new ChartError(shownUrl(result.url), `the server answers ${result.status}, ${TRIES} times`, AGAIN);
  }
}

/** The body of an answer that must be 200. */
export function bodyOf({ status, url, body }: Answer): Buffer {
  if (status === 200) return body;
  const fix =
    status === 401 || status === 403 ? 'It wants a login, and charts are pulled without.' : 'Look at the URL.';
  throw new ChartError(shownUrl(url), `the server answers ${status}`, fix);
}

function isOverrun(status: number): boolean {
  return status >= 500 || status === 429;
}

async function attemptOf(question: Question, network: Network): Promise<Answer | Error> {
  try {
    return await ask(question, network);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function ask({ url: first, limit, accept, authorization }: Question, network: Network): Promise<Answer> {
  const abort = new AbortController();
  const giveUp = () => abort.abort(new Error(`nothing came for ${network.silence / 1000} s`));
  let timer = setTimeout(giveUp, network.silence);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, network.silence);
  };
  try {
    let url = first;
    for (let hops = 0; ; hops += 1) {
      const headers: Record<string, string> = { 'accept-encoding': 'identity' };
      if (accept !== undefined) headers['accept'] = accept;
      if (authorization !== undefined && url.origin === first.origin) headers['authorization'] = authorization;
      const response = await fetch(url, { headers, redirect: 'manual', signal: abort.signal });
      alive();
      const location = response.headers.get('location');
      if (REDIRECT.has(response.status) && location !== null) {
        await response.body?.cancel();
        if (hops >= REDIRECTS) throw tooManyRedirects(first);
        url = redirected(url, location);
        continue;
      }
      const body = await bytesOf(response, url, limit, alive);
      return { status: response.status, headers: response.headers, body, url };
    }
  } finally {
    clearTimeout(timer);
  }
}

async function bytesOf(response: Response, url: URL, limit: number, alive: () => void): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    alive();
    size += chunk.length;
    if (size > limit) throw tooLarge(url, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Where a redirect leads. A server elsewhere must not lead to this machine over plain http. */
function redirected(from: URL, location: string): URL {
  const to = safeUrl(location, from);
  if (to.protocol === 'https:' || isLoopback(from)) return to;
  throw new ChartError(shownUrl(from), `it leads to ${shownUrl(to)}`, 'Only https:// is followed.');
}

function tooManyRedirects(url: URL): ChartError {
  return new ChartError(shownUrl(url), `more than ${REDIRECTS} redirects`, 'Look at the URL: it leads in a circle.');
}

function tooLarge(url: URL, limit: number): ChartError {
  const size = limit >= 1024 * 1024 ? `${Math.round(limit / 1024 / 1024)} MiB` : `${limit} bytes`;
  return new ChartError(shownUrl(url), `larger than ${size}`, 'Nothing of the kind is that large: look at the URL.');
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: Error): string {
  const { cause } = error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return `the download failed (${inner instanceof Error && inner.message !== '' ? inner.message : error.message})`;
}
