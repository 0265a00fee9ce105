import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';
import { fixForUrl } from './url.ts';

/** `git@host:owner/repository`, which git reads and Flux refuses. A number and a slash after the colon are a port. */
const scpForm = /^(?:([A-Za-z0-9._-]+)@)?([A-Za-z0-9.-]+):(?![0-9]+\/|\/\/)\/?([^\s:]+)$/;
/** `ssh://git@host:owner/repository`, a mixture of both forms. */
const mixedForm = /^ssh:\/\/([^/\s:@]+@)?([^/\s:@]+):([^/\s:0-9][^\s:]*)$/;

const expected = 'a URL of a git repository with https://, ssh:// or http://';

/** Accepts the addresses that a Flux GitRepository takes. A password in one is refused: it belongs in a Secret. */
export const judgeGitUrl: Judge = textJudge(expected, (text) => {
  const mixed = mixedForm.exec(text);
  if (mixed) return `Write ssh://${mixed[1] ?? 'git@'}${mixed[2]}/${mixed[3]}.`;
  const scp = scpForm.exec(text);
  if (scp) return `Write ssh://${scp[1] ?? 'git'}@${scp[2]}/${scp[3]}.`;
  if (/^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[0-9]+\/\S+$/.test(text)) return `Write ssh://${text}.`;
  const fix = fixForUrl(text, ['https', 'ssh', 'http']);
  if (fix !== undefined) return fix;
  const url = new URL(text);
  if (url.password !== '')
    return 'Move the password into the Secret that secretRef names, and write the URL without it.';
  return url.pathname.length > 1
    ? undefined
    : 'Write the path of the repository after the host, such as /owner/repository.';
});
