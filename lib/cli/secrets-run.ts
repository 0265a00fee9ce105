import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { labWorld } from '../check/lab-world.ts';
import type { Cluster, NeededSecret } from '../core/cluster.ts';
import { editSecret } from '../secrets/edit-secret.ts';
import { initSecrets } from '../secrets/init-secrets.ts';
import { keyFileOf, workTreeOf } from '../secrets/key-file.ts';
import { fullName, neededKey, neededSecret } from '../secrets/needed.ts';
import { rotateSecrets } from '../secrets/rotate-secrets.ts';
import { SecretFolder } from '../secrets/secret-folder.ts';
import { canGenerate, type Given, newPassword, secretValue } from '../secrets/secret-value.ts';
import { SecretsError } from '../secrets/secrets-error.ts';
import { setSecret } from '../secrets/set-secret.ts';
import { Sops } from '../secrets/sops-program.ts';
import { secretsStatus } from '../secrets/status.ts';
import { resolveTool } from '../tools/resolve.ts';
import { type Tool, ToolError } from '../tools/tool.ts';
import { ageKeygen, sops } from '../tools/tools.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { progressLine } from './progress.ts';
import { promptSecret } from './secrets-prompt.ts';
import { hasToDo, statusJson, statusText } from './secrets-text.ts';
import { styleOf } from './style.ts';

/** Where the age key lies. */
interface AgeKeyOption {
  readonly ageKey?: string;
}
/** What `hensteeth secrets init` can be told. */
export interface InitOptions extends AgeKeyOption {
  readonly recipient: readonly string[];
}
/** What `hensteeth secrets status` can be told. */
export interface StatusOptions extends AgeKeyOption {
  readonly json?: boolean;
}
/** What `hensteeth secrets set` can be told. */
export interface SetOptions extends AgeKeyOption {
  readonly key?: string;
  readonly fromFile?: string;
  readonly generate?: boolean;
}
/** What `hensteeth secrets rotate` can be told. */
export interface RotateOptions extends AgeKeyOption {
  readonly recipient: readonly string[];
  readonly remove: readonly string[];
}
/** What `hensteeth secrets edit` can be told. */
export type EditOptions = AgeKeyOption;

/** Makes the key and the rules. */
export function runSecretsInit(context: Context, { ageKey, recipient }: InitOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    const keyFile = keyOf(context, lab, ageKey);
    const folder = new SecretFolder(context.root);
    const [program, keygen] = [await programOf(context, sops), await tool(ageKeygen)];
    const done = await initSecrets({ folder, keyFile, recipients: recipient, sops: program, ageKeygen: keygen });
    say(
      done.keyMade
        ? `${keyFile}: made. Keep a copy elsewhere: without it no secret can be opened`
        : `${keyFile}: is there`,
    );
    say(`.sops.yaml: ${done.rulesWritten ? 'written' : 'is there'}, for ${done.recipients.join(', ')}`);
    for (const file of done.files) say(`${file}: encrypted anew`);
    return 0;
  });
}

/** Tells how each secret stands. */
export async function runSecretsStatus(context: Context, { json, ageKey }: StatusOptions): Promise<ExitCode> {
  const { lab, rendering, findings } = await renderLab(context, { types: false });
  if (!lab) return tellFindings(findings);
  const folder = new SecretFolder(context.root);
  const status = secretsStatus(lab.neededSecrets, folder, labWorld(context.root, lab, rendering), new Date());
  const keyFile = keyOf(context, lab, ageKey);
  process.stdout.write(json ? statusJson(status) : statusText(status, keyFile, styleOf(process.stdout)));
  if (hasToDo(status)) return 1;
  return status.notJudged.length > 0 ? 2 : 0;
}

/** Gives a secret its value. */
export function runSecretsSet(context: Context, name: string, options: SetOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    const secret = neededSecret(name, lab.neededSecrets);
    const key = neededKey(options.key, secret);
    const folder = new SecretFolder(context.root);
    folder.ruleOf(folder.fileOf(secret));
    const program = await programOf(context, sops);
    const given = await givenBy(context, secret, key, options);
    const value = secretValue(options.generate ? undefined : secret.maker, given, lab.openFacts);
    const keyFile = () => keyOf(context, lab, options.ageKey);
    const { file, recipients } = await setSecret({ folder, secret, key, value, sops: program, keyFile });
    const whom = `${recipients} ${recipients === 1 ? 'recipient' : 'recipients'}`;
    say(`${file}: Secret ${fullName(secret)}, key ${key}, encrypted for ${whom}`);
    if (options.generate) say(`to see it: EDITOR=cat npx hensteeth secrets edit ${secret.name}`);
    return 0;
  });
}

