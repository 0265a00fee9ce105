import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { imageFiles } from '../../lib/node/image-files.ts';
import { FILES, NODE_FILES } from '../../lib/node/node-files.ts';
import { IMAGE, writeFolder, writeIso } from '../../lib/node/write-image.ts';
import { everything, FRESH, read, toInstall } from './machines.ts';
import { describeUnless, newFolder, ran, removeScratch, whyNot } from './programs.ts';

const program = { target: '/usr/local/lib/hensteeth/large', mode: '0755', content: randomBytes(80_000) };
const files = imageFiles(everything(), { ...FRESH, program: { files: [program], units: ['hensteeth-backup.timer'] } });
const { autoinstall } = parse(files.get('user-data')!);
afterAll(removeScratch);

/** Does on a folder what the installer does on /target, and gives the folder. */
function installed(): string {
  const target = newFolder();
  for (const command of autoinstall['late-commands'] as string[]) {
    if (command.startsWith('curtin ')) continue;
    const { code, said } = ran('sh', ['-c', command.replaceAll(' /target/', ` ${target}/`)]);
    expect([code, said]).toEqual([0, '']);
  }
  return target;
}

test('the files on the machine are those of the project, byte for byte, with their modes', () => {
  const target = installed();
  for (const file of NODE_FILES) {
    expect(readFileSync(join(target, file.target), 'utf8')).toBe(read(file.source));
    expect((statSync(join(target, file.target)).mode & 0o777).toString(8).padStart(4, '0')).toBe(file.mode);
  }
  expect(readFileSync(join(target, 'etc/hensteeth/node.conf'), 'utf8')).toContain("UPS='ups@nas.lan'\n");
});

test('a large file reaches the machine byte for byte, and its units are enabled', () => {
  const target = installed();
  expect(readFileSync(join(target, program.target)).equals(program.content)).toBe(true);
  expect(statSync(join(target, program.target)).mode & 0o777).toBe(0o755);
  expect(autoinstall['late-commands'].at(-1)).toContain(' hensteeth-tag.timer hensteeth-backup.timer');
});

test('a large file that does not arrive whole ends the installation', () => {
  const [command] = (autoinstall['late-commands'] as string[]).filter((one) => one.startsWith('base64'));
  const target = newFolder();
  const lines = command!.replaceAll(' /target/', ` ${target}/`).split('\n');
  expect(ran('sh', ['-c', lines.filter((_, i) => i !== 5).join('\n')]).code).not.toBe(0);
  // Linux takes no longer word than this.
  expect(Buffer.byteLength(command!)).toBeLessThan(128 * 1024);
});

test('a file that no command could hold is refused', () => {
  const tooLarge = { files: [{ ...program, content: randomBytes(100_000) }], units: [] };
  expect(() => imageFiles(everything(), { ...FRESH, program: tooLarge })).toThrow('a command holds 122880');
});

test('every script is whole', () => {
  for (const name of readdirSync(FILES).filter((one) => one.endsWith('.sh'))) {
    expect(ran('bash', ['-n', join(FILES, name)])).toEqual({ code: 0, out: '', said: '' });
  }
});

test('a folder with a key is for its owner alone', () => {
  const folder = join(newFolder(), 'image');
  writeFolder(folder, files, true);
  expect([folder, ...files.keys()].map((name, i) => statSync(i ? join(folder, name) : name).mode & 0o777)).toEqual([
    0o700, 0o600, 0o600,
  ]);
});

test('an image of older facts does not stay beside new files', () => {
  const folder = newFolder();
  writeFileSync(join(folder, IMAGE), 'older');
  writeFolder(folder, files, false);
  expect(readdirSync(folder).sort()).toEqual(['meta-data', 'user-data']);
});

describeUnless(whyNot('apt-config'), 'apt', () => {
  test('reads that upgrades happen and restarts do not', () => {
    const { code, out } = ran('apt-config', ['dump'], { APT_CONFIG: join(FILES, 'upgrades.conf') });
    expect(code).toBe(0);
    expect(out).toContain('APT::Periodic::Unattended-Upgrade "1";');
    expect(out).toContain('Unattended-Upgrade::Automatic-Reboot "false";');
  });
});

describeUnless(whyNot('perl'), 'perl', () => {
  test('reads that needrestart only lists', () => {
    const script = `our %nrconf; do './${FILES}/needrestart.conf'; die $@ if $@; print $nrconf{restart}`;
    expect(ran('perl', ['-e', script]).said).toBe('l');
  });
});

