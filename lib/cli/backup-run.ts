import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { decrypted } from '../backup/age.ts';
import { BackupError } from '../backup/backup-error.ts';
import { folderPlace } from '../backup/folder-place.ts';
import { MAP_PART } from '../backup/manifest.ts';
import { readName } from '../backup/names.ts';
import { textOf } from '../backup/read-backup.ts';
import { RemoteNode } from '../backup/remote-node.ts';
import { checked, restoreRemotely } from '../backup/restore-remotely.ts';
import { setUp } from '../backup/set-up.ts';
import { ACCOUNT_FILE, placesOf } from '../backup/settings.ts';
import { newestGood, readStored, type Source, sourceOfNode, sourceOfPlaces } from '../backup/source.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Finding } from '../core/finding.ts';
import { writeWhole } from '../core/write.ts';
import { recordedIdentity } from '../live/identity.ts';
import { FILES, PROGRAM_UNITS } from '../node/node-files.ts';
import { keyFileOf, readKey } from '../secrets/key-file.ts';
import { SecretsError } from '../secrets/secrets-error.ts';
import { serviceAccount } from '../secrets/service-account.ts';
import { programsOf, whyNoBackup } from './backup-node.ts';
import { listText, restoreText, showText, TOO_OLD } from './backup-text.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { sshOf } from './live.ts';
import { progressLine } from './progress.ts';
import { styleOf } from './style.ts';

/** Which node. */
export interface NodeOptions {
  readonly ssh?: string;
  readonly sshConfig?: string;
}

export interface SetupOptions extends NodeOptions {
  readonly account?: string;
}

export interface RunOptions extends NodeOptions {
  readonly quiesced?: boolean;
}

/** Where backups are read from. */
export interface SourceOptions extends NodeOptions {
  readonly from?: string;
  readonly account?: string;
}

export interface ListOptions extends SourceOptions {
  readonly json?: boolean;
}

export interface ShowOptions extends SourceOptions {
  readonly ageKey?: string;
  readonly map?: string;
  readonly json?: boolean;
}

export interface RestoreOptions extends SourceOptions {
  readonly ageKey?: string;
  readonly yes?: boolean;
}

const out = (text: string) => void process.stdout.write(text);

/** Puts the program for tags and backups onto a node. */
export function runBackupSetup(context: Context, wanted: string | undefined, options: SetupOptions): Promise<ExitCode> {
  return withLab(context, async (lab, findings) => {
    // What goes onto the node must not follow from facts that were refused.
    if (findings.some(({ severity }) => severity === 'error')) return tellFindings(findings);
    const names = lab.facts.nodes.map(({ name }) => name);
    const name = wanted ?? (names.length === 1 ? names[0]! : undefined);
    if (name === undefined || !names.includes(name)) {
      throw new BackupError(
        `which node? It has ${names.join(', ')}`,
        `npx hensteeth backup setup ${names[0]} --ssh TARGET`,
      );
    }
    const account = options.account === undefined ? undefined : accountOf(context, options.account);
    const { files, units } = (await programsOf(context, lab))(name);
    const unitFiles = PROGRAM_UNITS.map(({ source, target, mode }) => ({
      target,
      mode,
      content: readFileSync(resolve(context.root, FILES, source)),
    }));
    const key = account === undefined ? [] : [{ target: ACCOUNT_FILE, mode: '0600', content: Buffer.from(account) }];
    const node = new RemoteNode(sshOf(options));
    await setUp(node, [...files, ...unitFiles, ...key], ['hensteeth-tag.timer', ...units], out);
    const lacking = whyNoBackup(context, lab);
    for (const why of lacking) process.stderr.write(`warning: ${why}\n`);
    return lacking.length > 0 ? 1 : 0;
  });
}

/** Lets the node make a backup. */
export function runBackupRun(context: Context, { quiesced, ...options }: RunOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    if (!lab.facts.backup) throw new BackupError('this lab is not backed up', 'Take backup: false out of main.ts.');
    const node = new RemoteNode(sshOf(options));
    const unit = `hensteeth-backup@${quiesced ? 'quiesced' : 'dbctl'}.service`;
    progressLine(`${unit} runs on ${node.name}`);
    const ended = await node.follow(startLine(unit), out);
    if (ended.code === 0) return 0;
    const isReached = ended.code !== undefined && ended.code !== 255;
    if (!isReached) throw node.failed(ended);
    process.stderr.write(`error: ${unit} did not end well\n  fix: What it says above tells why.\n`);
    return 1;
  });
}

/** Starts a unit, tells what it said, and ends as it did. The journal is read from where it was: a unit that has ended may be forgotten. */
function startLine(unit: string): string {
  return [
    "cursor=$(sudo -n journalctl --lines=1 --show-cursor | sed -n 's/^-- cursor: //p')",
    `sudo -n systemctl start ${unit}`,
    'code=$?',
    'sudo -n journalctl --sync',
    `sudo -n journalctl --after-cursor="$cursor" --unit=${unit} --output=cat --no-pager`,
    'exit "$code"',
  ].join('\n');
}