/** Encrypts all files for other keys. */
export function runSecretsRotate(context: Context, { ageKey, recipient, remove }: RotateOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    const keyFile = keyOf(context, lab, ageKey);
    const folder = new SecretFolder(context.root);
    const program = await programOf(context, sops);
    const done = await rotateSecrets({ folder, add: recipient, remove, sops: program, keyFile });
    for (const file of done.files) say(`${file}: encrypted anew`);
    const count = folder.encrypted.length - done.files.length;
    if (count > 0) say(`${count} ${count === 1 ? 'file' : 'files'} in secrets/: left as they are`);
    say(`.sops.yaml: ${done.rulesWritten ? 'written' : 'left as it is'}, for ${done.recipients.join(', ')}`);
    if (done.rulesWritten && remove.length > 0) {
      say('the key that was removed opens what is in the history of the repository: change those values, too');
      say('Flux needs a key that opens the files: see that flux-system/sops-age has one before you push');
    }
    return 0;
  });
}

/** Lets the owner edit the file of a secret. */
export function runSecretsEdit(context: Context, name: string, { ageKey }: EditOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    const secret = neededSecret(name, lab.neededSecrets);
    const keyFile = keyOf(context, lab, ageKey);
    const command = process.env['VISUAL'] || process.env['EDITOR'];
    if (!command)
      throw new SecretsError(2, 'neither VISUAL nor EDITOR is set', 'EDITOR=nano npx hensteeth secrets edit NAME');
    const folder = new SecretFolder(context.root);
    const program = await programOf(context, sops);
    const file = await editSecret({
      folder,
      secret,
      sops: program,
      keyFile,
      editor: (path) => runEditor(command, path),
    });
    say(file === undefined ? 'nothing was changed' : `${file}: encrypted anew`);
    return 0;
  });
}

/** The value, from wherever the owner gives it. */
async function givenBy(context: Context, secret: NeededSecret, key: string, options: SetOptions): Promise<Given> {
  const { fromFile, generate } = options;
  if (generate) {
    if (fromFile !== undefined)
      throw new SecretsError(1, '--generate and --from-file both give a value', 'Leave one out.');
    if (!canGenerate(secret.maker)) {
      throw new SecretsError(
        1,
        `Secret ${fullName(secret)} cannot be made up: ${secret.purpose}`,
        'Give it: --from-file FILE.',
      );
    }
    return { bytes: Buffer.from(newPassword()), from: '--generate', isTyped: true };
  }
  if (fromFile !== undefined) return { bytes: readGiven(context, fromFile), from: fromFile, isTyped: false };
  if (process.stdin.isTTY !== true) {
    return { bytes: await readAll(process.stdin), from: 'standard input', isTyped: true };
  }
  if (!canGenerate(secret.maker)) {
    throw new SecretsError(
      1,
      `Secret ${fullName(secret)} is made from a JSON key, which cannot be typed: ${secret.purpose}`,
      `npx hensteeth secrets set ${secret.name} --from-file key.json`,
    );
  }
  const typed = await promptSecret(`${fullName(secret)} ${key}`, process.stdin, (text) => process.stderr.write(text));
  return { bytes: Buffer.from(typed), from: 'the prompt', isTyped: true };
}

function readGiven(context: Context, file: string): Buffer {
  const path = resolve(context.cwd, file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new SecretsError(1, `--from-file: ${file} cannot be read (${why})`, 'Name a file that is there.');
  }
  const tree = workTreeOf(path, context.root);
  if (tree !== undefined)
    progressLine(`${file} lies in the clear in the repository ${tree}: remove it before you commit`);
  return bytes;
}

async function readAll(stream: NodeJS.ReadStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The editor may be a command with arguments: the shell reads it, as git has it. It does not outlive this process. */
function runEditor(command: string, file: string): Promise<number | undefined> {
  return new Promise((done) => {
    const child = spawn('/bin/sh', ['-c', `${command} "$1"`, 'sh', file], { stdio: 'inherit' });
    const kill = (): boolean => child.kill();
    process.on('exit', kill);
    const end = (code: number | null | undefined): void => {
      process.off('exit', kill);
      done(code ?? undefined);
    };
    child.on('error', () => end(undefined)).on('close', end);
  });
}

function keyOf({ cwd }: Context, lab: Cluster, named: string | undefined): string {
  return keyFileOf(named, process.env, { lab: lab.facts.name, cwd });
}

async function programOf(context: Context, program: Tool): Promise<Sops> {
  return new Sops(await tool(program), context.root);
}

function tool(program: Tool): Promise<string> {
  return resolveTool(program, { onProgress: progressLine });
}

/** Runs work on the lab, whose `main.ts` must run; other findings in it keep nobody from setting its secrets. */
async function withLab(context: Context, work: (lab: Cluster) => Promise<ExitCode>): Promise<ExitCode> {
  const { lab, findings } = await renderLab(context, { types: false });
  if (!lab) return tellFindings(findings);
  try {
    return await work(lab);
  } catch (error) {
    if (!(error instanceof SecretsError || error instanceof ToolError)) throw error;
    const [message, code] = error instanceof SecretsError ? [error.message, error.code] : [error.message, 2 as const];
    const fix = error instanceof SecretsError ? `\n  fix: ${error.hint}` : '';
    process.stderr.write(`${styleOf(process.stderr)('red', 'error')}: ${message}${fix}\n`);
    return code;
  }
}

function tellFindings(findings: Parameters<typeof findingsText>[0]): ExitCode {
  process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
  return 2;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
