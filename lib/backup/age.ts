import { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import { BackupError } from './backup-error.ts';

type Pieces = AsyncIterable<Uint8Array>;
/** How every secret key of age begins. */
const SECRET_KEY = /^AGE-SECRET-KEY-\S+/gm;

/**
 * Encrypts a stream for whoever has one of these public keys.
 *
 * @throws BackupError without a key that can be encrypted to
 */
export async function encrypted(recipients: readonly string[], source: Pieces): Promise<Pieces> {
  if (recipients.length === 0) {
    throw new BackupError(
      'nobody could open a backup: no public key of age is known',
      'Make one, and tell the node: npx hensteeth secrets init; npx hensteeth backup setup --ssh owner@hensteeth.',
    );
  }
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new BackupError(`'${recipient}' is no public key of age`, 'Correct it in .sops.yaml.');
    }
  }
  return streamOf(await encrypter.encrypt(ReadableStream.from(source) as globalThis.ReadableStream<Uint8Array>));
}

/**
 * Decrypts a stream. What is wrong with it may show as late as at its end: nothing of it counts before.
 *
 * @param key text of a key file
 * @throws BackupError for a key that does not open it; the stream throws one when it is damaged or cut
 */
export async function decrypted(key: string, source: Pieces): Promise<Pieces> {
  const decrypter = new Decrypter();
  try {
    const identities = [...key.matchAll(SECRET_KEY)].map(([line]) => line);
    if (identities.length === 0) throw new Error('none');
    for (const identity of identities) decrypter.addIdentity(identity);
  } catch {
    // Whatever is thrown may quote the key.
    throw new BackupError('the key file holds no secret key of age', 'Name the right one: --age-key FILE.');
  }
  let plain: Pieces;
  try {
    plain = streamOf(await decrypter.decrypt(ReadableStream.from(source) as globalThis.ReadableStream<Uint8Array>));
  } catch (error) {
    const isOther = error instanceof Error && /identit/.test(error.message);
    throw isOther
      ? new BackupError('the key does not open this backup', 'Name the key of its lab: --age-key FILE.')
      : damaged('its head cannot be read');
  }
  return sound(plain);
}

async function* sound(plain: Pieces): Pieces {
  try {
    yield* plain;
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw damaged('what is encrypted was changed, or is cut');
  }
}

function damaged(why: string): BackupError {
  return new BackupError(`the backup is damaged: ${why}`, 'Take another one: npx hensteeth backup list.');
}

function streamOf(stream: unknown): Pieces {
  return stream as Pieces;
}
