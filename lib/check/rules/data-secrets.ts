import { nearest } from '../../values/nearest.ts';
import { walk } from '../leaves.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import { isFromChart } from '../releases.ts';
import type { NotJudged, Report } from '../rule.ts';
import { type ReadSecretFile, readSecretFile, type SecretDocument } from '../sops/secret-document.ts';
import { subjectName } from '../subject.ts';
import type { DeclaredSecret, World } from '../world.ts';
import { judgeSecretFiles } from './data-secret-files.ts';

/** Secrets that the lab declares, those in `secrets/`, and those that stand where they must not. */
export function judgeSecrets(world: World): { reports: Report[]; notJudged: NotJudged[] } {
  const { declaredSecrets, openFacts, secretFiles } = world.props;
  const files = (secretFiles ?? []).map(readSecretFile);
  const judged = judgeSecretFiles(files, world);
  const notJudged = [...judged.notJudged];
  const reports: Report[] = [...judgeObjects(world), ...judged.reports];
  if (declaredSecrets && secretFiles) {
    const secrets = documentsByName(files);
    for (const declared of declaredSecrets) reports.push(...judgeDeclared(declared, secrets));
  } else if (declaredSecrets && declaredSecrets.length > 0) {
    notJudged.push({ why: 'secrets/ was not read: whether the declared secrets are there is not known' });
  }
  reports.push(...judgeUse(world, files));
  for (const { path, value } of openFacts ?? []) {
    const message = `${path} is still the example '${value}'`;
    reports.push({
      code: 'fact-placeholder',
      path,
      message,
      hint: 'Write your own value in place of placeholder(...).',
    });
  }
  return { reports, notJudged };
}

/** Secrets among the objects: plain ones, and encrypted ones with holes. */
function* judgeObjects(world: World): Generator<Report> {
  const filed = new Set((world.props.secretFiles ?? []).map(({ file }) => file));
  for (const subject of world.ofKind('Secret', '')) {
    if (isFromChart(subject) || filed.has(subject.file)) continue;
    const { manifest } = subject;
    const isEncrypted = Object.keys(record(manifest['sops'])).length > 0;
    const plain = ['data', 'stringData'].flatMap((part) =>
      Object.entries(record(manifest[part])).flatMap(([key, value]) => (isReadable(value) ? [[part, key]] : [])),
    );
    if (plain.length === 0) continue;
    const keys = plain.map(([, key]) => key).join(', ');
    if (isEncrypted) {
      const message = `${subjectName(subject)} is encrypted, but ${keys} can be read: its seal no longer fits, and Flux refuses it`;
      yield {
        code: 'secret-partial',
        subject,
        path: pathText(plain[0]!),
        message,
        hint: 'Encrypt the file anew with sops.',
      };
    } else {
      const message = `${subjectName(subject)} holds ${keys} in plain: whoever reads the repository reads it, for ever`;
      const hint =
        'Declare it (secrets.declare), and put it into secrets/, encrypted with sops. What was pushed once must be changed.';
      yield { code: 'secret-plain', subject, path: pathText(plain[0]!), message, hint };
    }
  }
}

/** Whether a value says something: not one that SOPS encrypted, nor a variable that Flux fills in. */
function isReadable(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !value.startsWith('ENC[') && !/^\$\{[^}]+\}$/.test(value);
}

function documentsByName(files: readonly ReadSecretFile[]): Map<string, SecretDocument[]> {
  const found = new Map<string, SecretDocument[]>();
  for (const document of files.flatMap(({ documents }) => documents)) {
    if (document.name === undefined) continue;
    found.set(document.name, [...(found.get(document.name) ?? []), document]);
  }
  return found;
}

function* judgeDeclared(
  declared: DeclaredSecret,
  secrets: ReadonlyMap<string, readonly SecretDocument[]>,
): Generator<Report> {
  const { name, namespace, keys, purpose } = declared;
  const named = secrets.get(name) ?? [];
  const found = named.find((document) => document.namespace === namespace);
  if (!found) {
    const elsewhere = named[0];
    const near = nearest(name, secrets.keys());
    yield {
      code: 'secret-pending',
      file: elsewhere?.file ?? `secrets/${name}.sops.yaml`,
      message: `Secret ${namespace}/${name} is not in secrets/ (${purpose}): pods that read it wait`,
      hint: elsewhere
        ? `${elsewhere.file} has it in namespace '${elsewhere.namespace ?? ''}': write '${namespace}'.`
        : near
          ? `Did you mean '${near}', which is there?`
          : `npx hensteeth secrets set ${name}${keys.length === 1 ? '' : ` --key KEY, for each of ${keys.join(', ')}`}`,
    };
    return;
  }
  for (const key of keys) {
    if (found.keys.includes(key)) continue;
    const near = nearest(key, found.keys);
    const message = `Secret ${namespace}/${name} lacks key '${key}', it has ${found.keys.join(', ') || 'none'}: pods that read it do not start`;
    yield {
      code: 'secret-file-key',
      file: found.file,
      message,
      hint: near ? `Rename '${near}' to '${key}', with sops.` : `Add '${key}' with sops.`,
    };
  }
}

/** Secrets in `secrets/` that no layer declares and no object names. */
function* judgeUse(world: World, files: readonly ReadSecretFile[]): Generator<Report> {
  const declared = new Set((world.props.declaredSecrets ?? []).map(({ namespace, name }) => `${namespace}/${name}`));
  const left = new Map<string, SecretDocument>();
  for (const document of files.flatMap(({ documents }) => documents)) {
    const { kind, name, namespace, hidden } = document;
    if (kind === 'Secret' && name !== undefined && hidden.length === 0 && !declared.has(`${namespace}/${name}`))
      left.set(name, document);
  }
  if (left.size === 0) return;
  for (const { manifest } of world.subjects) {
    walk(manifest, (value) => {
      if (typeof value === 'string') left.delete(value);
      return left.size > 0;
    });
    if (left.size === 0) return;
  }
  const names = (world.props.declaredSecrets ?? []).map(({ name }) => name);
  for (const [name, { file, namespace }] of left) {
    const near = nearest(name, names);
    const message = `Secret ${namespace ?? ''}/${name} is declared by no layer and named by no object`;
    yield {
      code: 'secret-unused',
      file,
      message,
      hint: near ? `Did you mean '${near}'?` : 'Remove the file, or declare the secret where it is used.',
    };
  }
}
