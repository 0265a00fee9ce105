import { bytesText } from '../check/capacity/amounts.ts';
import type { Reading } from '../volumes/content.ts';
import { progressLine } from './progress.ts';

const EVERY_MS = 5_000;

/** Tells on the error output how far the reading of all data has come, now and then. */
export function readingLines(): (volume: string, reading: Reading) => void {
  let told = performance.now();
  return (volume, { bytes, ofBytes }) => {
    if (performance.now() - told < EVERY_MS) return;
    told = performance.now();
    progressLine(`reading ${volume}: ${bytesText(bytes)} of ${bytesText(ofBytes)}`);
  };
}
