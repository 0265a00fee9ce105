import { causeOf, fixForLength, lowerHyphenated } from './name-spelling.ts';
import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const service = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Longest label of a domain name, in characters. */
export const labelLimit = 63;
/** Longest domain name that Kubernetes takes, in characters. */
export const subdomainLimit = 253;

/** Whether the text is a subdomain of RFC 1123 as Kubernetes reads it: its labels have no limit of their own. */
export function isSubdomain(text: string): boolean {
  return text.length <= subdomainLimit && subdomain.test(text);
}

function nameJudge(expected: string, grammar: RegExp, limit: number, dots: boolean): Judge {
  const allowed = dots ? /[-.a-z0-9]/ : /[-a-z0-9]/;
  return textJudge(expected, (text) => {
    if (text === '') return 'Write a name, such as web.';
    const tooLong = fixForLength(text, limit);
    if (tooLong) return tooLong;
    if (grammar.test(text)) return undefined;
    const better = lowerHyphenated(text, dots);
    if (grammar.test(better) && better !== '') return `Write ${better}: ${causeOf(text, allowed)}.`;
    return /^[0-9]/.test(better) ? 'Start the name with a letter.' : 'Write a name of letters and digits, such as web.';
  });
}

/** Accepts a label of RFC 1123: the name of a namespace, a container, a volume; of a Service from Kubernetes 1.34 on. */
export const judgeLabelName: Judge = nameJudge(
  'a name of at most 63 lower-case letters, digits and hyphens that starts and ends with a letter or digit',
  label,
  labelLimit,
  false,
);

/** Accepts a subdomain of RFC 1123: the name of most objects. */
export const judgeSubdomainName: Judge = nameJudge(
  'a name of at most 253 lower-case letters, digits, hyphens and dots, each part starting and ending with a letter or digit',
  subdomain,
  subdomainLimit,
  true,
);

/** Accepts a label of RFC 1035: the name of a Service. */
export const judgeServiceName: Judge = nameJudge(
  'a name of at most 63 lower-case letters, digits and hyphens that starts with a letter and ends with a letter or digit',
  service,
  labelLimit,
  false,
);
