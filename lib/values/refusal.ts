/** Why a value is not accepted: what is expected in its place, and what to write. */
export interface Refusal {
  /** What would be accepted, as a noun phrase: `a whole number from 1 to 65535`. */
  readonly expected: string;
  /** What the owner should do, as a sentence: `Write 512Mi.` */
  readonly fix: string;
}

/** Judges a value: `undefined` accepts it. Pure and total: it never throws, whatever it is given. */
export type Judge = (value: unknown) => Refusal | undefined;
