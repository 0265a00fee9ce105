import { fullImage, type ImageUse, imageUses } from '../check/images.ts';
import { labWorld } from '../check/lab-world.ts';
import { chartUses } from '../check/releases.ts';
import { subjectName } from '../check/subject.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { withKnownCharts } from './mirror.ts';
import { tableLines } from './table.ts';

/** What `hensteeth images` can be told. */
export interface ImagesOptions {
  readonly json?: boolean;
  readonly mirror?: string;
}

/** One user of an image. */
interface User {
  readonly object: string;
  readonly release: string | null;
  readonly layer: string | null;
}

/** Prints every image of the lab with who uses it. */
export async function runImages(context: Context, options: ImagesOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 1;
  const { lab, rendering } = rendered;
  const { world } = await withKnownCharts(context, labWorld(context.root, lab, rendering), options.mirror);
  const images = [...usersByImage(imageUses(world))].sort(([a], [b]) => (a < b ? -1 : 1));
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify(
        images.map(([image, uses]) => ({ image, uses })),
        null,
        2,
      )}\n`,
    );
  } else {
    const rows = images.flatMap(([image, users]) =>
      users.map(({ object, release, layer }, i) => [i === 0 ? image : '', object, release ?? layer ?? '']),
    );
    process.stdout.write(`${tableLines(['image', 'used by', 'release or layer'], rows).join('\n')}\n`);
  }
  const unknown = chartUses(world).filter(({ rendered }) => !rendered);
  for (const { subject, chart, version } of unknown) {
    process.stderr.write(
      `error: ${subjectName(subject)}: its images are not known: ${chart} ${version ?? ''} is neither at hand nor locked as it is\n  fix: Name a folder of archives: --mirror FOLDER, or run npx hensteeth charts lock ${subject.manifest.metadata.name}.\n`,
    );
  }
  return unknown.length > 0 ? 2 : 0;
}

function usersByImage(uses: readonly ImageUse[]): Map<string, User[]> {
  const images = new Map<string, Map<string, User>>();
  for (const { image, subject } of uses) {
    const name = fullImage(image);
    const users = images.get(name) ?? new Map<string, User>();
    const object = subjectName(subject);
    users.set(object, { object, release: subject.release ?? null, layer: subject.layer ?? null });
    images.set(name, users);
  }
  return new Map(
    [...images].map(([image, users]) => [image, [...users.values()].sort((a, b) => (a.object < b.object ? -1 : 1))]),
  );
}
