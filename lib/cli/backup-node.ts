import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProgram, PROGRAM } from '../backup/bundle.ts';
import { SETTINGS_FILE, settingsText } from '../backup/settings.ts';
import { parseCreationRules, ruleFor } from '../check/sops/creation-rules.ts';
import type { Cluster } from '../core/cluster.ts';
import { showValue } from '../core/show.ts';
import type { MachineProgram } from '../node/autoinstall.ts';
import { BACKUP_UNITS } from '../node/node-files.ts';
import { ANY_FILE } from '../secrets/rules-text.ts';
import { RULES } from '../secrets/secret-folder.ts';
import type { Context } from './context.ts';

/** Public keys of age that open the lab's secrets: they open its backups, too. */
export function recipientsOf(context: Context): string[] {
  const file = join(context.root, RULES);
  if (!existsSync(file)) return [];
  const rule = ruleFor(ANY_FILE, parseCreationRules(readFileSync(file, 'utf8')));
  return (rule?.recipients ?? []).filter((recipient) => /^age1(?:pq1)?[02-9ac-hj-np-z]{58,}$/.test(recipient));
}

/** The program for tags and backups, with the settings of each node. */
export async function programsOf(context: Context, lab: Cluster): Promise<(node: string) => MachineProgram> {
  const content = await nodeProgram(context.root);
  const recipients = recipientsOf(context);
  return (node) => ({
    files: [
      { target: PROGRAM, mode: '0755', content },
      { target: SETTINGS_FILE, mode: '0644', content: Buffer.from(settingsText(lab.facts, node, recipients)) },
    ],
    units: lab.facts.backup ? BACKUP_UNITS : [],
  });
}

/** What keeps the node from making backups; nothing for a lab without them. */
export function whyNoBackup(context: Context, lab: Cluster): string[] {
  const { backup } = lab.facts;
  if (!backup) return [];
  const buckets = backup.places.flatMap((place) => ('bucket' in place ? [place.bucket] : []));
  const open = lab.openFacts.filter(
    ({ path, value }) => path.startsWith('backup.') || (path === 'objectStorage.bucket' && buckets.includes(value)),
  );
  return [
    ...(recipientsOf(context).length > 0
      ? []
      : [`${RULES} names no public key of age, so no backup can be made: npx hensteeth secrets init`]),
    ...open.map(({ path, value }) => `${path} is still the example ${showValue(value)}, where no backup can go`),
  ];
}
