/** A figure, and what it should be: `<= 4.6` or `>= 60`. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  /** The absolute figures behind it. */
  readonly note?: string;
}
