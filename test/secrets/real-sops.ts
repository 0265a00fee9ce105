import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NeededSecret } from '../../lib/core/cluster.ts';
import { makeKey, recipientsOfKey } from '../../lib/secrets/key-file.ts';
import { withSecretsRule } from '../../lib/secrets/rules-text.ts';
import { SecretFolder } from '../../lib/secrets/secret-folder.ts';
import { SecretsError } from '../../lib/secrets/secrets-error.ts';
import { setSecret } from '../../lib/secrets/set-secret.ts';
import { Sops } from '../../lib/secrets/sops-program.ts';
import { resolveTool, whyNoTool } from '../../lib/tools/resolve.ts';
import { ageKeygen, sops } from '../../lib/tools/tools.ts';

/** Time for SOPS to be built, once. */
export const BUILD_TIMEOUT = 600_000;

/** `describe`, or `describe.skip` on a machine that can neither find nor build SOPS: the reason is printed. */
export function describeWithSops(name: string, tests: () => void): void {
  const why = whyNoTool(sops) ?? whyNoTool(ageKeygen);
  if (why !== undefined) process.stderr.write(`skipped: ${name}: ${why}\n`);
  (why === undefined ? describe : describe.skip)(name, tests);
}

/** A secret with one key, and one with two. */
export const password: NeededSecret = { name: 'web', namespace: 'staging', keys: ['password'], purpose: 'a test' };
export const pair: NeededSecret = { name: 'pair', namespace: 'staging', keys: ['user', 'token'], purpose: 'a test' };

/** An empty project with a home beside it, real programs, and keys made for the test. */
export class SecretsLab {
  readonly folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  readonly root = join(this.folder, 'project');
  readonly keyFile = join(this.folder, 'home', 'lab.agekey');
  readonly programs: { readonly sops: string; readonly ageKeygen: string };
  readonly sops: Sops;

  private constructor(programs: SecretsLab['programs']) {
    this.programs = programs;
    mkdirSync(join(this.root, 'secrets'), { recursive: true });
    this.sops = new Sops(programs.sops, this.root);
  }

  static async make(): Promise<SecretsLab> {
    return new SecretsLab({ sops: await resolveTool(sops), ageKeygen: await resolveTool(ageKeygen) });
  }

  /** Makes a key, and gives its public one. */
  async key(file = this.keyFile): Promise<string> {
    await makeKey(file, this.root, this.programs.ageKeygen);
    return (await recipientsOfKey(file, this.programs.ageKeygen))[0]!;
  }

  /** A key, and rules for it. */
  async begin(): Promise<string> {
    const recipient = await this.key();
    this.write('.sops.yaml', withSecretsRule(undefined, [recipient]));
    return recipient;
  }

  get secrets(): SecretFolder {
    return new SecretFolder(this.root);
  }

  set(secret: NeededSecret, key: string, value: string | Buffer, keyFile = this.keyFile): ReturnType<typeof setSecret> {
    const { sops } = this;
    return setSecret({
      folder: this.secrets,
      secret,
      key,
      value: Buffer.from(value),
      sops,
      keyFile: () => keyFile,
    });
  }

  decrypt(file: string, keyFile = this.keyFile): Promise<string> {
    return this.sops.decrypt(file, this.read(file), keyFile);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Every file of the project with its text. */
  files(): Record<string, string> {
    return filesBelow(this.root);
  }

  /** A program that stands for SOPS. */
  fakeSops(...lines: readonly string[]): Sops {
    const path = join(this.folder, 'fake-sops');
    writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(path, 0o755);
    return new Sops(path, this.root);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Every file below a folder with its text; links are not followed. */
export function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(files.sort().map((file) => [file.slice(folder.length + 1), readFileSync(file, 'latin1')]));
}

/** What a refusal says: nothing is thrown that is no refusal. */
export async function refusal(work: Promise<unknown> | (() => unknown)): Promise<SecretsError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (error instanceof SecretsError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

export function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

/** The JSON key of a service account, with a private key made for the test. */
export function serviceAccountJson(project: string, more: Record<string, unknown> = {}): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account = {
    type: 'service_account',
    project_id: project,
    private_key_id: 'made-for-the-test',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: `dns@${project}.iam.gserviceaccount.com`,
    ...more,
  };
  return JSON.stringify(account, undefined, 2);
}
