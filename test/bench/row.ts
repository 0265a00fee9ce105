/** One figure of the bench. */
export interface Row {
  readonly name: string;
  /** The figure with its unit: `25.3x`. */
  readonly value: string;
  /** What was aimed at. */
  readonly goal?: string;
  /** The absolute figures behind it, memory among them. */
  readonly note?: string;
}
