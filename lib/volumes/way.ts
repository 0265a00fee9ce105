import type { Api } from '../live/api.ts';
import type { Machine } from './machine.ts';
import type { PlannedVolume } from './plan.ts';

/** Where volumes are given back. */
export interface Place {
  readonly machine: Machine;
  readonly api: Pick<Api, 'get' | 'list' | 'apply' | 'merge' | 'delete'>;
  /** Name of the node that has a volume's group. */
  readonly nodeOf: (planned: PlannedVolume) => string;
  /** API version of Flux's Kustomization. */
  readonly kustomization: string;
  /** API version of Flux's HelmRelease. */
  readonly helmRelease: string;
}

/** There is nothing to do just now: it is done, something else must happen first, or nobody may go on. */
export type Ending =
  | { readonly do: 'done' }
  | {
      readonly do: 'wait';
      readonly for: string;
      /**
       * The app may run meanwhile: others of its layer are not held back.
       * @default false
       */
      readonly isOpen?: boolean;
    }
  | { readonly do: 'stop'; readonly why: string };

/** One change: what it is called, and what it needs to be done. */
export interface Change {
  readonly do: string;
}

/**
 * A strategy, written as four things that know nothing of each other's past. A new one is a module that exports such a value, and a row
 * in `ways.ts`.
 *
 * `Subject` is what is given back (one planned volume; all of them for a restore), `Seen` all that was observed of it, `Doing` its changes.
 */
export interface Way<Subject, Seen, Doing extends Change> {
  /** Observes machine and cluster. Changes nothing, remembers nothing. */
  see(place: Place, subject: Subject): Promise<Seen>;
  /** The one thing that is next, from what is seen alone. Pure. */
  nextStep(subject: Subject, seen: Seen): Doing | Ending;
  /** The one thing that is next on the way back. Pure. */
  previousStep(subject: Subject, seen: Seen): Doing | Ending;
  /** Does one change. It may be cut anywhere inside: what it left is seen by the next look. */
  act(place: Place, subject: Subject, change: Doing): Promise<void>;
  /**
   * Changes that let the app run again. They are held back until every volume of the app's layer is that far: an app never starts with
   * one volume given back and another empty.
   */
  readonly opens: readonly Doing['do'][];
  /** A change in words. */
  tell(change: Doing): string;
}

/** What one look found: an ending, or a change that can be done. */
export type Turn =
  | Ending
  | { readonly do: 'change'; readonly text: string; readonly opens: boolean; act(): Promise<void> };

/** Looks once at one thing that is given back. */
export type Look = (place: Place, isBack: boolean) => Promise<Turn>;

/** A way with its subject, as the driver takes it: what it sees and does is its own affair. */
export function lookOf<Subject, Seen, Doing extends Change>(way: Way<Subject, Seen, Doing>, subject: Subject): Look {
  return async (place, isBack) => {
    const seen = await way.see(place, subject);
    const next = isBack ? way.previousStep(subject, seen) : way.nextStep(subject, seen);
    if (isEnding(next)) return next;
    return {
      do: 'change',
      text: way.tell(next),
      opens: way.opens.includes(next.do),
      act: () => way.act(place, subject, next),
    };
  };
}

function isEnding<Doing extends Change>(next: Doing | Ending): next is Ending {
  return next.do === 'done' || next.do === 'wait' || next.do === 'stop';
}
