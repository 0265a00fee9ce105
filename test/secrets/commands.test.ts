import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import Ajv from 'ajv';
import { resolveTool } from '../../lib/tools/resolve.ts';
import { sops } from '../../lib/tools/tools.ts';
import { Project, type Ran } from '../cli/project.ts';
import { BUILD_TIMEOUT, describeWithSops, filesBelow, serviceAccountJson } from './real-sops.ts';

const TIMEOUT = 300_000;
const PASSWORD = 'correct-horse-battery-staple';

describeWithSops('hensteeth secrets', () => {
  let project: Project;
  let home: string;
  let env: NodeJS.ProcessEnv;
  let keyJson: string;
  let argvLog: string;
  /** A machine without SOPS, and without Go to build it. */
  let without: NodeJS.ProcessEnv;
  const printed: string[] = [];

  const run = (args: readonly string[], input = '', more: NodeJS.ProcessEnv = {}): Ran => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/hensteeth.mjs', 'secrets', ...args], {
      cwd: project.root,
      env: { ...env, ...more },
      input,
      encoding: 'utf8',
    });
    printed.push(stdout, stderr);
    return { code: status ?? -1, out: stdout, err: stderr };
  };

  beforeAll(async () => {
    const real = await resolveTool(sops);
    project = new Project();
    mkdirSync(join(project.root, 'secrets'));
    home = mkdtempSync(join(tmpdir(), 'home-'));
    const empty = join(home, 'empty');
    mkdirSync(empty);
    without = { PATH: empty, XDG_CACHE_HOME: empty };
    keyJson = serviceAccountJson('home-lab-1');
    // A fake that notes how it was called, and lets the real program do the work.
    argvLog = join(home, 'calls.log');
    const bin = join(home, 'fake-bin');
    mkdirSync(bin);
    const fake = join(bin, 'sops');
    writeFileSync(fake, `#!/bin/sh\necho "$@" >> ${argvLog}\nenv >> ${argvLog}\nexec ${real} "$@"\n`);
    chmodSync(fake, 0o755);
    const scratch = join(home, 'tmp');
    mkdirSync(scratch);
    env = {
      ...process.env,
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      XDG_CONFIG_HOME: join(home, 'config'),
      TMPDIR: scratch,
      SOPS_AGE_RECIPIENTS: 'age1-of-somebody-else',
      CDK8S_CHECK_UPGRADE: 'false',
    };
    delete env['SOPS_AGE_KEY_FILE'];
    project.edit('main.ts', "placeholder('example-project')", "'home-lab-1'");
    project.edit('main.ts', "placeholder('example-thanos')", "'home-metrics'");
  }, BUILD_TIMEOUT);
  afterAll(() => {
    project?.remove();
    if (home) rmSync(home, { recursive: true, force: true });
  });

  test(
    'before init nothing can be set, and the way is told',
    () => {
      const { code, err } = run(['set', 'grafana-admin'], PASSWORD);
      expect(code).toBe(2);
      expect(err).toContain('.sops.yaml is missing');
      expect(err).toContain('fix: npx hensteeth secrets init');
      expect(readdirSync(join(project.root, 'secrets'))).toEqual([]);
    },
    TIMEOUT,
  );

  test(
    'from nothing to all secrets: the check then misses none, and no value is anywhere in the clear',
    () => {
      expect(run(['init'])).toMatchObject({ code: 0, err: '' });
      expect(run(['status'])).toMatchObject({ code: 1, out: expect.stringContaining('missing') });
      expect(run(['set', 'grafana-admin'], `${PASSWORD}\n`)).toMatchObject({ code: 0, err: '' });
      expect(run(['set', 'cert-manager/clouddns-service-account'], keyJson)).toMatchObject({ code: 0, err: '' });
      expect(run(['set', 'thanos-objstore'], keyJson)).toMatchObject({ code: 0, err: '' });
      const status = run(['status', '--json']);
      expect(status).toMatchObject({ code: 0, err: '' });
      const schema = JSON.parse(readFileSync('docs/secrets-status.schema.json', 'utf8'));
      const validate = new Ajv({ strict: false }).compile(schema);
      expect(validate(JSON.parse(status.out)) ? [] : validate.errors).toEqual([]);
      const checked = spawnSync(process.execPath, ['bin/hensteeth.mjs', 'check', '--no-types', '--format', 'json'], {
        cwd: project.root,
        env,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      });
      const { findings } = JSON.parse(checked.stdout) as { findings: { code: string }[] };
      expect(findings.map(({ code }) => code).filter((code) => /^(secret|sops)-/.test(code))).toEqual([]);
      expectNoValue();
    },
    TIMEOUT,
  );

  test(
    'edit shows what was set, for Flux to decrypt',
    () => {
      expect(run(['edit', 'grafana-admin'], '', { EDITOR: 'cat', VISUAL: '' }).out).toContain(
        `password: ${PASSWORD}\n`,
      );
      printed.splice(-2);
      const store = run(['edit', 'thanos-objstore'], '', { EDITOR: 'cat', VISUAL: '' }).out;
      printed.splice(-2);
      expect(store).toMatch(/objstore\.yml: \|[\s\S]*type: GCS[\s\S]*bucket: home-metrics/);
      expectNoValue();
    },
    TIMEOUT,
  );

  test(
    'wrong inputs are told with place and fix, and nothing is changed',
    () => {
      const before = [filesBelow(join(project.root, 'secrets')), project.read('.sops.yaml')];
      writeFileSync(join(home, 'other.json'), serviceAccountJson('other-lab-2'));
      const wrong: [string[], string][] = [
        [['set', 'grafana-admn'], "Did you mean 'grafana-admin'?"],
        [['set', 'grafana-admin', '--key', 'pasword'], "Did you mean 'password'?"],
        [['set', 'grafana-admin', '--from-file', 'no-such-file'], 'no-such-file cannot be read (ENOENT)'],
        [
          ['set', 'clouddns-service-account', '--from-file', join(home, 'other.json')],
          "'other-lab-2', the wrong project",
        ],
        [['set', 'clouddns-service-account', '--generate'], 'cannot be made up'],
        [['set', 'grafana-admin'], 'standard input: there is nothing in it'],
        [['rotate', '--recipient', 'age1nonsense'], "'age1nonsense' is no public key of age"],
        [['init', '--age-key', 'lab.agekey'], '.sops.yaml names'],
      ];
      for (const [args, message] of wrong) {
        const { code, err, out } = run(args);
        expect([args, code > 0, out]).toEqual([args, true, '']);
        expect(err).toContain(message);
        expect(err).toMatch(/\n {2}fix: \S/);
      }
      expect([filesBelow(join(project.root, 'secrets')), project.read('.sops.yaml')]).toEqual(before);
    },
    TIMEOUT,
  );

  test(
    'without sops, and Go to build it, that is told with where to get it',
    () => {
      const { code, err } = run(['set', 'grafana-admin'], PASSWORD, without);
      expect([code, err]).toEqual([2, expect.stringMatching(/^error: sops 3\.13\.3: not on PATH.*Install Go/s)]);
    },
    TIMEOUT,
  );

  test(
    'a generated password is another one each time, and is not shown',
    () => {
      const before = project.read('secrets/grafana-admin.sops.yaml');
      const { code, out } = run(['set', 'grafana-admin', '--generate']);
      expect([code, out]).toEqual([0, expect.not.stringMatching(/[A-Za-z0-9]{32}/)]);
      const shown = run(['edit', 'grafana-admin'], '', { EDITOR: 'cat', VISUAL: '' }).out;
      expect(shown).toMatch(/password: [A-Za-z0-9]{32}\n/);
      expect(project.read('secrets/grafana-admin.sops.yaml')).not.toBe(before);
      run(['set', 'grafana-admin'], PASSWORD);
    },
    TIMEOUT,
  );

  test(
    'a key from a file inside the repository is taken, and the owner is told to remove it',
    () => {
      project.write('key.json', keyJson);
      const { code, err } = run(['set', 'clouddns-service-account', '--from-file', 'key.json']);
      expect([code, err]).toEqual([0, expect.stringContaining('key.json lies in the clear in the repository')]);
      rmSync(join(project.root, 'key.json'));
    },
    TIMEOUT,
  );

  test(
    'an edit that is told to stop leaves nothing in memory',
    async () => {
      const editor = join(home, 'fake-editor');
      const told = join(home, 'path');
      const lines = [
        `echo "$1" > ${told}.partial`,
        `mv ${told}.partial ${told}`,
        `while [ -e ${told} ]; do sleep 0.1; done`,
      ];
      writeFileSync(editor, ['#!/bin/sh', ...lines, ''].join('\n'));
      chmodSync(editor, 0o755);
      const child = spawn(process.execPath, ['bin/hensteeth.mjs', 'secrets', 'edit', 'grafana-admin'], {
        cwd: project.root,
        env: { ...env, EDITOR: `exec ${editor}`, VISUAL: '' },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      while (!existsSync(told)) await new Promise((resolve) => setTimeout(resolve, 50));
      const path = readFileSync(told, 'utf8').trim();
      expect(path).toMatch(/^\/dev\/shm\/.*grafana-admin\.sops\.yaml$/);
      child.kill('SIGTERM');
      expect([await ended, existsSync(path)]).toEqual([143, false]);
      rmSync(told);
    },
    TIMEOUT,
  );

  const onTerminal = spawnSync('script', ['--version']).status === 0 ? test : test.skip;
  onTerminal(
    'a prompt on a real terminal shows nothing of what is typed',
    () => {
      const command = `${process.execPath} bin/hensteeth.mjs secrets set grafana-admin`;
      const typed = spawnSync('script', ['-qec', command, '/dev/null'], {
        cwd: project.root,
        env,
        input: `typed-${PASSWORD}\rtyped-${PASSWORD}\r`,
        encoding: 'utf8',
      });
      // The terminal itself echoes what comes before the prompt is there; what the command prints is judged by its own test.
      expect(typed.stdout).toContain('once more: ');
      expect(run(['edit', 'grafana-admin'], '', { EDITOR: 'cat', VISUAL: '' }).out).toContain(`typed-${PASSWORD}`);
    },
    TIMEOUT,
  );

  /** No file of the project, the home or the scratch folder has a value in it, no call of sops, and nothing that was printed. */
  function expectNoValue(): void {
    const body = (JSON.parse(keyJson) as { private_key: string }).private_key.split('\n').slice(1, -2);
    const values = [PASSWORD, Buffer.from(PASSWORD).toString('base64'), ...body];
    // The dependencies are links, which are not followed.
    const texts = { ...filesBelow(project.root), ...prefixed(filesBelow(home)), printed: printed.join('\n') };
    expect(readFileSync(argvLog, 'utf8')).toContain('encrypt --filename-override secrets/grafana-admin.sops.yaml');
    const leaks = Object.entries(texts).flatMap(([file, text]) =>
      values.some((value) => text.includes(value)) ? [file] : [],
    );
    expect(leaks).toEqual([]);
  }

  function prefixed(files: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(files).map(([file, text]) => [`~/${file}`, text]));
  }
});
