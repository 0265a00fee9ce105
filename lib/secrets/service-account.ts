import { createPrivateKey } from 'node:crypto';
import { record } from '../check/pods.ts';
import { SecretsError } from './secrets-error.ts';

/** The JSON key of a Google service account. */
export interface ServiceAccount {
  readonly json: string;
  /** Project that the account is of. */
  readonly project: string;
}

const DOWNLOAD =
  'Give the key as it was downloaded: gcloud iam service-accounts keys create FILE --iam-account=ACCOUNT.';

/**
 * Judges the JSON key of a Google service account.
 *
 * @param from where it came from, for messages
 * @throws SecretsError with the field that is wrong; no message quotes the text
 */
export function serviceAccount(text: string, from: string): ServiceAccount {
  const account = record(parsed(text, from));
  const { type, project_id, client_email, private_key } = account;
  const refuse = (field: string, is: string, expected: string): never => {
    throw new SecretsError(1, `${from}: ${field} ${is}; expected ${expected}`, DOWNLOAD);
  };
  if (type !== 'service_account') refuse('type', shown(type, /^[a-z_]{1,40}$/), "'service_account'");
  if (typeof project_id !== 'string' || !/^[a-z][a-z0-9.:-]{4,60}$/.test(project_id)) {
    return refuse('project_id', absentOr(project_id, 'is no project id'), 'the project that the account is of');
  }
  if (typeof client_email !== 'string' || !/^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/.test(client_email)) {
    refuse(
      'client_email',
      absentOr(client_email, 'is no address of a service account'),
      'NAME@PROJECT.iam.gserviceaccount.com',
    );
  }
  if (typeof private_key !== 'string' || !isPrivateKey(private_key)) {
    refuse(
      'private_key',
      absentOr(private_key, 'cannot be read as a key'),
      'a whole PEM text, BEGIN PRIVATE KEY to END PRIVATE KEY',
    );
  }
  return { json: text.trim(), project: project_id };
}

function parsed(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message of Node quotes the text: only the place is taken from it.
    const position = /position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? '' : ` in line ${text.slice(0, Number(position)).split('\n').length}`;
    throw new SecretsError(1, `${from}: this is no JSON${line}; expected the key of a service account`, DOWNLOAD);
  }
}

function isPrivateKey(pem: string): boolean {
  if (!pem.includes('-----BEGIN PRIVATE KEY-----')) return false;
  try {
    return createPrivateKey(pem).type === 'private';
  } catch {
    return false;
  }
}

function absentOr(value: unknown, otherwise: string): string {
  return value === undefined ? 'is missing' : otherwise;
}

/** A value that is shown only when it looks like what may stand there: anything else may be a secret. */
function shown(value: unknown, harmless: RegExp): string {
  if (value === undefined) return 'is missing';
  return typeof value === 'string' && harmless.test(value) ? `is '${value}'` : 'is something else';
}
