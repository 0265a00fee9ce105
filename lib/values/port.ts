import { integerBetween } from './integer.ts';
import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';

/** Accepts a port number, 1 to 65535. */
export const judgePort: Judge = integerBetween(1, 65535);

const inNodePortRange = integerBetween(30000, 32767);

/** Accepts a port in the range that the API server opens on nodes by default, 30000 to 32767. */
export const judgeNodePort: Judge = (value) => {
  const refusal = inNodePortRange(value);
  return refusal && value === 0
    ? { ...refusal, fix: 'Leave the node port out: Kubernetes then chooses one.' }
    : refusal;
};

const nameLimit = 15;

/** Accepts an IANA service name (RFC 6335) in lower case, as Kubernetes wants the name of a port. */
export const judgePortName: Judge = textJudge(
  `a port name of at most ${nameLimit} lower-case letters, digits and single hyphens, with a letter in it`,
  (text) => {
    if (text === '') return 'Write a name, such as http.';
    if (/^[0-9]+$/.test(text)) {
      const number = Number(text);
      return judgePort(number) === undefined
        ? `Write ${number} without quotes, or a name with a letter.`
        : 'Write a name with a letter, such as http.';
    }
    if (text.length > nameLimit) {
      return `Shorten the name by ${text.length - nameLimit}, to at most ${nameLimit} characters.`;
    }
    if (isPortName(text)) return undefined;
    const better = text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    return isPortName(better) ? `Write ${better}.` : 'Write a name with a letter, such as http.';
  },
);

function isPortName(text: string): boolean {
  return text.length <= nameLimit && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text);
}

/** Accepts what `targetPort` and a probe's `port` take: a port number, or the name of a container's port. */
export const judgePortOrName: Judge = (value) => (typeof value === 'string' ? judgePortName(value) : judgePort(value));
