import { EventEmitter } from 'node:events';
import { untilInterrupted } from '../../lib/cli/until-interrupted.ts';
import { MOUNTS } from '../../lib/volumes/allowed-commands.ts';
import { contentDifference, contentOf } from '../../lib/volumes/content.ts';
import { checkFileSystem } from '../../lib/volumes/file-system-check.ts';
import { volumesIn } from '../../lib/volumes/lvm-report.ts';
import { type Machine, runLvm } from '../../lib/volumes/machine.ts';
import { withReadOnly } from '../../lib/volumes/mounts.ts';
import { contentOn } from '../../lib/volumes/volume-content.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, ran, removeScratch } from '../node/programs.ts';
import { TREE, whyNoFileSystem } from './file-systems.ts';
import { LoopMachine } from './loop-machine.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(300_000);

const GROUP = 'hensteeth-content';

afterAll(removeScratch);

for (const type of ['ext4', 'xfs'] as const) {
  describeUnless(whyNoLoopDisks() ?? whyNoFileSystem(type), `content of ${type} on real LVM`, () => {
    const machine = new LoopMachine();
    const size = type === 'xfs' ? 320 : 64;
    const volumeOf = async (name: string) =>
      volumesIn(await runLvm(machine, { do: 'list-volumes' })).find((volume) => volume.name === name)!;
    const content = async (name: string) => contentOn(machine, await volumeOf(name), type);

    beforeAll(() => {
      machine.group(GROUP, 2);
      machine.filled(GROUP, 'one', size, type, TREE);
      machine.filled(GROUP, 'twin', size, type, TREE);
    });
    afterAll(() => machine.remove());

    test('it is the same over two mounts, and the same in a volume that was filled alike', async () => {
      const bytes = machine.bytes(GROUP, 'one');
      const first = await content('one');
      expect(machine.bytes(GROUP, 'one')).toBe(bytes);
      machine.inside(GROUP, 'one', 'chmod 2777 "$folder"; cat "$folder/a/b/one"');
      expect(await content('one')).toEqual(first);
      expect(await content('twin')).toEqual(first);
      expect([first.files, first.bytes]).toEqual([6, 3 * 2 ** 20 + 7]);
    });

    test.each([
      ['one byte', 'printf onE >"$folder/a/b/one"', 'printf one >"$folder/a/b/one"', 'a, hard'],
      ['one mode', 'chmod 0641 "$folder/empty"', 'chmod 0640 "$folder/empty"', 'empty'],
      ['one name', 'mv "$folder/empty" "$folder/Empty"', 'mv "$folder/Empty" "$folder/empty"', 'empty, Empty'],
      ['one owner', 'chown 71 "$folder/a"', 'chown 70 "$folder/a"', 'a'],
      ['where a link points', 'ln -sfn a/b "$folder/link"', 'ln -sfn a/b/one "$folder/link"', 'link'],
      [
        'a hard link that became a copy',
        'cp "$folder/hard" "$folder/x"; mv "$folder/x" "$folder/hard"',
        'ln -f "$folder/a/b/one" "$folder/hard"',
        'hard',
      ],
    ])(
      'it differs when %s is changed, names the place, and is the same again when that is taken back',
      async (_what, change, back, where) => {
        const was = await content('twin');
        machine.inside(GROUP, 'twin', change);
        expect(contentDifference(was, await content('twin'))).toMatch(new RegExp(`it differs in ${where}$`));
        machine.inside(GROUP, 'twin', back);
        expect(contentDifference(was, await content('twin'))).toBeUndefined();
      },
    );

    test('a volume that is in use is not read, and nothing of it is unmounted', async () => {
      const volume = await volumeOf('one');
      const reading = machine.held(GROUP, 'one', async (folder) => {
        await expect(contentOn(machine, volume, type)).rejects.toThrow(`is in use at ${folder}`);
      });
      await reading;
      await expect(contentOn(machine, volume, type)).resolves.toBeDefined();
    });

    test('nothing can be written into a volume that is mounted to be read, and it is unmounted after an error too', async () => {
      const volume = await volumeOf('one');
      const folder = `${MOUNTS.read}/${volume.uuid}`;
      const tried = withReadOnly(machine, volume, type, async () => {
        expect(ran('touch', [`${folder}/written`]).said).toContain('Read-only file system');
        throw new Error('broken');
      });
      await expect(tried).rejects.toThrow('broken');
      expect(ran('findmnt', [folder]).code).toBe(1);
    });

    test('what is stopped by Ctrl-C unmounts first, and begins nothing more', async () => {
      const volume = await volumeOf('one');
      const signals = new EventEmitter();
      const stopped = untilInterrupted(machine, signals);
      const reading = withReadOnly(stopped, volume, type, async (folder) => {
        signals.emit('SIGINT');
        return contentOf(stopped, folder);
      });
      await expect(reading).rejects.toThrow('stopped by Ctrl-C');
      expect(ran('findmnt', [`${MOUNTS.read}/${volume.uuid}`]).code).toBe(1);
    });

    test('what a run that was killed left mounted is unmounted by the next one', async () => {
      const volume = await volumeOf('one');
      const killed: Machine = {
        name: 'killed',
        run: async (words, how) => {
          if (words[0] === 'umount') throw new Error('killed');
          return machine.run(words, how);
        },
      };
      await expect(contentOn(killed, volume, type)).rejects.toThrow('killed');
      expect(ran('findmnt', [`${MOUNTS.read}/${volume.uuid}`]).code).toBe(0);
      await contentOn(machine, volume, type);
      expect(ran('findmnt', [`${MOUNTS.read}/${volume.uuid}`]).code).toBe(1);
    });

    test('a sound file system is told to be sound, and one whose journal is open is neither read nor judged', async () => {
      const sound = { hasOpenJournal: false, damage: undefined };
      expect(await checkFileSystem(machine, await volumeOf('one'), type)).toEqual(sound);
      machine.filled(GROUP, 'cut', size, type, TREE);
      machine.cutPower(GROUP, 'cut', 'printf late >"$folder/late"');
      const volume = await volumeOf('cut');
      expect(await checkFileSystem(machine, volume, type)).toEqual({ ...sound, hasOpenJournal: true });
      await expect(contentOn(machine, volume, type)).rejects.toThrow(`Replay it: sudo mount /dev/${GROUP}/cut /mnt`);
      machine.inside(GROUP, 'cut', 'true');
      expect((await contentOn(machine, volume, type)).parts.map(({ name }) => name)).toContain('late');
    });
  });
}