/** Lists what is stored. */
export function runBackupList(context: Context, options: ListOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    const all = await sourceOf(context, lab, options)!.list();
    const now = new Date();
    out(options.json ? `${JSON.stringify(all, undefined, 2)}\n` : listText(all, now, styleOf(process.stdout)));
    const isFresh = all.every(({ files }) =>
      files.some(({ kind, isGood, at }) => kind === 'backup' && isGood && now.getTime() - at.getTime() < TOO_OLD),
    );
    return isFresh && all.length > 0 ? 0 : 1;
  });
}

/** Opens a backup and compares all of it. */
export function runBackupShow(context: Context, file: string | undefined, options: ShowOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    const source = sourceOf(context, lab, options, file);
    const key = keyOf(context, lab, options.ageKey);
    const name =
      pathOr(context, file) ?? newestGood(await source!.list(), options.map === undefined ? 'backup' : 'map').name;
    const read = () => readStored(source, name);
    if (readName(name.split('/').at(-1)!, lab.facts.name)?.kind === 'map') {
      const map = await textOf(await decrypted(key, await read()));
      writeMap(context, map, options.map);
      return 0;
    }
    const { manifest, texts } = await checked({ read, key }, [MAP_PART]);
    if (options.map !== undefined) {
      const map = texts.get(MAP_PART);
      if (map === undefined)
        throw new BackupError(
          `${name} holds no map of volumes`,
          'Leave the name out: maps are stored by themselves, too.',
        );
      writeMap(context, map, options.map);
      return 0;
    }
    out(options.json ? `${JSON.stringify(manifest, undefined, 2)}\n` : showText(manifest, name));
    return 0;
  });
}

/** Puts a backup back. */
export function runBackupRestore(context: Context, file: string, options: RestoreOptions): Promise<ExitCode> {
  return withLab(context, async (lab) => {
    const source = sourceOf(context, lab, options, file);
    const key = keyOf(context, lab, options.ageKey);
    const name = pathOr(context, file)!;
    const opened = { read: () => readStored(source, name), key };
    const node = new RemoteNode(sshOf(options));
    progressLine('opening the backup and comparing every sum');
    const { manifest } = await checked(opened);
    if (manifest.lab !== lab.facts.name) {
      throw new BackupError(
        `${name} is of the lab ${manifest.lab}; this is ${lab.facts.name}`,
        'Take one of this lab: npx hensteeth backup list.',
      );
    }
    out(restoreText(manifest, node.name, recordedIdentity(context.root)?.uid));
    if (!options.yes) {
      out('nothing was done; add --yes to do it\n');
      return 1;
    }
    await restoreRemotely(node, opened, out);
    return 0;
  });
}

/** Where backups are read from; not needed for a file of this machine. @throws BackupError */
function sourceOf(context: Context, lab: Cluster, options: SourceOptions, file?: string): Source | undefined {
  if (options.from !== undefined) {
    return sourceOfPlaces([folderPlace(resolve(context.cwd, options.from))], lab.facts.name);
  }
  if (options.account !== undefined) {
    const path = resolve(context.cwd, options.account);
    accountOf(context, options.account);
    const buckets = (lab.facts.backup?.places ?? []).filter((place) => 'bucket' in place);
    if (buckets.length > 0) return sourceOfPlaces(placesOf(buckets, path), lab.facts.name);
    throw new BackupError('--account: no bucket is a place for backups in main.ts', 'Name the folder: --from FOLDER.');
  }
  if (options.ssh !== undefined) return sourceOfNode(new RemoteNode(sshOf(options)));
  if (file !== undefined && existsSync(resolve(context.cwd, file))) return undefined;
  throw new BackupError(
    'where are the backups?',
    'Add --ssh owner@hensteeth, or --account key.json for the bucket itself, or --from FOLDER.',
  );
}

/** The judged key of Google's service account. @throws SecretsError */
function accountOf(context: Context, file: string): string {
  const path = resolve(context.cwd, file);
  if (!existsSync(path)) throw new BackupError(`--account: ${file} is not there`, 'Name the key as it was downloaded.');
  return `${serviceAccount(readFileSync(path, 'utf8'), '--account').json}\n`;
}

function keyOf(context: Context, lab: Cluster, named: string | undefined): string {
  return readKey(keyFileOf(named, process.env, { lab: lab.facts.name, cwd: context.cwd }));
}

/** A path of this machine where there is such a file, else the name as it is. */
function pathOr(context: Context, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const path = resolve(context.cwd, file);
  return existsSync(path) ? path : file;
}

function writeMap(context: Context, map: string, file: string | undefined): void {
  if (file === undefined) {
    out(map);
    return;
  }
  writeWhole(resolve(context.cwd, file), map);
  out(`${file}: written; npx hensteeth volumes plan --map ${file}\n`);
}

function tellFindings(findings: readonly Finding[]): ExitCode {
  process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
  return 2;
}

async function withLab(
  context: Context,
  work: (lab: Cluster, findings: readonly Finding[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { lab, findings } = await renderLab(context, { types: false });
  if (!lab) return tellFindings(findings);
  try {
    return await work(lab, findings);
  } catch (error) {
    if (!(error instanceof BackupError || error instanceof SecretsError)) throw error;
    process.stderr.write(`error: ${error.message}\n  fix: ${error.hint}\n`);
    return 2;
  }
}
