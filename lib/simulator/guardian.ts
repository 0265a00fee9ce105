import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends what is left when this process is gone, however it went: its pipe is closed by the kernel, and the guardian then kills every
 * process group that it was told of and removes the folder.
 */
export class Guardian {
  readonly #child: ChildProcess;

  /** @param folder removed at the end; absolute */
  constructor(folder: string) {
    const script = [
      'groups="" devices="" mounts=""',
      'while read -r word group; do case $word in watch) groups="$groups $group";; mounted) mounts="$mounts $group";; detach) devices="$devices $group";; keep) exit 0;; esac; done',
      'for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done',
      'for mount in $mounts; do umount "$mount" 2>/dev/null; done',
      // Nothing is removed through a volume that is still mounted.
      'for mount in $mounts; do if mountpoint -q "$mount"; then exit 1; fi; done',
      'for device in $devices; do losetup -d "$device" 2>/dev/null; done',
      'rm -rf -- "$1"',
    ].join('\n');
    this.#child = spawn('/bin/sh', ['-c', script, 'guardian', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child.stdin!.on('error', () => undefined);
    this.#child.unref();
  }

  /** Also ends a process group. */
  watch(group: number): void {
    this.#child.stdin!.write(`watch ${group}\n`);
  }

  /** Also detaches a loop device, once no program has it any more. */
  detach(device: string): void {
    this.#child.stdin!.write(`detach ${device}\n`);
  }

  /** Also takes a file system from a folder, before anything is removed. */
  mounted(folder: string): void {
    this.#child.stdin!.write(`mounted ${folder}\n`);
  }

  /** Lets everything live on. */
  keep(): void {
    this.#child.stdin!.end('keep\n');
  }

  /** Ends everything now; resolves when it is gone. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.ref();
      this.#child.stdin!.end();
    });
  }
}
