import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { documentSpans } from '../../lib/check/document-spans.ts';

const parts = (text: string): string[] => documentSpans(text).map(({ start, end }) => text.slice(start, end));

test.each([
  ['', []],
  ['# nothing\n', []],
  ['a: 1', ['a: 1']],
  ['a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
  ['# head\n---\na: 1\n---\n', ['# head\n---\na: 1\n', '---\n']],
  ['a: 1\n...\nb: 2\n', ['a: 1\n...', '\nb: 2\n']],
  ['%YAML 1.2\n---\na: 1\n...\n', ['%YAML 1.2\n---\na: 1\n...']],
  ['a: |\n  ---\n  text\n', ['a: |\n  ---\n  text\n']],
  ['a: ----\n', ['a: ----\n']],
  ['\ufeff---\r\na: 1\r\n---\r\nb: 1', ['\ufeff---\r\na: 1\r\n', '---\r\nb: 1']],
])('%p has its documents', (text, expected) => {
  expect(parts(text)).toEqual(expected);
});

test('documents are counted as the yaml package counts them', () => {
  const line = fc.constantFrom(
    '---',
    '---',
    '--- text',
    '...',
    '# note',
    '',
    'a: 1',
    '  b: 1',
    '- x',
    '----',
    'c: |',
    '  ---',
    '\ta',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
      const text = lines.join(end);
      const starts = [...parseAllDocuments(text, { logLevel: 'silent' })].map(({ range }) => range);
      expect([lines, documentSpans(text).length]).toEqual([lines, starts.length]);
    }),
    { numRuns: 5000 },
  );
});
