import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';

/** What is wrong with the text as a URL of one of the schemes, as a fix; `undefined` if nothing. */
export function fixForUrl(text: string, schemes: readonly string[]): string | undefined {
  const [preferred = 'https'] = schemes;
  const example = `${preferred}://example.org/path`;
  if (text.includes('{{')) return 'Write the URL itself: no template is filled in here.';
  if (text.trim() !== text && fixForUrl(text.trim(), schemes) === undefined) return `Write ${text.trim()}.`;
  if (/[\s\p{Cc}]/u.test(text)) return 'Write %20 in place of each space.';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme === undefined) {
    const bare = text.replace(/^(?:[a-z][a-z0-9+.-]*:(?=\/))?\/*/i, '');
    return /^[^/?#:]+\.[a-z]/i.test(bare) && URL.canParse(`${preferred}://${bare}`)
      ? `Write ${preferred}://${bare}.`
      : `Write ${schemes.map((name) => `${name}://`).join(' or ')} and a host first, such as ${example}.`;
  }
  if (!schemes.includes(scheme)) {
    const lower = scheme.toLowerCase();
    if (schemes.includes(lower)) return `Write ${lower}${text.slice(scheme.length)}.`;
    return `Write ${schemes.map((name) => `${name}://`).join(' or ')} in place of ${scheme}://.`;
  }
  // The parser of the platform forgives https:///host; what follows the two slashes has to be a host.
  const hosted = /^[^/?#\\]/.test(text.slice(scheme.length + 3));
  return hosted && URL.canParse(text) && new URL(text).hostname !== ''
    ? undefined
    : `Write a host, and a port of at most 65535 if any, after ${scheme}://, such as ${example}.`;
}

/** Accepts an absolute URL of `https` or `http`, the scheme in lower case. */
export const judgeUrl: Judge = textJudge('a URL with https:// or http://', (text) =>
  fixForUrl(text, ['https', 'http']),
);
