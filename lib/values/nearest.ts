import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a misspelled word most likely meant.
 *
 * @returns the nearest candidate within a third of the word's length (at least two edits), ignoring case; `undefined` when none is near
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}
