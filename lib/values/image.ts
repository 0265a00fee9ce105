import type { Judge, Refusal } from './refusal.ts';
import { textJudge } from './text.ts';
import { insist } from './value-error.ts';

/** A reference to a container image, with the defaults of container runtimes filled in. */
export interface ImageReference {
  /** Host of the registry, with its port if one is written: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path within the registry: `library/nginx`. */
  readonly repository: string;
  /** The tag; absent where none is written, which pulls `latest` unless a digest stands. */
  readonly tag?: string;
  /** The digest, with its algorithm: `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

const registryGrammar =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?$/;
const repositoryGrammar = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagGrammar = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestGrammar = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const nameLimit = 255;

/** Takes the text apart as runtimes do; the parts may yet be malformed. */
function split(text: string): ImageReference {
  const at = text.indexOf('@');
  const digest = at < 0 ? {} : { digest: text.slice(at + 1) };
  const name = at < 0 ? text : text.slice(0, at);
  const colon = name.lastIndexOf(':');
  // A colon before the last slash belongs to the port of the registry.
  const tagged = colon > name.lastIndexOf('/');
  const tag = tagged ? { tag: name.slice(colon + 1) } : {};
  return { ...splitName(tagged ? name.slice(0, colon) : name), ...tag, ...digest };
}

function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasRegistry = slash >= 0 && (first === 'localhost' || /[.:]/.test(first));
  const registry = !hasRegistry || first === 'index.docker.io' ? 'docker.io' : first;
  const path = hasRegistry ? name.slice(slash + 1) : name;
  return { registry, repository: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path };
}

function fixForImage(text: string): string | undefined {
  if (text === '') return 'Write an image, such as ghcr.io/owner/app:1.2.3.';
  if (/\s/.test(text)) return `Remove the white space${/\s/.test(text.trim()) ? '' : ` around ${text.trim()}`}.`;
  const scheme = /^[a-z0-9+.-]+:\/\/(.+)$/is.exec(text)?.[1];
  if (scheme !== undefined) return fixForImage(scheme) ?? `Write ${scheme}: an image has no scheme.`;
  if (/^[a-f0-9]{64}$/.test(text)) return 'Write the name of the image before its digest.';
  const { registry, repository, tag, digest } = split(text);
  if (digest !== undefined && !digestGrammar.test(digest)) return fixForDigest(digest);
  if (tag !== undefined && !tagGrammar.test(tag)) return fixForTag(tag);
  if (registry.length + repository.length + 1 > nameLimit)
    return `Shorten the name to at most ${nameLimit} characters.`;
  if (!registryGrammar.test(registry)) return 'Write a DNS name as the registry, such as ghcr.io.';
  if (repositoryGrammar.test(repository)) return undefined;
  return repositoryGrammar.test(repository.toLowerCase())
    ? `Write ${lowerRepository(text)}: a repository is in lower case.`
    : 'Write lower-case letters and digits between single separators (. _ - /) as the repository.';
}

function lowerRepository(text: string): string {
  const end = /[@]|:[^/]*$/.exec(text)?.index ?? text.length;
  return text.slice(0, end).toLowerCase() + text.slice(end);
}

function fixForDigest(digest: string): string {
  const hex = /^sha256:([a-fA-F0-9]*)$/.exec(digest)?.[1];
  if (hex === undefined) return 'Write the digest as sha256: and 64 hexadecimal digits.';
  return hex.length === 64
    ? `Write sha256:${hex.toLowerCase()} as the digest: it is in lower case.`
    : `Write all 64 hexadecimal digits of the digest: ${hex.length} are given.`;
}

function fixForTag(tag: string): string {
  if (tag === '') return 'Write a tag after the colon, such as 1.2.3.';
  if (tag.length > 128) return `Shorten the tag by ${tag.length - 128}, to at most 128 characters.`;
  return 'Write letters, digits, underscores, dots and hyphens as the tag, no dot or hyphen first.';
}

const expected = 'an image reference: [registry/]repository[:tag][@digest]';

/**
 * Accepts the references that container runtimes can pull, by the grammar of the distribution project. Stricter in one
 * point: there `Owner/app` names a registry host `Owner`; here it is an upper-case repository.
 */
export const judgeImage: Judge = textJudge(expected, fixForImage);

/** Accepts the references that always pull the same release: `judgeImage`, and a digest or a tag other than `latest`. */
export const judgePinnedImage: Judge = (value) => judgeImage(value) ?? refuseFloating(String(value));

function refuseFloating(text: string): Refusal | undefined {
  const { tag, digest } = split(text);
  if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return undefined;
  const name = tag === undefined ? text : text.slice(0, -':latest'.length);
  return { expected: 'an image with a fixed tag or a digest', fix: `Write the version after ${name}:, such as 1.2.3.` };
}

/** @throws ValueError when `judgeImage` refuses the text */
export function parseImage(text: string): ImageReference {
  insist(text, judgeImage);
  return split(text);
}

/** The tag that is written in a reference, `undefined` if there is none or the text is no reference. */
export function imageTag(reference: string): string | undefined {
  return judgeImage(reference) === undefined ? split(reference).tag : undefined;
}
