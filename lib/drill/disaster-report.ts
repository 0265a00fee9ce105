import { bytesText } from '../check/capacity/amounts.ts';
import type { Strategy } from '../volumes/strategy.ts';

/** One step of a rehearsal. */
export interface RehearsedStep {
  readonly strategy: Strategy;
  readonly what: string;
  /** What came out. */
  readonly seen: string;
  readonly seconds: number;
}

/** What became of the data of one claim. */
export interface RehearsedClaim {
  /** `namespace/name`. */
  readonly claim: string;
  readonly strategy: Strategy;
  /** LVM's UUID of the volume before the wreck. */
  readonly volume: string;
  /** That of the volume which the claim is bound to afterwards; another one after a copy. */
  readonly boundTo: string | undefined;
  readonly fsType: string;
  /** Bytes in its files before. */
  readonly bytes: number;
  /** SHA-256 of its content before and afterwards. */
  readonly before: string;
  readonly after: string | undefined;
}

/** A rehearsed disaster. */
export interface DisasterReport {
  readonly steps: readonly RehearsedStep[];
  readonly claims: readonly RehearsedClaim[];
  /** Bytes whose content is not the one of before. */
  readonly lost: number;
  /** What is not as it should be; empty when all went well. */
  readonly problems: readonly string[];
  /** What could not be rehearsed here, and why. */
  readonly left: readonly string[];
}

/** The claims of a report as rows below a head. */
export function claimRows({ claims }: DisasterReport): { readonly head: string[]; readonly rows: string[][] } {
  return {
    head: ['strategy', 'claim', 'volume', 'file system', 'content', 'hash before', 'hash after'],
    rows: claims.map(({ strategy, claim, volume, fsType, bytes, before, after }) => [
      strategy,
      claim,
      volume.slice(0, 13),
      fsType,
      bytesText(bytes),
      before.slice(0, 12),
      after?.slice(0, 12) ?? '-',
    ]),
  };
}

/** The steps of a report as rows below a head. */
export function stepRows({ steps }: DisasterReport): { readonly head: string[]; readonly rows: string[][] } {
  return {
    head: ['strategy', 'step', 'seconds', 'seen'],
    rows: steps.map(({ strategy, what, seconds, seen }) => [strategy, what, seconds.toFixed(1), seen]),
  };
}
