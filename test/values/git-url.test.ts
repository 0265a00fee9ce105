import fc from 'fast-check';
import { judgeGitUrl } from '../../lib/values/git-url.ts';
import { suggestion } from './suggestion.ts';

test.each([
  'https://github.com/owner/lab',
  'https://github.com/owner/lab.git',
  'http://git.default.svc/owner/lab.git',
  'ssh://git@github.com/owner/lab',
  'ssh://git@git.example.org:2222/owner/lab.git',
  'ssh://git.example.org/owner/lab',
])('%s is the address of a repository', (text) => {
  expect(judgeGitUrl(text)).toBeUndefined();
});

test.each([
  ['git@github.com:owner/lab.git', 'Write ssh://git@github.com/owner/lab.git.'],
  ['github.com:owner/lab', 'Write ssh://git@github.com/owner/lab.'],
  ['me@example.org:/srv/lab.git', 'Write ssh://me@example.org/srv/lab.git.'],
  ['git@example.org:2222/owner/lab', 'Write ssh://git@example.org:2222/owner/lab.'],
  ['ssh://git@github.com:owner/lab', 'Write ssh://git@github.com/owner/lab.'],
  ['github.com/owner/lab', 'Write https://github.com/owner/lab.'],
  ['git://github.com/owner/lab', 'Write https:// or ssh:// or http:// in place of git://.'],
  ['https://github.com', 'Write the path of the repository after the host, such as /owner/repository.'],
  ['/srv/lab', 'Write https:// or ssh:// or http:// and a host first, such as https://example.org/path.'],
])('%p is none: %s', (text, fix) => {
  expect(judgeGitUrl(text)?.fix).toBe(fix);
});

test('a password is refused, and not repeated', () => {
  const refusal = judgeGitUrl('https://user:word@github.com/owner/lab');
  expect(refusal?.fix).toBe('Move the password into the Secret that secretRef names, and write the URL without it.');
});

test('the short form always has a spelling that is accepted', () => {
  const host = fc.stringMatching(/^[a-z]{1,5}\.(org|com)$/);
  const path = fc.stringMatching(/^\/?[a-z][a-z0-9]{0,5}\/[a-z0-9-]{1,5}(\.git)?$/);
  fc.assert(
    fc.property(fc.constantFrom('git@', 'me@', ''), host, path, (user, name, repository) => {
      const refusal = judgeGitUrl(`${user}${name}:${repository}`);
      expect(suggestion(refusal)).toMatch(/^ssh:\/\//);
      expect(judgeGitUrl(suggestion(refusal))).toBeUndefined();
    }),
  );
});
