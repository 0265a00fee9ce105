import { resolve } from 'node:path';
import { bytesText } from '../check/capacity/amounts.ts';
import { writeWhole } from '../core/write.ts';
import { mapOf } from '../volumes/live-map.ts';
import { lvmWords } from '../volumes/lvm.ts';
import { commandLine } from '../volumes/machine.ts';
import { mapOn } from '../volumes/machine-map.ts';
import { tagCommands, tagsFor } from '../volumes/tags.ts';
import type { VolumeMap } from '../volumes/volume-map.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { connectLab, type LiveOptions } from './live.ts';
import { refused } from './refused.ts';
import { styleOf } from './style.ts';
import { tableLines } from './table.ts';
import { remoteOf } from './volumes-machine.ts';

/** What `hensteeth volumes map` can be told. */
export interface MapOptions extends LiveOptions {
  readonly json?: boolean;
  readonly out?: string;
  readonly writeTags?: boolean;
}

/** Tells which claim lives on which volume, and writes it onto the volumes themselves. */
export async function runVolumesMap(context: Context, options: MapOptions): Promise<ExitCode> {
  const { lab, findings } = await renderLab(context, { types: false });
  if (!lab) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    return 2;
  }
  try {
    const api = await connectLab(context, lab, options);
    const machine = remoteOf(options);
    const write = options.writeTags === true;
    const { map, odd, ran } = machine
      ? await mapOn(machine, (found) => mapOf(api, lab.facts, found), write)
      : { ...(await mapOf(api, lab.facts)), ran: [] };
    const text = `${JSON.stringify(map, undefined, 2)}\n`;
    if (options.out !== undefined) writeWhole(resolve(context.cwd, options.out), text);
    process.stdout.write(options.json ? text : `${mapText(map)}\n`);
    for (const line of odd) process.stderr.write(`warning: ${line}\n`);
    if (options.writeTags) {
      const lines = machine ? ran.map((line) => `ran: ${line}`) : tagLines(map);
      const out = options.json ? process.stderr : process.stdout;
      out.write(lines.map((line) => `${line}\n`).join(''));
    }
    return odd.length > 0 ? 1 : 0;
  } catch (error) {
    return refused(error);
  }
}

function mapText({ volumes }: VolumeMap): string {
  if (volumes.length === 0) return 'no claim lives on a volume of TopoLVM';
  const rows = volumes.map(({ namespace, claim, group, volume, bytes, isBound }) => [
    `${namespace}/${claim}`,
    `${group ?? '?'}/${volume}`,
    bytesText(bytes),
    isBound ? 'bound' : 'kept',
  ]);
  return tableLines(['claim', 'volume', 'size', 'state'], rows).join('\n');
}

/** The lines that write the tags, to be run on the machine. */
function tagLines(map: VolumeMap): string[] {
  return map.volumes.flatMap((mapped) => {
    if (mapped.group === undefined) return [];
    const volume = { group: mapped.group, name: mapped.volume };
    const commands = tagCommands(volume, tagsFor(mapped, map.cluster), []);
    return commands.map((command) => `sudo ${commandLine(lvmWords(command))}`);
  });
}
