/** A chart that cannot be read: the message names the place, what is wrong there, and the fix. */
export class ChartError extends Error {
  override readonly name = 'ChartError';
  /** Archive or folder, and the file inside it where one is to blame. */
  readonly place: string;
  /** What to do, as a sentence. */
  readonly fix: string;

  constructor(place: string, problem: string, fix: string) {
    super(`${place}: ${problem}. ${fix}`);
    this.place = place;
    this.fix = fix;
  }
}
