import { parseAllDocuments } from 'yaml';
import { walk } from '../check/leaves.ts';
import { pathText } from '../check/path.ts';
import { readSecretFile } from '../check/sops/secret-document.ts';
import { runProgram } from '../tools/run-program.ts';
import { SecretsError } from './secrets-error.ts';

const TIMEOUT = 120_000;
const LINES_OF_REASON = 4;
/** Shorter values may be part of any word. */
const LEAST_HIDDEN = 4;

/** SOPS. Text goes in and comes out by pipes alone, so that no value is in a file, an argument or the environment. */
export class Sops {
  readonly #program: string;
  readonly #project: string;

  constructor(program: string, project: string) {
    this.#program = program;
    this.#project = project;
  }

  /**
   * Encrypts a file of `secrets/` for whom the rules name, and looks at what came out before anybody writes it.
   *
   * @param rules name of the rules below the project, `.sops.yaml` without it
   * @throws SecretsError when SOPS refuses, or leaves something that can be read
   */
  async encrypt(file: string, text: string, rules?: string): Promise<string> {
    const config = rules === undefined ? [] : ['--config', rules];
    const { code, output, errors } = await this.#run([...config, 'encrypt', '--filename-override', file], text);
    if (code !== 0) {
      throw new SecretsError(2, `${file}: sops does not encrypt it: ${redacted(reasonOf(errors), text)}`, FIX_RULES);
    }
    judge(file, output);
    return output;
  }

  /** @throws SecretsError when none of the keys opens it */
  async decrypt(file: string, text: string, keyFile: string): Promise<string> {
    const args = ['decrypt', '--filename-override', file];
    const { code, output, errors } = await this.#run(args, text, { SOPS_AGE_KEY_FILE: keyFile });
    if (code === 0) return output;
    const isOther = /no identity matched|did not match any of the recipients|Failed to get the data key/i.test(errors);
    const why = isOther ? `${keyFile} is not among its recipients` : reasonOf(errors);
    throw new SecretsError(2, `${file} cannot be decrypted: ${why}`, KEY_LOST);
  }

  /** Whether SOPS can encrypt for a public key, which has a checksum in it. */
  async takes(recipient: string): Promise<boolean> {
    const args = ['encrypt', '--age', recipient, '--filename-override', 'probe.json'];
    return (await this.#run(['--config', '/dev/null', ...args], '{"probe":"probe"}')).code === 0;
  }

  #run(args: readonly string[], input: string, more: NodeJS.ProcessEnv = {}) {
    // Recipients and keys that the environment names would win over .sops.yaml and the key that was asked for.
    const rest = Object.entries(process.env).filter(([name]) => !name.startsWith('SOPS_'));
    const env = { ...Object.fromEntries(rest), ...more };
    return runProgram(this.#program, ['--disable-version-check', ...args], {
      env,
      cwd: this.#project,
      input,
      timeout: TIMEOUT,
    });
  }
}

const FIX_RULES = 'Correct .sops.yaml; `npx hensteeth secrets status` says what is wrong with it.';

/** What is left to do when nobody has the key. */
export const KEY_LOST =
  'Name the right key: --age-key FILE, or SOPS_AGE_KEY_FILE. When it is lost, values that are there stay closed for ever, but ' +
  'the cluster may still hold them (kubectl get secret), and each can be set anew: take .sops.yaml and the files in secrets/ ' +
  'away, then `npx hensteeth secrets init`, and `npx hensteeth secrets set NAME` for each.';

function judge(file: string, output: string): void {
  const { documents, error } = readSecretFile({ file, text: output });
  const plain = documents.flatMap((document) => document.plain);
  const hidden = documents.flatMap((document) => document.hidden);
  if (plain.length > 0) {
    throw new SecretsError(
      1,
      `${file}: ${plain.map(pathText).join(', ')} would stay readable with the rule of .sops.yaml`,
      'Write encrypted_regex: ^(data|stringData)$ into the rule.',
    );
  }
  if (hidden.length > 0) {
    throw new SecretsError(
      1,
      `${file}: ${hidden.map(pathText).join(', ')} would be encrypted with the rule of .sops.yaml, and Flux could not tell what it is`,
      'Write encrypted_regex: ^(data|stringData)$ into the rule.',
    );
  }
  const isWhole = documents.length > 0 && documents.every(({ isEncrypted, isSealed }) => isEncrypted && isSealed);
  if (error !== undefined || !isWhole) {
    throw new SecretsError(2, `${file}: what sops made is no encrypted file`, 'See that sops on PATH is the real one.');
  }
}

function reasonOf(errors: string): string {
  // A seal that does not fit is told with the hash of all values, by which short ones could be guessed.
  const lines = errors
    .replace(/\b[0-9a-f]{32,}\b/gi, '...')
    .split('\n')
    .flatMap((line) => line.replace(/^[\s|-]+/, '').trim() || []);
  return lines.slice(0, LINES_OF_REASON).join(' ') || 'no reason given';
}

/** A message without what the text holds: programs like to quote their input. */
function redacted(message: string, text: string): string {
  const values = new Set<string>();
  for (const document of parseAllDocuments(text)) {
    const parts = document.errors.length > 0 ? {} : (document.toJS() as Record<string, unknown> | null);
    walk([parts?.['data'], parts?.['stringData']], (value) => {
      for (const line of typeof value === 'string' ? value.split('\n') : []) {
        if (line.trim().length >= LEAST_HIDDEN) values.add(line.trim());
      }
      return true;
    });
  }
  return [...values].reduce((told, value) => told.replaceAll(value, '...'), message);
}
