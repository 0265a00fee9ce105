import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tool } from '../../lib/tools/tool.ts';

/** A program that does not exist: what stands for it are shell scripts of two lines. */
export const fakeTool: Tool = {
  name: 'fake-tool',
  version: '1.2.3',
  package: 'example.test/fake/cmd/fake-tool',
  variables: { 'example.test/fake.version': 'v1.2.3' },
  versionArguments: ['version'],
  releases: 'https://example.test/fake-tool',
};

/** A home of its own: an empty cache, and a PATH of one empty folder. */
export class FakeHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'tools-'));
  readonly bin = join(this.folder, 'fake-bin');
  /** Where the fake Go notes every call. */
  readonly log = join(this.folder, 'fake-go.log');
  readonly env: NodeJS.ProcessEnv = {
    PATH: this.bin,
    HOME: this.folder,
    XDG_CACHE_HOME: join(this.folder, 'cache'),
    GOOS: 'plan9',
  };
  readonly cached = join(this.folder, 'cache', 'hensteeth', 'tools', 'fake-tool-1.2.3', 'fake-tool');

  constructor() {
    mkdirSync(this.bin);
  }

  script(path: string, ...lines: readonly string[]): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(path, 0o755);
    return path;
  }

  /** A fake tool on PATH. */
  tool(version: string): string {
    return this.script(join(this.bin, 'fake-tool'), `echo ${version}`);
  }

  /**
   * A fake Go whose `install` makes a fake tool that says the version.
   *
   * @param together it ends only when it was called so often: what is to happen at once does
   */
  go(version: string, together = 1): void {
    const count = `n=0; while read -r _; do n=$((n + 1)); done < ${this.log}; [ $n -ge ${together} ]`;
    this.script(
      join(this.bin, 'go'),
      `echo "$* GOOS=$GOOS" >> ${this.log}`,
      `until ${count}; do /bin/sleep 0.05; done`,
      'echo "go: downloading example.test/fake" >&2',
      `printf '#!/bin/sh\\necho ${version}\\n' > "$GOBIN/fake-tool"`,
      '/bin/chmod +x "$GOBIN/fake-tool"',
    );
  }

  /** A fake Go that fails. */
  brokenGo(): void {
    this.script(join(this.bin, 'go'), 'echo "go: example.test/fake: no such module" >&2', 'exit 1');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
