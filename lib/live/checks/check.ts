import type { Cluster } from '../../core/cluster.ts';
import type { Api } from '../api.ts';
import type { Ssh } from '../ssh.ts';

/** What a check of a running lab says. */
export interface Said {
  /** `unknown` where it could not be looked at. */
  readonly state: 'ok' | 'finding' | 'unknown';
  /** What is so, in one line. */
  readonly told: string;
  /** What to do about a finding. */
  readonly fix?: string;
}

/** What checks look at. */
export interface Place {
  readonly lab: Cluster;
  readonly api: Api;
  /** The machine; `undefined` when it is not to be reached. */
  readonly ssh: Ssh | undefined;
  readonly now: Date;
}

/** Looks at one thing of a running lab and changes nothing. May throw: the check then says that it is unknown, and why. */
export interface LiveCheck {
  readonly name: string;
  /** Whether a lab that is not bootstrapped yet must pass it. */
  readonly isPrerequisite: boolean;
  readonly look: (place: Place) => Promise<Said | readonly Said[]>;
}

/** One line of what was found. */
export interface Line extends Said {
  readonly name: string;
}

export const ok = (told: string): Said => ({ state: 'ok', told });
export const finding = (told: string, fix: string): Said => ({ state: 'finding', told, fix });
export const unknown = (told: string): Said => ({ state: 'unknown', told });

/** Runs checks side by side; lines in the order of the checks. */
export async function runChecks(checks: readonly LiveCheck[], place: Place): Promise<Line[]> {
  const all = await Promise.all(
    checks.map(async ({ name, look }): Promise<Line[]> => {
      try {
        const said = await look(place);
        return [said].flat().map((each) => ({ name, ...(each as Said) }));
      } catch (error) {
        return [{ name, ...unknown(error instanceof Error ? error.message : String(error)) }];
      }
    }),
  );
  return all.flat();
}
