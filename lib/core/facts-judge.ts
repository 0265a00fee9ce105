import { judgeLabelName, judgeSubdomainName } from '../values/dns-name.ts';
import { judgeEmail } from '../values/email.ts';
import { judgeGitUrl } from '../values/git-url.ts';
import { judgeBucketName, judgeManagedZone, judgeProjectId } from '../values/google-cloud.ts';
import { judgeHost } from '../values/host.ts';
import { integerBetween } from '../values/integer.ts';
import type { Judge } from '../values/refusal.ts';
import { nonEmptyText, oneOf } from '../values/text.ts';

import { judgePoolName, judgeVolumeGroupName } from '../values/volume-group.ts';
import { judgeBackup } from './backup-judge.ts';
import type { ClusterFacts, NodeFacts, ResolvedFacts, ResolvedVolumeGroup, VolumeGroupFacts } from './facts.ts';
import { MachineJudge } from './machine-judge.ts';
import { factText, isPlaceholder, Placeholder } from './placeholder.ts';
import { trackNames } from './tracks/index.ts';

/** Tells a value that is judged: the path, the value, and who judges it. */
export type Tell = (path: string, value: unknown, judge: Judge) => void;

/** A fact that is still an example. */
export interface OpenFact {
  readonly path: string;
  readonly value: string;
}

const LAB: readonly (readonly [path: string, judge: Judge])[] = [
  ['name', judgeLabelName],
  ['track', oneOf(trackNames)],
  ['domain', judgeHost],
  ['dns.zone', judgeManagedZone],
  ['dns.project', judgeProjectId],
  ['acme.email', judgeEmail],
  ['acme.environment', oneOf(['staging', 'production'])],
  ['objectStorage.bucket', judgeBucketName],
  ['tailnet', judgeHost],
  ['git.url', judgeGitUrl],
  ['git.branch', nonEmptyText],
  ['git.path', judgeFolder],
];
const DEFAULTS: Readonly<Record<string, string>> = { 'acme.environment': 'staging', 'git.path': '.' };
const SPARE_GIB = 10;

/** Judges all facts at once and gives them with placeholders and defaults resolved. */
export function judgeFacts(facts: ClusterFacts, tell: Tell): { facts: ResolvedFacts; open: OpenFact[] } {
  const open: OpenFact[] = [];
  const text = new Map<string, string>();
  for (const [path, judge] of LAB) {
    const given = read(facts, path) ?? DEFAULTS[path];
    const value = given instanceof Placeholder ? factText(given) : given;
    tell(path, value, judge);
    if (typeof value === 'string' && isPlaceholder(given as string)) open.push({ path, value });
    text.set(path, typeof value === 'string' ? value : 'invalid');
  }
  const of = (path: string): string => text.get(path)!;
  const nodes = judgeNodes(facts.nodes, tell, open);
  const lab = { name: of('name'), bucket: of('objectStorage.bucket') };
  const backup = judgeBackup(facts.backup, lab, tell, open);
  return {
    open,
    facts: {
      name: of('name'),
      nodes,
      domain: of('domain'),
      dns: { zone: of('dns.zone'), project: of('dns.project') },
      acme: {
        email: of('acme.email'),
        environment: of('acme.environment') === 'production' ? 'production' : 'staging',
      },
      objectStorage: { bucket: of('objectStorage.bucket') },
      ...(backup && { backup }),
      tailnet: of('tailnet'),
      git: { url: of('git.url'), branch: of('git.branch'), path: of('git.path') },
    },
  };
}

function judgeNodes(nodes: readonly NodeFacts[] | undefined, tell: Tell, open: OpenFact[]): ResolvedFacts['nodes'] {
  tell('nodes', nodes, atLeastOne('node'));
  const names = new Set<string>();
  const machines = new MachineJudge(tell, open);
  return (Array.isArray(nodes) ? (nodes as readonly NodeFacts[]) : []).map((node, i) => {
    const at = `nodes[${i}]`;
    tell(`${at}.name`, node.name, judgeSubdomainName);
    tell(`${at}.name`, node.name, notAmong(names, 'node'));
    names.add(node.name);
    tell(`${at}.cores`, node.cores, integerBetween(1, 1024));
    tell(`${at}.memoryGiB`, node.memoryGiB, integerBetween(1, 65_536));
    tell(`${at}.rootGiB`, node.rootGiB, integerBetween(20, 65_536));
    tell(`${at}.volumeGroups`, node.volumeGroups, atLeastOne('volume group'));
    const { machine: _, ...rest } = node;
    const machine = machines.judge(node, at);
    const volumeGroups = judgeVolumeGroups(node.volumeGroups, at, tell);
    return { ...rest, volumeGroups, ...(machine ? { machine } : {}) };
  });
}

function judgeVolumeGroups(
  groups: readonly VolumeGroupFacts[] | undefined,
  node: string,
  tell: Tell,
): ResolvedVolumeGroup[] {
  const names = new Set<string>();
  const classes = new Set<string>();
  return (Array.isArray(groups) ? (groups as readonly VolumeGroupFacts[]) : []).map((group, i) => {
    const at = `${node}.volumeGroups[${i}]`;
    const spareGiB = group.spareGiB ?? SPARE_GIB;
    tell(`${at}.name`, group.name, judgeVolumeGroupName);
    tell(`${at}.name`, group.name, notAmong(names, 'volume group'));
    tell(`${at}.deviceClass`, group.deviceClass, judgeLabelName);
    tell(`${at}.deviceClass`, group.deviceClass, notAmong(classes, 'device class on this node'));
    if (group.pool !== undefined) tell(`${at}.pool`, group.pool, judgePoolName);
    names.add(group.name);
    classes.add(group.deviceClass);
    tell(`${at}.sizeGiB`, group.sizeGiB, integerBetween(1, 1_048_576));
    tell(`${at}.spareGiB`, spareGiB, integerBetween(0, Math.max(0, group.sizeGiB - 1)));
    return { ...group, spareGiB };
  });
}

function read(facts: ClusterFacts, path: string): unknown {
  let at: unknown = facts;
  for (const key of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[key];
  return at;
}

function atLeastOne(what: string): Judge {
  return (value) =>
    Array.isArray(value) && value.length > 0
      ? undefined
      : { expected: `a list with at least one ${what}`, fix: `Add the first ${what}.` };
}

function notAmong(taken: ReadonlySet<string>, what: string): Judge {
  const before = new Set(taken);
  return (value) =>
    before.has(String(value))
      ? { expected: `a name that no other ${what} has`, fix: `Give each ${what} a name of its own.` }
      : undefined;
}

function judgeFolder(value: unknown): ReturnType<Judge> {
  return typeof value === 'string' && /^(\.|[\w.-]+(\/[\w.-]+)*)$/.test(value) && !value.split('/').includes('..')
    ? undefined
    : {
        expected: 'a folder inside the repository, with no slash in front or behind',
        fix: "Write '.' or clusters/home.",
      };
}
