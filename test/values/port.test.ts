import fc from 'fast-check';
import { judgeNodePort, judgePort, judgePortName, judgePortOrName } from '../../lib/values/port.ts';
import { suggestion } from './suggestion.ts';

test('a port is a whole number from 1 to 65535', () => {
  for (const port of [1, 80, 65535]) expect(judgePort(port)).toBeUndefined();
  for (const port of [0, 65536, 80800, 80.5, -1, '80']) expect(judgePort(port)).toBeDefined();
});

test('a node port is a whole number from 30000 to 32767', () => {
  for (const port of [30000, 32767]) expect(judgeNodePort(port)).toBeUndefined();
  expect(judgeNodePort(29999)?.fix).toBe('Write 30000 or more.');
  expect(judgeNodePort(32768)?.fix).toBe('Write 32767 or less.');
  expect(judgeNodePort(0)?.fix).toBe('Leave the node port out: Kubernetes then chooses one.');
});

test.each(['http', 'a', 'http-metrics', '8080-tcp', 'abcdefghijklmno', '0a'])('%s names a port', (name) => {
  expect(judgePortName(name)).toBeUndefined();
});

test.each([
  ['HTTP', 'Write http.'],
  ['http_metrics', 'Write http-metrics.'],
  ['http--metrics', 'Write http-metrics.'],
  ['-http', 'Write http.'],
  ['abcdefghijklmnop', 'Shorten the name by 1, to at most 15 characters.'],
  ['8080', 'Write 8080 without quotes, or a name with a letter.'],
  ['99999', 'Write a name with a letter, such as http.'],
  ['1-2', 'Write a name with a letter, such as http.'],
  ['', 'Write a name, such as http.'],
])('%p names no port: %s', (name, fix) => {
  expect(judgePortName(name)?.fix).toBe(fix);
});

test('the rule for names agrees with its five clauses', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'z', '0', '9', '-', 'A', '_'), maxLength: 18 }), (name) => {
      const clauses = [
        name.length <= 15,
        [...name].every((character) => 'az09-'.includes(character)),
        /[a-z]/.test(name),
        !name.includes('--'),
        !name.startsWith('-') && !name.endsWith('-'),
      ];
      expect(judgePortName(name) === undefined).toBe(clauses.every(Boolean));
    }),
  );
});

test('a name to write in place is itself a name', () => {
  const spoiled = fc.string({ unit: fc.constantFrom('a', 'B', '0', '-', '_', ' ', 'é'), maxLength: 15 });
  fc.assert(
    fc.property(spoiled, (name) => {
      const better = suggestion(judgePortName(name));
      if (better !== undefined && better !== 'a') expect(judgePortName(better)).toBeUndefined();
    }),
  );
});

test('a target port is a number or a name', () => {
  expect(judgePortOrName(8080)).toBeUndefined();
  expect(judgePortOrName('http')).toBeUndefined();
  expect(judgePortOrName(0)).toBeDefined();
  expect(judgePortOrName('8080')?.fix).toBe('Write 8080 without quotes, or a name with a letter.');
});
