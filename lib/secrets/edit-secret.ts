import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { record } from '../check/pods.ts';
import type { NeededSecret } from '../core/cluster.ts';
import { fullName } from './needed.ts';
import { inPrivateFolder } from './private-folder.ts';
import { expectKey } from './reencrypt.ts';
import type { SecretFolder } from './secret-folder.ts';
import { SecretsError } from './secrets-error.ts';
import type { Sops } from './sops-program.ts';
import { writeTogether } from './write-together.ts';

/** What is edited, and how. */
export interface EditProps {
  readonly folder: SecretFolder;
  readonly secret: NeededSecret;
  readonly sops: Sops;
  readonly keyFile: string;
  /** Lets the owner edit a file, and gives the exit code of the editor. */
  readonly editor: (file: string) => Promise<number | undefined>;
  /** @default '/dev/shm' */
  readonly memory?: string;
}

/**
 * Lets the owner edit the file of a secret in the clear, in memory, and encrypts what was made of it.
 *
 * @returns the file; `undefined` when nothing was changed
 * @throws SecretsError when it was not done: the old file stays
 */
export async function editSecret(props: EditProps): Promise<string | undefined> {
  const { folder, secret, sops, keyFile } = props;
  const found = folder.find(secret);
  if (!found) {
    const hint = `npx hensteeth secrets set ${secret.name}`;
    throw new SecretsError(1, `Secret ${fullName(secret)} is not in secrets/`, hint);
  }
  const { file, text } = found.file;
  folder.ruleOf(file);
  expectKey(keyFile, [found.file]);
  const edited = await inPrivateFolder(async (place) => {
    const plain = await sops.decrypt(file, text, keyFile);
    const path = join(place, basename(file));
    writeFileSync(path, plain, { mode: 0o600, flag: 'wx' });
    const code = await props.editor(path);
    if (code !== 0) {
      throw new SecretsError(
        2,
        `the editor ended with ${code ?? 'a signal'}: nothing was changed`,
        'Set EDITOR to one that runs here.',
      );
    }
    const now = readFileSync(path, 'utf8');
    if (now !== plain) judge(file, plain, now);
    return now === plain ? undefined : now;
  }, props.memory);
  if (edited === undefined) return undefined;
  writeTogether(folder.project, new Map([[file, await sops.encrypt(file, edited)]]));
  return file;
}

/** No message quotes the text. */
function judge(file: string, before: string, now: string): void {
  // SOPS reads more texts as numbers than YAML 1.2 does: 1_000.
  const documents = parseAllDocuments(now, { version: '1.1' });
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken) {
    const line = broken.linePos?.[0].line;
    throw new SecretsError(
      1,
      `${file}: what was edited is no YAML (${broken.code}${line === undefined ? '' : ` in line ${line}`}): the old file stays`,
      'Edit it again; a value with special characters goes into quotes.',
    );
  }
  const was = identities(parseAllDocuments(before).map((each) => each.toJS() as unknown));
  const values = documents.map((each) => each.toJS() as unknown);
  if (identities(values) !== was) {
    throw new SecretsError(
      1,
      `${file}: kind, name or namespace changed from ${was}: the old file stays`,
      'Change values and keys alone; for another secret there is `npx hensteeth secrets set`.',
    );
  }
  for (const value of values) {
    for (const part of ['data', 'stringData']) {
      for (const [key, entry] of Object.entries(record(record(value)[part]))) {
        if (typeof entry === 'string') continue;
        throw new SecretsError(
          1,
          `${file} ${part}.${key}: not a text; Kubernetes refuses the Secret, and the old file stays`,
          'Put the value into quotes.',
        );
      }
    }
  }
}

function identities(documents: readonly unknown[]): string {
  return documents
    .map((document) => {
      const { kind, metadata } = record(document);
      const { namespace, name } = record(metadata);
      return `${kind} ${namespace}/${name}`;
    })
    .join(', ');
}