describeUnless(whyNot('shellcheck'), 'shellcheck', () => {
  test('finds nothing in the scripts', () => {
    const names = readdirSync(FILES).filter((one) => one.endsWith('.sh'));
    expect(
      ran(
        'shellcheck',
        names.map((name) => join(FILES, name)),
      ),
    ).toEqual({ code: 0, out: '', said: '' });
  });

  test('finds nothing in the commands of the installer', () => {
    const folder = newFolder();
    const commands: string[] = [...autoinstall['early-commands'], ...autoinstall['late-commands']];
    commands.forEach((command, i) => {
      const file = join(folder, `${i}.sh`);
      writeFileSync(file, `#!/bin/sh\n${command}`);
      expect(ran('shellcheck', [file])).toEqual({ code: 0, out: '', said: '' });
    });
  });
});

describeUnless(whyNot('cloud-init'), 'cloud-init', () => {
  const schema = (document: unknown) => {
    const file = join(newFolder(), 'config');
    writeFileSync(file, `#cloud-config\n${stringify(document)}`);
    return ran('cloud-init', ['schema', '--config-file', file]);
  };

  test('takes the answers', () => {
    const { code, said } = schema({ autoinstall });
    expect([code, said]).toEqual([0, expect.stringContaining('Valid cloud-config')]);
  });

  test('takes what is left for it on the machine, and would not take a misspelt key', () => {
    const { code, said } = schema(autoinstall['user-data']);
    expect([code, said]).toEqual([0, expect.stringContaining('Valid cloud-config')]);
    const [user] = autoinstall['user-data'].users;
    expect(schema({ ...autoinstall['user-data'], users: [{ ...user, lock_passwd: 'often' }] }).code).not.toBe(0);
  });
});

describeUnless(whyNot('systemd-analyze'), 'systemd-analyze', () => {
  test('finds nothing in the units', () => {
    const target = installed();
    const units = join(target, 'etc/systemd/system');
    // What the units name and this machine lacks.
    for (const name of ['tailscaled', 'snapd', 'snapd.seeded', 'lvm2-monitor', 'snap.microk8s.daemon-kubelite']) {
      writeFileSync(join(units, `${name}.service`), '[Unit]\nDescription=x\n[Service]\nExecStart=/bin/true\n');
    }
    mkdirSync(join(target, 'run'), { recursive: true });
    cpSync('/lib/systemd/system', join(target, 'lib/systemd/system'), { recursive: true, verbatimSymlinks: true });
    const ours = NODE_FILES.map(({ target: path }) => path).filter((path) =>
      /\/hensteeth-[^/]*\.(service|timer)$/.test(path),
    );
    mkdirSync(join(target, 'snap/node/current/bin'), { recursive: true });
    symlinkSync('/bin/true', join(target, 'snap/node/current/bin/node'));
    const text = ours.map((path) =>
      readFileSync(join(target, path), 'utf8')
        .replaceAll('=/usr/local', `=${target}/usr/local`)
        .replaceAll('=/snap/', `=${target}/snap/`),
    );
    ours.forEach((path, i) => {
      writeFileSync(join(target, path), text[i]!);
    });
    const named = ours.map((path) => join(target, path));
    const env = { SYSTEMD_UNIT_PATH: `${units}:/lib/systemd/system` };
    expect(ran('systemd-analyze', ['verify', '--man=no', ...named, join(units, 'tailscaled.service')], env)).toEqual({
      code: 0,
      out: '',
      said: '',
    });
  });
});

describeUnless(whyNot('xorriso'), 'xorriso', () => {
  test('makes an image with the label that cloud-init looks for, of which every file reads back', async () => {
    const folder = newFolder();
    writeFolder(folder, files, false);
    expect(await writeIso(folder, [...files.keys()], false)).toBeUndefined();
    const image = join(folder, IMAGE);
    const { said } = ran('xorriso', ['-indev', image, '-toc']);
    expect(said).toContain("Volume id    : 'CIDATA'");
    expect(said).toContain('Joliet');
    const back = join(folder, 'back');
    expect(ran('xorriso', ['-osirrox', 'on', '-indev', image, '-extract', '/', back]).code).toBe(0);
    expect(readdirSync(back).sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(join(back, name), 'utf8')).toBe(text);
  });

  test('makes the same bytes of the same facts, and other bytes of others', async () => {
    const images = [files, files, imageFiles(toInstall(), FRESH)].map((of) => ({ of, folder: newFolder() }));
    for (const { of, folder } of images) {
      writeFolder(folder, of, false);
      expect(await writeIso(folder, [...of.keys()], false)).toBeUndefined();
    }
    const [first, second, other] = images.map(({ folder }) => readFileSync(join(folder, IMAGE)));
    expect(first!.equals(second!)).toBe(true);
    expect(first!.equals(other!)).toBe(false);
  });
});

test('without xorriso the folder is all there is, and that is said', async () => {
  const folder = newFolder();
  writeFolder(folder, files, false);
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    expect(await writeIso(folder, [...files.keys()], false)).toBe('xorriso is not here');
  } finally {
    process.env['PATH'] = path;
  }
  expect(readdirSync(folder).sort()).toEqual(['meta-data', 'user-data']);
});
