import { Slots } from '../../lib/charts/slots.ts';

/** Work that ends when it is told to. */
function manual(begun: string[], name: string) {
  let end: () => void = () => undefined;
  const work = () => {
    begun.push(name);
    return new Promise<string>((resolve) => {
      end = () => resolve(name);
    });
  };
  return { work, end: () => end() };
}

test('no more than so many run at once, the others in their order', async () => {
  const begun: string[] = [];
  const slots = new Slots(2);
  const [a, b, c, d] = [manual(begun, 'a'), manual(begun, 'b'), manual(begun, 'c'), manual(begun, 'd')] as const;
  const all = Promise.all([a, b, c, d].map(({ work }) => slots.run(work)));
  expect(begun).toEqual(['a', 'b']);
  b.end();
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'b', 'c']);
  a.end();
  await new Promise(setImmediate);
  c.end();
  d.end();
  expect(await all).toEqual(['a', 'b', 'c', 'd']);
});

test('the next begins before the result of the last is looked at', async () => {
  const seen: string[] = [];
  const slots = new Slots(1);
  const first = slots.run(async () => 'first').then((name) => seen.push(name));
  const second = slots.run(async () => seen.push('second begins'));
  await Promise.all([first, second]);
  expect(seen).toEqual(['second begins', 'first']);
});

test('work that fails makes room for the next', async () => {
  const slots = new Slots(1);
  const failed = slots.run(() => Promise.reject(new Error('no')));
  const next = slots.run(async () => 'next');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
});
