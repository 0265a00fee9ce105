import { spawn } from 'node:child_process';

/** Runs a program and collects what it prints; one that cannot be started ends with 2. */
export function collect(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ code: 2, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 2, output }));
  });
}
