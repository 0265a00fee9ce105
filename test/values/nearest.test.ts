import fc from 'fast-check';
import { nearest } from '../../lib/values/nearest.ts';

test('a misspelled word finds the candidate it meant', () => {
  expect(nearest('repicas', ['replicas', 'selector', 'template'])).toBe('replicas');
});

test('case does not count', () => {
  expect(nearest('ALWAYS', ['IfNotPresent', 'Always', 'Never'])).toBe('Always');
});

test('of two near candidates the nearer one wins', () => {
  expect(nearest('hots', ['hosts', 'hot'])).toBe('hosts');
  expect(nearest('host', ['hot', 'hosted', 'host'])).toBe('host');
});

test('a word that resembles nothing finds nothing', () => {
  expect(nearest('memory', ['cpu', 'storage'])).toBeUndefined();
});

test('without candidates there is nothing to find', () => {
  expect(nearest('memory', [])).toBeUndefined();
});

test('every candidate finds itself', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
      for (const word of words) expect(nearest(word, words)).toBe(word);
    }),
  );
});

test('the answer is always one of the candidates', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (word, words) => {
      expect([...words, undefined]).toContain(nearest(word, words));
    }),
  );
});
