import { join } from 'node:path';
import { userCache } from '../../tools/tool-cache.ts';

/** Folder of the user's cache that holds the archives which were pulled, `NAME-VERSION.tgz`. */
export function chartCache(env: NodeJS.ProcessEnv): string {
  return join(userCache(env), 'charts');
}
