/** How downloads wait. A test waits for nothing. */
export interface Network {
  /** Resolves after so many milliseconds. */
  readonly delay: (ms: number) => Promise<void>;
  /** Milliseconds without a byte after which an attempt is given up. */
  readonly silence: number;
}

/** The network as it is. */
export const realNetwork: Network = {
  delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  silence: 30_000,
};
