import { EventEmitter } from 'node:events';
import { promptSecret, type Terminal } from '../../lib/cli/secrets-prompt.ts';
import { refusal } from './real-sops.ts';

/** A terminal that stands for a real one: what is typed is given at once. */
class FakeTerminal extends EventEmitter {
  raw = false;
  said = '';

  setRawMode(on: boolean): void {
    this.raw = on;
  }
  resume(): void {}
  pause(): void {}
}

function typed(...chunks: readonly (string | Buffer)[]): { terminal: FakeTerminal; answer: Promise<string> } {
  const terminal = new FakeTerminal();
  const say = (text: string) => {
    terminal.said += text;
  };
  const answer = promptSecret('staging/web password', terminal as unknown as Terminal, say);
  for (const chunk of chunks) terminal.emit('data', Buffer.from(chunk));
  return { terminal, answer };
}

test('what is typed twice is taken, and nothing of it is shown', async () => {
  const { terminal, answer } = typed('hunt', 'er2!', '\r', 'hunter2!\r');
  expect(await answer).toBe('hunter2!');
  expect([terminal.said, terminal.raw, terminal.listenerCount('data')]).toEqual([
    'staging/web password: \nonce more: \n',
    false,
    0,
  ]);
});

test('letters are taken back by backspace, lines by Ctrl-U; arrows are no letters', async () => {
  expect(await typed('wrong\u0015hunterX\u007f2!\u001b[D\r', 'hunter2!\r').answer).toBe('hunter2!');
});

test('both lines may be pasted at once, and a letter may come in two parts', async () => {
  const [first, second] = [Buffer.from('ä').subarray(0, 1), Buffer.from('ä').subarray(1)];
  expect(await typed(first, second, '\rä\r').answer).toBe('ä');
});

test('two that differ, none, and Ctrl-C end it', async () => {
  expect(await refusal(typed('one\rtwo\r').answer)).toMatchObject({ code: 1, message: 'the two differ' });
  expect(await refusal(typed('\r').answer)).toMatchObject({ code: 1, message: 'nothing was typed' });
  const { terminal, answer } = typed('on\u0003');
  expect(await refusal(answer)).toMatchObject({ code: 2, message: 'given up' });
  expect(terminal.raw).toBe(false);
});
