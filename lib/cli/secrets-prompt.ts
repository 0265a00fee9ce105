import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';
import { SecretsError } from '../secrets/secrets-error.ts';

const ENTER = ['\r', '\n', '\u0004'];
const CTRL_C = '\u0003';
const CTRL_U = '\u0015';
const BACKSPACE = ['\u007f', '\b'];
/** Keys such as arrows, and the marks around what is pasted. */
const ESCAPES = /\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z]|.)/g;

/** A terminal that a secret is typed on. */
export type Terminal = Pick<ReadStream, 'on' | 'off' | 'setRawMode' | 'resume' | 'pause'>;

/**
 * Asks for a secret twice, and shows nothing of it.
 *
 * @throws SecretsError when the two differ, or the owner thinks better of it
 */
export async function promptSecret(label: string, terminal: Terminal, say: (text: string) => void): Promise<string> {
  const [first, second] = await typedLines([`${label}: `, 'once more: '], terminal, say);
  if (first === '') throw new SecretsError(1, 'nothing was typed', 'Run the command again.');
  if (first === second) return first!;
  throw new SecretsError(1, 'the two differ', 'Run the command again.');
}

/** One line for each label. Both may come at once, when they are pasted. An empty first one ends it. */
function typedLines(labels: readonly string[], terminal: Terminal, say: (text: string) => void): Promise<string[]> {
  const decoder = new StringDecoder('utf8');
  const lines: string[] = [];
  let typed: string[] = [];
  say(labels[0]!);
  return new Promise((resolve, reject) => {
    const end = (): void => {
      terminal.off('data', take);
      terminal.setRawMode(false);
      terminal.pause();
    };
    const enter = (): void => {
      lines.push(typed.join(''));
      typed = [];
      say('\n');
      if (lines.length < labels.length && lines[0] !== '') say(labels[lines.length]!);
      else {
        end();
        resolve(lines);
      }
    };
    const take = (chunk: Buffer): void => {
      for (const letter of decoder.write(chunk).replace(ESCAPES, '')) {
        if (letter === CTRL_C) {
          say('\n');
          end();
          reject(new SecretsError(2, 'given up', 'Nothing was changed.'));
        } else if (ENTER.includes(letter)) enter();
        else if (letter === CTRL_U) typed = [];
        else if (BACKSPACE.includes(letter)) typed.pop();
        else if (letter >= ' ' || letter === '\t') typed.push(letter);
      }
    };
    terminal.setRawMode(true);
    terminal.resume();
    terminal.on('data', take);
  });
}
