import { createSign } from 'node:crypto';
import { ReadableStream } from 'node:stream/web';
import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { BackupError, reasonOf } from './backup-error.ts';
import { piecesOf } from './files.ts';
import type { Place } from './place.ts';

/** Which bucket, and who may use it. */
export interface GooglePlaceProps {
  readonly bucket: string;
  /** What all names begin with, without a slash at its end. */
  readonly prefix: string;
  /** @default 'https://storage.googleapis.com' */
  readonly endpoint?: string;
  /** JSON key of a service account with roles/storage.objectAdmin on the bucket. */
  readonly account: () => Promise<string>;
}

const STORAGE = 'https://storage.googleapis.com';
const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';
const LASTS = 3600;
/** An answer to a question; what is sent or fetched may take an hour. */
const TIMEOUT = 60_000;
const LONG_TIMEOUT = 3_600_000;
const RIGHTS = 'Give its account roles/storage.objectAdmin on the bucket, and see that the bucket is there.';

/** Backups in Google Cloud Storage. */
export function googlePlace({ bucket, prefix, endpoint = STORAGE, account }: GooglePlaceProps): Place {
  const name = `gs://${bucket}/${prefix}`;
  const token = tokenOf(account);
  const pathOf = (file: string) => encodeURIComponent(`${prefix}/${file}`);
  const ask = async (what: string, url: string, init: RequestInit & { duplex?: 'half' } = {}, timeout = TIMEOUT) => {
    let answer: Response;
    try {
      const headers = { ...init.headers, authorization: `Bearer ${await token()}` };
      answer = await fetch(`${endpoint}${url}`, { ...init, headers, signal: AbortSignal.timeout(timeout) });
    } catch (error) {
      if (error instanceof BackupError) throw error;
      throw new BackupError(`${name}: ${what}: ${reasonOf(error)}`, 'See that the network is up, and the clock right.');
    }
    if (answer.ok) return answer;
    throw new BackupError(`${name}: ${what}: ${answer.status} ${await messageOf(answer)}`, RIGHTS);
  };
  const objects = `/storage/v1/b/${bucket}/o`;
  return {
    name,
    async list() {
      const found: { name: string; bytes: number }[] = [];
      const query = `prefix=${encodeURIComponent(`${prefix}/`)}&delimiter=/&fields=items(name,size),nextPageToken`;
      for (let page = ''; ; ) {
        const answer = record(await (await ask('it cannot be listed', `${objects}?${query}${page}`)).json());
        for (const item of list(answer['items']).map(record)) {
          found.push({ name: String(item['name']).slice(prefix.length + 1), bytes: Number(item['size']) });
        }
        const next = text(answer['nextPageToken']);
        if (next === undefined) return found;
        page = `&pageToken=${encodeURIComponent(next)}`;
      }
    },
    async read(file) {
      const answer = await ask(`${file} cannot be read`, `${objects}/${pathOf(file)}?alt=media`, {}, LONG_TIMEOUT);
      return answer.body as unknown as AsyncIterable<Uint8Array>;
    },
    async write(file, { path, bytes, md5 }) {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: ReadableStream.from(piecesOf(path)) as unknown as RequestInit['body'],
        duplex: 'half' as const,
      };
      const url = `/upload${objects}?uploadType=media&name=${pathOf(file)}&fields=size,md5Hash`;
      const made = record(await (await ask(`${file} cannot be written`, url, init, LONG_TIMEOUT)).json());
      if (Number(made['size']) === bytes && made['md5Hash'] === md5) return;
      throw new BackupError(`${name}: ${file}: what arrived is not what was sent`, 'Run it again.');
    },
    async remove(file) {
      try {
        await ask(`${file} cannot be removed`, `${objects}/${pathOf(file)}`, { method: 'DELETE' });
      } catch (error) {
        if (!(error instanceof BackupError && / 404 /.test(error.message))) throw error;
      }
    },
  };
}

/** A token for the account, asked for when it is needed and again before it ends. */
function tokenOf(account: () => Promise<string>): () => Promise<string> {
  let known: { readonly token: string; readonly until: number } | undefined;
  return async () => {
    const now = Date.now();
    if (known && now < known.until) return known.token;
    const { email, key, tokenUri } = readAccount(await account());
    const at = Math.floor(now / 1000);
    const claims = { iss: email, scope: SCOPE, aud: tokenUri, iat: at, exp: at + LASTS };
    const signed = [{ alg: 'RS256', typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = createSign('RSA-SHA256').update(signed).sign(key, 'base64url');
    const answer = await fetch(tokenUri, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: `${signed}.${signature}`,
      }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (!answer.ok) {
      throw new BackupError(
        `${tokenUri} gives ${email} no token: ${answer.status} ${await messageOf(answer)}`,
        'See that the account and its key still exist, and that the clock of the machine is right.',
      );
    }
    const { access_token, expires_in } = record(await answer.json());
    known = { token: String(access_token), until: now + (Number(expires_in) / 2) * 1000 };
    return known.token;
  };
}

/** What is needed of a service account's key. No message quotes it. */
function readAccount(json: string) {
  const wrong = (what: string) =>
    new BackupError(
      `the key of Google's service account ${what}`,
      'Give it as it was downloaded: npx hensteeth backup setup --ssh owner@hensteeth --account key.json.',
    );
  let account: Readonly<Record<string, unknown>>;
  try {
    account = record(JSON.parse(json));
  } catch {
    throw wrong('is no JSON');
  }
  const [email, key] = [text(account['client_email']), text(account['private_key'])];
  if (email === undefined || key === undefined) throw wrong('lacks client_email or private_key');
  return { email, key, tokenUri: text(account['token_uri']) ?? 'https://oauth2.googleapis.com/token' };
}

/** What Google says of a refusal, in one line. */
async function messageOf(answer: Response): Promise<string> {
  const body = await answer.text().catch(() => '');
  try {
    const { error, error_description } = record(JSON.parse(body));
    return text(record(error)['message']) ?? text(error_description) ?? String(error);
  } catch {
    return body.trim().split('\n')[0]!.slice(0, 200);
  }
}
