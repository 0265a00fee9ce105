import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../core/finding.ts';
import { writeWhole } from '../core/write.ts';

const STAMP = 'node_modules/.cache/hensteeth/types';

/**
 * Checks the types of `main.ts`, `lib/` and `imports/`. A field that no type knows is dropped in silence when a lab is rendered, so
 * nothing is written before this has passed. The same files are not checked twice.
 *
 * @param key changes when a file of the project does
 */
export async function checkTypes(root: string, key: string): Promise<Finding[]> {
  const stamp = join(root, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return [];
  const { code, output } = await compile(root);
  const findings = typeFindings(output);
  if (findings.length === 0 && code === 0) {
    writeWhole(stamp, key);
  } else if (findings.length === 0) {
    throw new Error(`the type check could not run: ${output.trim() || `tsc ended with ${code}`}`);
  }
  return findings;
}

function compile(root: string): Promise<{ code: number; output: string }> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [tsc, '-p', 'tsconfig.json', '--pretty', 'false'], { cwd: root });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text));
    child.stderr.on('data', (text: Buffer) => (output += text));
    child.on('error', (error) => resolve({ code: 2, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 2, output }));
  });
}

function typeFindings(output: string): Finding[] {
  return [...output.matchAll(/^(\S+?)\((\d+),\d+\): error (TS\d+): (.*(?:\n {2,}.*)*)/gm)].map((match) => ({
    code: 'type',
    severity: 'error',
    where: { source: { file: match[1]!, line: Number(match[2]) } },
    message: match[4]!.replaceAll('\n', '\n  '),
    hint: `Write what the type allows (${match[3]}); an editor shows the choices at this place.`,
  }));
}
