import fc from 'fast-check';
import { imageTag, judgeImage, judgePinnedImage, parseImage } from '../../lib/values/image.ts';
import { ValueError } from '../../lib/values/value-error.ts';
import { suggestion } from './suggestion.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['nginx:1.27', { registry: 'docker.io', repository: 'library/nginx', tag: '1.27' }],
  ['grafana/grafana:11', { registry: 'docker.io', repository: 'grafana/grafana', tag: '11' }],
  ['docker.io/nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['index.docker.io/nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['ghcr.io/owner/app:v1', { registry: 'ghcr.io', repository: 'owner/app', tag: 'v1' }],
  ['localhost/app', { registry: 'localhost', repository: 'app' }],
  ['localhost:5000/app:1', { registry: 'localhost:5000', repository: 'app', tag: '1' }],
  ['localhost:5000', { registry: 'docker.io', repository: 'library/localhost', tag: '5000' }],
  ['[fd00::1]:5000/app', { registry: '[fd00::1]:5000', repository: 'app' }],
  [`nginx@${digest}`, { registry: 'docker.io', repository: 'library/nginx', digest }],
  [`quay.io/a/b__c.d--e:1@${digest}`, { registry: 'quay.io', repository: 'a/b__c.d--e', tag: '1', digest }],
])('%s is taken apart', (text, parts) => {
  expect(parseImage(text)).toEqual(parts);
});

test.each([
  ['', 'Write an image, such as ghcr.io/owner/app:1.2.3.'],
  ['Nginx:1', 'Write nginx:1: a repository is in lower case.'],
  ['ghcr.io/Owner/App:V1', 'Write ghcr.io/owner/app:V1: a repository is in lower case.'],
  ['Owner/app', 'Write owner/app: a repository is in lower case.'],
  ['nginx:', 'Write a tag after the colon, such as 1.2.3.'],
  ['nginx:-1', 'Write letters, digits, underscores, dots and hyphens as the tag, no dot or hyphen first.'],
  [`nginx:${'1'.repeat(130)}`, 'Shorten the tag by 2, to at most 128 characters.'],
  ['nginx@sha256:abc', 'Write all 64 hexadecimal digits of the digest: 3 are given.'],
  [`nginx@${digest.toUpperCase().replace('SHA', 'sha')}`, `Write ${digest} as the digest: it is in lower case.`],
  ['nginx@md5:abc', 'Write the digest as sha256: and 64 hexadecimal digits.'],
  [' nginx:1', 'Remove the white space around nginx:1.'],
  ['nginx 1', 'Remove the white space.'],
  ['https://ghcr.io/a/b:1', 'Write ghcr.io/a/b:1: an image has no scheme.'],
  ['a//b', 'Write lower-case letters and digits between single separators (. _ - /) as the repository.'],
  ['ghcr.io_/a', 'Write a DNS name as the registry, such as ghcr.io.'],
  ['a'.repeat(250), 'Shorten the name to at most 255 characters.'],
  ['a'.repeat(64), 'Write the name of the image before its digest.'],
])('%p is no image: %s', (text, fix) => {
  expect(judgeImage(text)?.fix).toBe(fix);
  expect(() => parseImage(text)).toThrow(ValueError);
});

test('a pinned image has a digest, or a tag other than latest', () => {
  for (const text of ['nginx:1.27', `nginx@${digest}`, `nginx:latest@${digest}`]) {
    expect(judgePinnedImage(text)).toBeUndefined();
  }
  const expected = 'an image with a fixed tag or a digest';
  const fix = 'Write the version after nginx:, such as 1.2.3.';
  expect(judgePinnedImage('nginx')).toEqual({ expected, fix });
  expect(judgePinnedImage('nginx:latest')).toEqual({ expected, fix });
  expect(judgePinnedImage('Nginx')?.fix).toBe('Write nginx: a repository is in lower case.');
});

test('the tag of a reference is what is written', () => {
  expect(imageTag('localhost:5000/app')).toBeUndefined();
  expect(imageTag('localhost:5000/app:1')).toBe('1');
  expect(imageTag('nginx:')).toBeUndefined();
});

test('a reference put together is taken apart again', () => {
  const component = fc.stringMatching(/^[a-z0-9]{1,4}([._-][a-z0-9]{1,3})?$/);
  const registry = fc.constantFrom('ghcr.io', 'localhost:5000', 'registry.example.org:443');
  const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/), { nil: undefined });
  const path = fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(registry, path, tag, fc.boolean(), (host, repository, name, pinned) => {
      const text = `${host}/${repository}${name === undefined ? '' : `:${name}`}${pinned ? `@${digest}` : ''}`;
      expect(parseImage(text)).toEqual({
        registry: host,
        repository,
        ...(name === undefined ? {} : { tag: name }),
        ...(pinned ? { digest } : {}),
      });
    }),
  );
});

test('a reference to write in place is a reference', () => {
  for (const text of ['Nginx:1', 'ghcr.io/Owner/App:V1', 'docker://X/y:1', `App@${digest}`]) {
    const better = suggestion(judgeImage(text));
    expect(judgeImage(suggestion(judgeImage(better)) ?? better)).toBeUndefined();
  }
});
