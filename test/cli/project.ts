import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PARTS = [
  'bin',
  'docs',
  'lib',
  'imports',
  'dist',
  'flux',
  'main.ts',
  'cdk8s.yaml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** What a command printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A copy of the project in a folder of its own, with the dependencies linked and a cache of its own. */
export class Project {
  readonly root = mkdtempSync(join(tmpdir(), 'project-'));

  constructor() {
    for (const part of PARTS) cpSync(part, join(this.root, part), { recursive: true });
    mkdirSync(join(this.root, 'node_modules'));
    for (const name of readdirSync('node_modules')) {
      if (name !== '.cache')
        symlinkSync(join(process.cwd(), 'node_modules', name), join(this.root, 'node_modules', name));
    }
  }

  /** Runs the project's own command. */
  hensteeth(...args: string[]): Ran {
    return this.run(process.execPath, ['bin/hensteeth.mjs', ...args]);
  }

  run(command: string, args: string[]): Ran {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: this.root,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    });
    return { code: status ?? -1, out: stdout, err: stderr };
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  /** Replaces a text that must be there. */
  edit(file: string, from: string | RegExp, to: string): void {
    const text = this.read(file);
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${file} does not hold ${from}`);
    this.write(file, edited);
  }

  /** Every rendered file with its text. */
  rendered(): Map<string, string> {
    const files = new Map<string, string>();
    const walk = (folder: string) => {
      for (const name of readdirSync(join(this.root, folder)).sort()) {
        const path = `${folder}/${name}`;
        if (statSync(join(this.root, path)).isDirectory()) walk(path);
        else files.set(path, this.read(path));
      }
    };
    walk('dist');
    walk('flux');
    return files;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
