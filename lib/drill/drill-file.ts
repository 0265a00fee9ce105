import { createHash } from 'node:crypto';
import type { Api } from '../live/api.ts';
import { type Container, exec } from '../live/exec.ts';

/** The one file that a drill writes into the volume of an app; the next drill writes over it. */
export const DRILL_FILE = 'hensteeth-drill.txt';

/** The volume of an app, as its container sees it. */
export interface DrillFileProps {
  readonly api: Api;
  readonly container: Container;
  /** Folder that the volume is mounted at. */
  readonly folder: string;
}

/** The file of a drill in a volume. Text goes with the command, so it is kept to a few thousand characters of letters and digits. */
export class DrillFile {
  readonly #props: DrillFileProps;
  readonly path: string;

  constructor(props: DrillFileProps) {
    this.#props = props;
    this.path = `${props.folder}/${DRILL_FILE}`;
  }

  /**
   * Writes the file whole, and onto the disk: what is only in memory is lost with the power, as it should be.
   *
   * @throws Error with what the container says
   */
  async write(text: string): Promise<void> {
    await this.#run(
      'printf %s "$1" >"$2.partial" && sync "$2.partial" && mv "$2.partial" "$2" && sync "$2" "$3"',
      text,
      this.path,
      this.#props.folder,
    );
  }

  /** What is in it; `undefined` where there is none. @throws ApiError, Error with what the container says */
  async read(): Promise<string | undefined> {
    const output = await this.#run('if [ -e "$1" ]; then printf +; cat "$1"; fi', this.path);
    return output === '' ? undefined : output.slice(1);
  }

  async #run(script: string, ...words: readonly string[]): Promise<string> {
    const { api, container } = this.#props;
    const { output, errors, failure } = await exec(api, container, ['sh', '-c', script, 'sh', ...words]);
    if (failure === undefined) return output;
    throw new Error(`${container.namespace}/${container.pod}: ${errors.trim() || failure}`);
  }
}

/** Digest of a text, as reports name it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
