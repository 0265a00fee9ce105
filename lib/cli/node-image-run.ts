import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ImageChoices } from '../node/autoinstall.ts';
import { imageFiles } from '../node/image-files.ts';
import { FILES } from '../node/node-files.ts';
import { nodesToInstall } from '../node/node-to-install.ts';
import { IMAGE, writeFolder, writeIso } from '../node/write-image.ts';
import { judgeTailscaleKey } from '../values/machine.ts';
import { programsOf, whyNoBackup } from './backup-node.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { styleOf } from './style.ts';

/** What `hensteeth node image` can be told. */
export interface NodeImageOptions {
  readonly out: string;
  readonly reinstall?: boolean;
  readonly tailscaleKeyFile?: string;
  readonly embedKey?: boolean;
  readonly iso: boolean;
}

/** Writes what an empty machine is installed from, for one node or all. */
export async function runNodeImage(
  context: Context,
  wanted: string | undefined,
  options: NodeImageOptions,
): Promise<ExitCode> {
  const tailscaleKey = keyOf(context, options);
  const { lab, findings } = await renderLab(context, { types: true });
  const { nodes, findings: lacking } = lab ? nodesToInstall(lab, wanted) : { nodes: [], findings: [] };
  const errors = [...findings, ...lacking].filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    process.stderr.write(`${findingsText(errors, styleOf(process.stderr))}\n`);
    process.stderr.write(`${errors.length} finding${errors.length === 1 ? '' : 's'}; nothing was written\n`);
    return 1;
  }
  const read = (source: string) => readFileSync(join(context.root, FILES, source), 'utf8');
  const choices: ImageChoices = { reinstall: options.reinstall === true, read, ...(tailscaleKey && { tailscaleKey }) };
  // All are made before one is written: a layout that is refused leaves the folder as it was.
  const programOf = await programsOf(context, lab!);
  const images = nodes.map((install) => {
    const { name } = install.node;
    return { name, files: imageFiles(install, { ...choices, program: programOf(name) }) };
  });
  const secret = tailscaleKey !== undefined;
  for (const { name, files } of images) {
    const folder = resolve(context.cwd, options.out, wanted === undefined ? name : '.');
    writeFolder(folder, files, secret);
    const why = options.iso ? await writeIso(folder, [...files.keys()], secret) : 'not asked for';
    const shown = relative(context.cwd, folder) || '.';
    process.stdout.write(`✓ ${name}: ${shown}/ with ${[...files.keys()].join(', ')}\n`);
    process.stdout.write(why === undefined ? `✓ ${name}: ${shown}/${IMAGE}\n` : `- ${name}: no ${IMAGE}: ${why}\n`);
  }
  for (const why of whyNoBackup(context, lab!)) process.stdout.write(`- ${why}\n`);
  process.stdout.write(`${nextSteps(choices)}\n`);
  return 0;
}

/**
 * The key that goes into the image, when the owner asks for that twice.
 *
 * @throws Error naming the option, what is wrong and what to write
 */
function keyOf(context: Context, { tailscaleKeyFile, embedKey }: NodeImageOptions): string | undefined {
  if (tailscaleKeyFile === undefined && !embedKey) return undefined;
  if (tailscaleKeyFile === undefined) throw new Error('--embed-key: which key? Add --tailscale-key-file FILE.');
  if (!embedKey) {
    throw new Error(
      '--tailscale-key-file: whoever holds the image could read the key. Add --embed-key when that is meant; else leave both out, and type sudo hensteeth-join on the machine.',
    );
  }
  let key: string;
  try {
    key = readFileSync(resolve(context.cwd, tailscaleKeyFile), 'utf8').trim();
  } catch {
    throw new Error(`--tailscale-key-file: ${tailscaleKeyFile} cannot be read. Name the file that holds the key.`);
  }
  const refusal = judgeTailscaleKey(key);
  // The value stays out of the message: it may be a key that works.
  if (refusal) throw new Error(`--tailscale-key-file: ${tailscaleKeyFile} is not ${refusal.expected}. ${refusal.fix}`);
  return key;
}

function nextSteps({ reinstall, tailscaleKey }: ImageChoices): string {
  return [
    'next:',
    `  1. write ${IMAGE} to a stick (dd), or copy the files to one with the label CIDATA, and plug it in beside the Ubuntu 22.04 installer`,
    reinstall
      ? '  2. start the machine and answer yes: root is made new, every other volume of the group is kept, and any other layout is refused'
      : '  2. start the machine and answer yes: only a blank disk is taken, and any other is refused',
    tailscaleKey
      ? '  3. it joins the tailnet by itself; the key in the image is used up then, and the image should be erased'
      : '  3. log in with your SSH key and type: sudo hensteeth-join',
    '  4. sudo hensteeth-node-check says line by line whether all is well',
  ].join('\n');
}
