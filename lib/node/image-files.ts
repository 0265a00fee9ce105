import { type ImageChoices, metaData, userData } from './autoinstall.ts';
import type { NodeToInstall } from './node-to-install.ts';
import { storageOf, wipedBy } from './storage.ts';

/**
 * The files of an image, by name.
 *
 * @throws Error when the layout would lose volumes; nothing is to be written then
 */
export function imageFiles(install: NodeToInstall, choices: ImageChoices): ReadonlyMap<string, string> {
  const wiped = wipedBy(storageOf(install, choices.reinstall), choices.reinstall);
  if (wiped.length > 0) {
    throw new Error(
      `node ${install.node.name}: the layout would lose volumes: ${wiped.join('; ')}. Nothing was written.`,
    );
  }
  return new Map([
    ['user-data', userData(install, choices)],
    ['meta-data', metaData(install, choices.reinstall)],
  ]);
}
