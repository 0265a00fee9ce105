import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { CACHE, replace } from './cache.mjs';
import { mirrorKey } from './project-key.mjs';

/**
 * Commands whose output follows from the files of the project and of the charts' mirror alone, and for one that is given a revision,
 * from its commit: with the words that each may have. None of these words names a file; the mirror comes from the setting.
 */
const PURE = {
  check: /^--(strict|capacity|brief|no-types)$/,
  diff: /^(--format(=(text|json|markdown))?|[^-].*)$/,
};
/** What passes while a command works: no part of what it says. */
const PROGRESS = /^\.\.\. .*?(?:\n|\r\u001b\[K)/gm;

/**
 * The last run of a command that need not be run again while no file of the project changes, and no archive of a chart: `undefined` for
 * any other command.
 */
export function remembered(root, cwd, key, commands) {
  const [[verb, ...options]] = commands;
  const allowed = Object.hasOwn(PURE, verb ?? '') ? PURE[verb] : undefined;
  if (commands.length !== 1 || !allowed || !options.every((option) => allowed.test(option))) return undefined;
  const file = join(root, CACHE, `${verb}.json`);
  const mirror = process.env.HENSTEETH_CHART_MIRROR || pulledCharts();
  const charts = mirror ? mirrorKey(resolve(cwd, mirror)) : '';
  const commits = verb === 'diff' ? commitsOf(root, options) : '';
  const id = JSON.stringify([key, charts, options, commits, process.stdout.isTTY === true, process.env.NO_COLOR ?? '']);
  return {
    /** Says again what was said, and gives the exit code; `undefined` when something changed since. */
    replay() {
      try {
        const last = JSON.parse(readFileSync(file, 'utf8'));
        if (last.id !== id) return undefined;
        process.stderr.write(last.err);
        process.stdout.write(last.out);
        return last.code;
      } catch {
        return undefined;
      }
    },
    /**
     * Runs the command and keeps what it says, unless it could not judge. A finding from a chart may come from the machine: Helm
     * that could not be built, or that took too long. With a mirror only a clean verdict is kept.
     */
    async record(run) {
      const out = tap(process.stdout);
      const err = tap(process.stderr);
      const code = await run();
      const last = { id, code, out: out(), err: err().replace(PROGRESS, '') };
      if (code === 0 || (code === 1 && !mirror)) replace(file, JSON.stringify(last));
      return code;
    },
  };
}

/** What git has now for the revisions that are named; without one, for those that the default follows from. */
function commitsOf(root, options) {
  const isName = (word, i) => !word.startsWith('-') && options[i - 1] !== '--format';
  const names = options.filter(isName).map((name) => `${name}^{commit}`);
  const upstream = ['HEAD', '@{upstream}', '--symbolic-full-name', '@{upstream}'];
  const { stdout } = spawnSync('git', ['rev-parse', ...(names.length > 0 ? names : upstream)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout ?? '';
}

/** Folder of the charts that were pulled, as `lib/charts/pull/chart-cache.ts` has it; `undefined` when none were. */
function pulledCharts() {
  const base = process.env.XDG_CACHE_HOME;
  const cache = base && isAbsolute(base) ? base : join(process.env.HOME ?? homedir(), '.cache');
  const folder = join(cache, 'hensteeth', 'charts');
  return existsSync(folder) ? folder : undefined;
}

/** Collects what is written to a stream, which still gets it. */
function tap(stream) {
  const write = stream.write;
  let text = '';
  stream.write = (chunk, ...rest) => {
    text += chunk;
    return write.call(stream, chunk, ...rest);
  };
  return () => {
    stream.write = write;
    return text;
  };
}
