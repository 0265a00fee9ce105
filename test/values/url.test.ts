import fc from 'fast-check';
import { judgeUrl } from '../../lib/values/url.ts';
import { suggestion } from './suggestion.ts';

test.each([
  'https://example.org',
  'http://example.org:8080/a?b=c#d',
  'https://10.0.0.1/',
  'https://[fd00::1]:8443',
  'http://web.default.svc/',
])('%s is a URL', (text) => {
  expect(judgeUrl(text)).toBeUndefined();
});

test.each([
  ['example.org/path', 'Write https://example.org/path.'],
  ['//example.org', 'Write https://example.org.'],
  [' https://example.org', 'Write https://example.org.'],
  ['HTTPS://example.org', 'Write https://example.org.'],
  ['ftp://example.org', 'Write https:// or http:// in place of ftp://.'],
  ['https://example.org/a b', 'Write %20 in place of each space.'],
  ['https://{{ .host }}/', 'Write the URL itself: no template is filled in here.'],
  ['web', 'Write https:// or http:// and a host first, such as https://example.org/path.'],
  [
    'https:///path',
    'Write a host, and a port of at most 65535 if any, after https://, such as https://example.org/path.',
  ],
  [
    'https://a.org:99999',
    'Write a host, and a port of at most 65535 if any, after https://, such as https://example.org/path.',
  ],
])('%p is no URL: %s', (text, fix) => {
  expect(judgeUrl(text)?.fix).toBe(fix);
});

const url = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    fc.stringMatching(/^([a-z][a-z0-9]{0,4}\.){1,3}[a-z]{2,4}$/),
    fc.constantFrom('', ':80', ':65535'),
    fc.stringMatching(/^(\/[a-zA-Z0-9._~%20-]{0,4}){0,3}(\?[a-z=&]{0,5})?$/),
  )
  .map(([scheme, host, port, path]) => `${scheme}://${host}${port}${path}`);

test('every web URL is accepted, and without its scheme it is told to get it back', () => {
  fc.assert(
    fc.property(url, (text) => {
      expect(judgeUrl(text)).toBeUndefined();
      const better = suggestion(judgeUrl(text.replace(/^https?:/, '')));
      expect(judgeUrl(better)).toBeUndefined();
    }),
  );
});
