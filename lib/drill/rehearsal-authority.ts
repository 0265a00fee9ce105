import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

/** A certificate and its key. */
export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** Why there is no authority on this machine; `undefined` when there is one. */
export function whyNoAuthority(): string | undefined {
  return spawnSync('openssl', ['version']).status === 0
    ? undefined
    : 'certificates of the rehearsal are made by openssl, which is not on PATH: apt-get install openssl';
}

/** An authority for the length of a rehearsal, as MicroK8s has one: it signs what the API server and the ingress controller show. */
export class RehearsalAuthority {
  readonly #folder: string;
  #count = 0;

  /** @param folder for its key, which goes with the rehearsal */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const made = [
      'req',
      '-x509',
      ...NEW_KEY,
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-days',
      '30',
      '-subj',
      '/CN=rehearsal',
    ];
    this.#openssl(...made);
  }

  /** PEM of its own certificate. */
  get pem(): string {
    return readFileSync(join(this.#folder, 'ca.crt'), 'utf8');
  }

  /** Signs a certificate for names and addresses. */
  sign(names: readonly string[]): KeyPair {
    this.#count += 1;
    const at = `${this.#count}`;
    const all = names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`).join(',');
    writeFileSync(join(this.#folder, `${at}.ext`), `subjectAltName=${all}\nextendedKeyUsage=serverAuth\n`);
    this.#openssl('req', ...NEW_KEY, '-keyout', `${at}.key`, '-out', `${at}.csr`, '-subj', '/CN=rehearsed');
    const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30'];
    this.#openssl('x509', '-req', '-in', `${at}.csr`, ...by, '-extfile', `${at}.ext`, '-out', `${at}.crt`);
    const read = (name: string) => readFileSync(join(this.#folder, name), 'utf8');
    return { certificate: read(`${at}.crt`), key: read(`${at}.key`) };
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
