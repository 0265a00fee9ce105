import { ApiError } from '../live/api.ts';
import { IdentityError } from '../live/identity.ts';
import type { ExitCode } from './context.ts';

/** Tells what kept a command from working on a cluster, as an error with its fix. @throws what is no such reason */
export function refused(error: unknown): ExitCode {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  if (error instanceof IdentityError) process.stderr.write(`  fix: ${error.hint}\n`);
  if (error instanceof ApiError && error.code === 0) {
    process.stderr.write('  fix: See that the server runs and that Tailscale is up: tailscale status.\n');
  }
  return 2;
}
