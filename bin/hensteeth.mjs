#!/usr/bin/env node
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './launch.mjs';

await launch(dirname(dirname(fileURLToPath(import.meta.url))), process.argv.slice(2));
