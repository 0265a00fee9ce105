import type { Refusal } from '../../lib/values/refusal.ts';

/** The value that a fix tells to write, in quotes or up to the next space; `undefined` if it names none. */
export function suggestion(refusal: Refusal | undefined): string | undefined {
  const [, inQuotes, bare] = /^Write (?:"([^"]+)"|(\S+?)[.:,]?(?= |$))/.exec(refusal?.fix ?? '') ?? [];
  return inQuotes ?? bare;
}
