import { existsSync, linkSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { SECRET_KEY } from '../check/sops/creation-rules.ts';
import { runProgram } from '../tools/run-program.ts';
import { SecretsError } from './secrets-error.ts';

const TIMEOUT = 30_000;

/** Where the key of a lab lies when nobody says otherwise: outside of any repository. */
export function defaultKeyFile(env: NodeJS.ProcessEnv, lab: string): string {
  const base = env['XDG_CONFIG_HOME'];
  const config = base !== undefined && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.config');
  return join(config, 'hensteeth', `${lab}.agekey`);
}

/** Where the key is looked for: as named, else as SOPS is told, else at its default place. */
export function keyFileOf(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
  { lab, cwd }: { readonly lab: string; readonly cwd: string },
): string {
  const given = named ?? (env['SOPS_AGE_KEY_FILE'] || undefined);
  return given === undefined ? defaultKeyFile(env, lab) : resolve(cwd, given);
}

/**
 * Makes a key, which is never written over another.
 *
 * @throws SecretsError when the place is inside a repository, or cannot be written
 */
export async function makeKey(file: string, project: string, ageKeygen: string): Promise<void> {
  const tree = workTreeOf(file, project);
  if (tree !== undefined) {
    throw new SecretsError(
      1,
      `the key would lie at ${file}, inside the repository ${tree}: sooner or later it is committed`,
      'Name a place outside of every repository: --age-key FILE.',
    );
  }
  const made = await runProgram(ageKeygen, [], { env: { PATH: process.env['PATH'] }, timeout: TIMEOUT });
  if (made.code !== 0 || !made.output.includes(SECRET_KEY)) {
    throw new SecretsError(2, `${ageKeygen} made no key (${made.errors.trim()})`, 'See that the program runs.');
  }
  const partial = `${file}.${process.pid}.partial`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(partial, made.output, { mode: 0o600, flag: 'wx' });
    // Unlike a rename, a link refuses to replace a key that somebody else has just made.
    linkSync(partial, file);
  } catch (error) {
    throw new SecretsError(
      2,
      `the key cannot be written to ${file} (${reasonOf(error)})`,
      'Name a place: --age-key FILE.',
    );
  } finally {
    rmSync(partial, { force: true });
  }
}

/**
 * Public keys of a key file: one for each secret key in it.
 *
 * @throws SecretsError for what is no key, or can be read by others
 */
export async function recipientsOfKey(file: string, ageKeygen: string): Promise<string[]> {
  const text = readKey(file);
  const shown = await runProgram(ageKeygen, ['-y'], {
    env: { PATH: process.env['PATH'] },
    input: text,
    timeout: TIMEOUT,
  });
  const recipients = shown.output.split('\n').filter((line) => line !== '');
  if (shown.code === 0 && recipients.length > 0) return recipients;
  throw noKey(file);
}

/** Text of a key file. @throws SecretsError for what is no key, or can be read by others */
export function readKey(file: string): string {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(file, 'utf8');
    ({ mode } = statSync(file));
  } catch (error) {
    throw new SecretsError(
      2,
      `the key ${file} cannot be read (${reasonOf(error)})`,
      'Name the right one: --age-key FILE.',
    );
  }
  if (!text.includes(SECRET_KEY)) throw noKey(file);
  if ((mode & 0o077) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    throw new SecretsError(
      1,
      `the key ${file} has mode ${shown}; expected 0600: others on this machine can use it`,
      `chmod 600 ${file}`,
    );
  }
  return text;
}

function noKey(file: string): SecretsError {
  return new SecretsError(
    1,
    `${file} is no secret key of age: expected a line that begins with ${SECRET_KEY}`,
    'Name the file that `npx hensteeth secrets init` or age-keygen wrote: --age-key FILE.',
  );
}

/** The repository that a file lies in, or would; `undefined` outside of all. */
export function workTreeOf(file: string, project: string): string | undefined {
  let at = dirname(existsSync(file) ? realpathSync(file) : file);
  while (!existsSync(at)) at = dirname(at);
  at = realpathSync(at);
  const root = realpathSync(project);
  if (isBelow(at, root)) return root;
  for (; ; at = dirname(at)) {
    if (existsSync(join(at, '.git')) || basename(at) === '.git') return at;
    if (dirname(at) === at) return undefined;
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
