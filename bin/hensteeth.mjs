#!/usr/bin/env node
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './launch.mjs';

// A reader that has seen enough, such as head, is no mistake.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

await launch(dirname(dirname(fileURLToPath(import.meta.url))), process.argv.slice(2));
