import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveTool, whyNoTool } from '../../lib/tools/resolve.ts';
import { ToolError } from '../../lib/tools/tool.ts';
import { FakeHome, fakeTool } from './fake-programs.ts';

let home: FakeHome;

beforeEach(() => {
  home = new FakeHome();
});
afterEach(() => home.remove());

const resolve = () => resolveTool(fakeTool, { env: home.env });
const calls = () => (existsSync(home.log) ? readFileSync(home.log, 'utf8').trim().split('\n') : []);
/** Folders that the cache holds. */
const folders = () => readdirSync(dirname(dirname(home.cached)));

async function refusal(): Promise<ToolError> {
  const error: unknown = await resolve().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ToolError);
  return error as ToolError;
}

test('a program on PATH at the right version is taken', async () => {
  const path = home.tool('v1.2.3');
  home.go('v1.2.3');
  expect(await resolve()).toBe(path);
  expect(calls()).toEqual([]);
});

test('the second program on PATH is taken when the first is of another version', async () => {
  home.tool('v1.2.4');
  const second = home.script(join(home.folder, 'fake-bin-2', 'fake-tool'), 'echo 1.2.3');
  home.env['PATH'] += `:${dirname(second)}`;
  expect(await resolve()).toBe(second);
});

test('a relative folder of PATH is passed over', async () => {
  home.tool('v1.2.3');
  home.env['PATH'] = '.:fake-bin';
  expect((await refusal()).message).toContain('not on PATH');
});

test.each(['v1.2.4', 'v1.2', 'v1.2.3-rc.1', ''])(
  'a program that says `%s` is not taken: it is built',
  async (version) => {
    home.tool(version);
    home.go('v1.2.3');
    expect(await resolve()).toBe(home.cached);
  },
);

test('the program is built once, then taken from the cache', async () => {
  home.go('v1.2.3');
  expect(await resolve()).toBe(home.cached);
  expect(await resolve()).toBe(home.cached);
  expect(calls()).toHaveLength(1);
});

test('Go is asked for the exact version, linked with its variables, for this machine', async () => {
  home.go('v1.2.3');
  await resolve();
  expect(calls()).toEqual([
    'install -trimpath -ldflags -s -w -X example.test/fake.version=v1.2.3 example.test/fake/cmd/fake-tool@v1.2.3 GOOS=',
  ]);
});

test('what goes on is told while it is built', async () => {
  home.go('v1.2.3');
  const told: string[] = [];
  await resolveTool(fakeTool, { env: home.env, onProgress: (line) => told.push(line) });
  expect(told[0]).toBe(`building fake-tool 1.2.3 with ${join(home.bin, 'go')}, once: this takes minutes`);
  expect(told).toContain('go: downloading example.test/fake');
});

test('a program in the cache that was changed is built again', async () => {
  home.go('v1.2.3');
  await resolve();
  writeFileSync(home.cached, '#!/bin/sh\necho v1.2.3 # changed\n');
  await resolve();
  expect(calls()).toHaveLength(2);
  expect(readFileSync(home.cached, 'utf8')).not.toContain('changed');
});

test('a program in the cache without its checksum is built again', async () => {
  home.script(home.cached, 'echo v1.2.3');
  home.go('v1.2.3');
  await resolve();
  expect(calls()).toHaveLength(1);
});

test('two at once in one process build once', async () => {
  home.go('v1.2.3');
  expect(await Promise.all([resolve(), resolve()])).toEqual([home.cached, home.cached]);
  expect(calls()).toHaveLength(1);
});

test('processes at once all get the program, and leave nothing else', async () => {
  home.go('v1.2.3', 3);
  const separate = async () => {
    let path: Promise<string> | undefined;
    jest.isolateModules(() => {
      const module: typeof import('../../lib/tools/resolve.ts') = require('../../lib/tools/resolve.ts');
      path = module.resolveTool(fakeTool, { env: home.env });
    });
    return path;
  };
  expect(await Promise.all([separate(), separate(), separate()])).toEqual([home.cached, home.cached, home.cached]);
  expect(calls()).toHaveLength(3);
  expect(folders()).toEqual(['fake-tool-1.2.3']);
  expect(await resolve()).toBe(home.cached);
  expect(calls()).toHaveLength(3);
});

test('what a build of days ago has left is removed, that of a build under way is not', async () => {
  home.go('v1.2.3');
  const [old, fresh] = ['old', 'fresh'].map((name) => `${dirname(home.cached)}.${name}.building`);
  for (const folder of [old!, fresh!]) mkdirSync(folder, { recursive: true });
  utimesSync(old!, 0, 0);
  await resolve();
  expect(folders()).toEqual(['fake-tool-1.2.3', 'fake-tool-1.2.3.fresh.building']);
});

test('a build that fails says why, and leaves nothing', async () => {
  home.brokenGo();
  const { message, hint } = await refusal();
  expect(message).toContain('could not build it (go: example.test/fake: no such module)');
  expect(hint).toContain('put fake-tool 1.2.3 on PATH: https://example.test/fake-tool');
  expect(folders()).toEqual([]);
});

test('a build of another version is refused, and leaves nothing', async () => {
  home.go('v9.9.9');
  expect((await refusal()).message).toContain('built says that it is 9.9.9');
  expect(folders()).toEqual([]);
});

test('with neither the program nor Go, the message says where it was looked for and how to get either', async () => {
  const old = home.tool('v1.0.0');
  const { message } = await refusal();
  expect(message).toContain(`PATH has only fake-tool 1.0.0 at ${old}`);
  expect(message).toContain(dirname(home.cached));
  expect(message).toContain('https://go.dev/dl');
  expect(whyNoTool(fakeTool, home.env)).toBe(message);
});

test('a cache that cannot be written is named', async () => {
  home.go('v1.2.3');
  home.env['XDG_CACHE_HOME'] = join(home.bin, 'go');
  expect((await refusal()).hint).toContain('XDG_CACHE_HOME');
});

test('nothing stands in the way where Go is there to build', () => {
  home.go('v1.2.3');
  expect(whyNoTool(fakeTool, home.env)).toBeUndefined();
  expect(calls()).toEqual([]);
});
