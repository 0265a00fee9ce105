import { isSubdomain } from './dns-name.ts';
import { fixForLength } from './name-spelling.ts';
import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const localLimit = 64;
const limit = 254;

/** Whether a mail server on the internet could have the address: no quoted local part, no bare host, ASCII only. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1).toLowerCase();
  if (at < 1 || at > localLimit || text.length > limit || !domain.includes('.')) return false;
  return local.test(text.slice(0, at)) && isSubdomain(domain) && !/\.[0-9]+$/.test(domain);
}

/** Accepts one e-mail address, without a display name. */
export const judgeEmail: Judge = textJudge('an e-mail address, such as owner@example.org', (text) => {
  if (isEmail(text)) return undefined;
  const inner = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  const bare = inner.trim().replace(/^mailto:/i, '');
  if (isEmail(bare)) return `Write ${bare}.`;
  if (/[,;]/.test(text)) return 'Write one address.';
  const parts = text.split('@').length - 1;
  if (parts !== 1)
    return `Write a name, one @ and a domain: ${parts === 0 ? 'the @ is missing' : 'there is more than one @'}.`;
  return fixForLength(text, limit) ?? 'Write a name, @ and a domain with a dot, such as owner@example.org.';
});
