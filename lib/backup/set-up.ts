import { commandLine } from '../volumes/machine.ts';
import type { RemoteNode } from './remote-node.ts';

/** A file for the node. What it holds may be a secret. */
export interface SetUpFile {
  readonly target: string;
  readonly mode: string;
  readonly content: Uint8Array;
}

const INSTALL_NODE = `snap list node >/dev/null 2>&1 || snap install node --classic --channel=20/stable`;
/** Reads standard input: no content is ever a word of a command. */
const WRITE = 'umask 077; mkdir -p "$(dirname "$1")" && cat >"$1.new" && chmod "$2" "$1.new" && mv "$1.new" "$1"';

/**
 * Puts the program, its units and its settings onto a running node, each file beside its place and then renamed. Safe to repeat.
 *
 * @throws BackupError
 */
export async function setUp(
  node: RemoteNode,
  files: readonly SetUpFile[],
  units: readonly string[],
  say: (text: string) => void,
): Promise<void> {
  const must = async (words: readonly string[], input?: Uint8Array) => {
    const ended = await node.follow(commandLine(['sudo', '-n', ...words]), say, input && once(input));
    if (ended.code !== 0) throw node.failed(ended);
  };
  await must(['sh', '-c', INSTALL_NODE]);
  await must([
    'install',
    '-d',
    '-m',
    '0755',
    '/usr/local/lib/hensteeth',
    '/etc/hensteeth',
    '/var/lib/hensteeth/metrics',
  ]);
  for (const { target, mode, content } of files) {
    await must(['sh', '-c', WRITE, 'sh', target, mode], content);
    say(`${target}: written\n`);
  }
  await must(['systemctl', 'daemon-reload']);
  await must(['systemctl', 'enable', '--now', ...units]);
  say(`enabled: ${units.join(', ')}\n`);
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
