import type { Proof } from './sound.ts';
import type { Place, Turn } from './way.ts';
import type { Job, Member } from './ways.ts';

/** How far one came. */
export type Outcome =
  | { readonly state: 'done' }
  | { readonly state: 'waiting'; readonly for: string }
  | { readonly state: 'stopped'; readonly why: string };

export interface ApplyProps {
  readonly place: Place;
  readonly job: Job;
  /** Whether what was done is taken back. */
  readonly isBack: boolean;
  /** How often a wait is looked at again before it is given up. */
  readonly looks: number;
  /** Passes the time between two looks. */
  readonly pause: () => Promise<void>;
  /**
   * Looks into a volume before its app runs again.
   * @default it is not looked into
   */
  readonly proof?: Proof;
  /** Hears of each change before it is done. */
  readonly onChange?: (name: string, text: string) => void;
}

/** How often one change is done before something else is seen to undo it. */
const MOST_REPEATS = 5;

type Looked = readonly { readonly member: Member; readonly turn: Turn }[];

/**
 * Goes on from wherever it is, whatever the strategies are: each turn looks, does one thing, and looks again. Whatever cuts it, the next
 * run sees what is there. What lets an app run again is done when every volume of its layer is that far.
 *
 * @returns how far each chosen one came, by its name
 * @throws MachineError, ApiError
 */
export async function apply(props: ApplyProps): Promise<ReadonlyMap<string, Outcome>> {
  const { looks, pause, onChange, proof, isBack } = props;
  const done = new Map<string, number>();
  const unsound = new Map<string, string>();
  for (let waited = 0; ; ) {
    const looked = (await lookAt(props)).map(({ member, turn }) => ({
      member,
      turn: unlessUnsound(turn, unsound.get(member.name)),
    }));
    const next = nextOf(looked);
    const found = next?.opens && !isBack ? await unsoundIn(looked, proof) : undefined;
    if (found) {
      unsound.set(found.name, found.why);
      continue;
    }
    const repeats = next ? (done.get(`${next.name}: ${next.text}`) ?? 0) + 1 : 0;
    if (next && repeats <= MOST_REPEATS) {
      done.set(`${next.name}: ${next.text}`, repeats);
      onChange?.(next.name, next.text);
      await next.act();
      waited = 0;
      continue;
    }
    const chosen = looked.filter(({ member }) => member.isChosen);
    if (next || !chosen.some(({ turn }) => turn.do === 'wait') || waited++ >= looks)
      return new Map(chosen.map(({ member, turn }) => [member.name, outcomeOf(turn, looked)]));
    await pause();
  }
}

/** A volume that must not be handed to its app: it and all of its layer stay closed. */
async function unsoundIn(looked: Looked, proof: Proof | undefined) {
  for (const { member } of looked) {
    const why = member.planned && (await proof?.(member.planned));
    if (why !== undefined) return { name: member.name, why };
  }
  return undefined;
}

function unlessUnsound(turn: Turn, why: string | undefined): Turn {
  return why !== undefined && turn.do === 'change' && turn.opens ? { do: 'stop', why } : turn;
}

/** What would be next for each chosen one. Does nothing. */
export async function preview(
  props: Pick<ApplyProps, 'place' | 'job' | 'isBack'>,
): Promise<ReadonlyMap<string, Outcome | { readonly state: 'next'; readonly text: string }>> {
  const looked = await lookAt(props);
  return new Map(
    looked
      .filter(({ member }) => member.isChosen)
      .map(({ member, turn }) => [
        member.name,
        turn.do === 'change' && !isHeldBack(turn, looked)
          ? { state: 'next', text: turn.text }
          : outcomeOf(turn, looked),
      ]),
  );
}

async function lookAt({ job, place, isBack }: Pick<ApplyProps, 'place' | 'job' | 'isBack'>): Promise<Looked> {
  const looked: { member: Member; turn: Turn }[] = [];
  for (const member of job) looked.push({ member, turn: await member.look(place, isBack) });
  return looked;
}

/** The first change that may be done now. */
function nextOf(looked: Looked) {
  for (const { member, turn } of looked) {
    if (turn.do !== 'change' || !member.isChosen || isHeldBack(turn, looked)) continue;
    return { name: member.name, text: turn.text, opens: turn.opens, act: turn.act };
  }
  return undefined;
}

function isHeldBack(turn: Turn, looked: Looked): boolean {
  return turn.do === 'change' && turn.opens && laggardIn(looked) !== undefined;
}

/** A volume of the layer whose app must not run yet. */
function laggardIn(looked: Looked): string | undefined {
  return looked.find(({ turn }) => !mayRun(turn))?.member.name;
}

function mayRun(turn: Turn): boolean {
  if (turn.do === 'change') return turn.opens;
  return turn.do === 'done' || (turn.do === 'wait' && turn.isOpen === true);
}

function outcomeOf(turn: Turn, looked: Looked): Outcome {
  if (turn.do === 'done') return { state: 'done' };
  if (turn.do === 'stop') return { state: 'stopped', why: turn.why };
  if (turn.do === 'wait') return { state: 'waiting', for: turn.for };
  if (!isHeldBack(turn, looked))
    return { state: 'stopped', why: `something undoes it each time: ${turn.text}; find what it is, and run it again` };
  return { state: 'waiting', for: `${laggardIn(looked)} of the same layer` };
}
