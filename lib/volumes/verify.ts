import { createHash } from 'node:crypto';
import { bytesText } from '../check/capacity/amounts.ts';
import { record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Api } from '../live/api.ts';
import { isPlainPath } from './allowed-commands.ts';
import { fileSystemOf } from './collect.ts';
import { contentDifference, contentOf, type Reading } from './content.ts';
import { copyStage } from './copy-tags.ts';
import { checkFileSystem, repairLine, replayLine } from './file-system-check.ts';
import { volumesIn } from './lvm-report.ts';
import { type Machine, MachineError, runLvm } from './machine.ts';
import { isMountable, usesOf } from './mounts.ts';
import type { Plan, PlannedVolume } from './plan.ts';
import { type Check, countsOf, type Verification } from './verification.ts';
import { contentOn } from './volume-content.ts';
import { claimKey } from './wanted-claims.ts';

export interface VerifyProps {
  readonly machine: Machine;
  readonly api: Pick<Api, 'get'>;
  readonly plan: Plan;
  readonly now: Date;
  /** Reads all data and compares it with what collecting found. */
  readonly hasContent: boolean;
  readonly onReading?: (volume: string, reading: Reading) => void;
}

type Found = ReturnType<typeof volumesIn>[number];

/**
 * Looks whether every claim of a plan has its volume, and the volume its data. Changes nothing.
 *
 * @throws MachineError, ApiError when nothing can be looked at
 */
export async function verify(props: VerifyProps): Promise<Verification> {
  const { machine, plan, now } = props;
  const found = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  const volumes: Verification['volumes'][number][] = [];
  for (const planned of plan.volumes) {
    const { uuid, claim, strategy } = planned;
    volumes.push({ claim: claimKey(claim), uuid, strategy, checks: await checksOf(props, planned, found) });
  }
  return {
    version: 1,
    kind: 'hensteeth-volume-verification',
    taken: now.toISOString(),
    machine: machine.name,
    plan: createHash('sha256').update(JSON.stringify(plan)).digest('hex'),
    volumes,
    open: plan.questions.map(({ claim }) => claim),
    counts: countsOf(volumes),
  };
}

async function checksOf(props: VerifyProps, planned: PlannedVolume, found: readonly Found[]): Promise<Check[]> {
  const { check, volume: bound } = await boundTo(props.api, planned, found);
  // The data is looked at where it is, be it given back or not.
  const volume = bound ?? found.find(({ uuid }) => uuid === planned.uuid);
  if (!volume) return [check];
  return [
    check,
    sizeOf(planned, volume, bound !== undefined && bound.uuid !== planned.uuid),
    await judged('file-system', () => fileSystemCheck(props.machine, volume)),
    await judged('content', () => contentCheck(props, planned, volume)),
  ];
}

/** Follows a claim to its volume: claim, PersistentVolume, name of the volume, UUID of the volume. */
async function boundTo(
  api: VerifyProps['api'],
  planned: PlannedVolume,
  found: readonly Found[],
): Promise<{ readonly check: Check; readonly volume: Found | undefined }> {
  const { claim, uuid, strategy } = planned;
  const key = claimKey(claim);
  const fails = (why: string, hint: string) => ({
    check: { what: 'bound', state: 'fails', why, hint } as const,
    volume: undefined,
  });
  const old = found.find((volume) => volume.uuid === uuid);
  const isThere = old ? `its old volume is ${old.group}/${old.name}` : `no volume of the machine has the UUID ${uuid}`;
  const again = `npx hensteeth volumes apply --only ${key}`;
  const pvc = await api.get('v1', 'PersistentVolumeClaim', claim.name, claim.namespace);
  const layer = claim.layer === undefined ? '' : `: flux get kustomization ${claim.layer}`;
  if (!pvc)
    return fails(`there is no claim ${key}; ${isThere}`, `See that its layer is applied${layer}. Then: ${again}`);
  const phase = text(record(pvc.status)['phase']) ?? 'without a phase';
  const name = text(record(pvc['spec'])['volumeName']) ?? '';
  if (phase !== 'Bound' || name === '') return fails(`${key} is ${phase}; ${isThere}`, `Go on with it: ${again}`);
  const pv = await api.get('v1', 'PersistentVolume', name);
  const handle = text(record(record(pv?.['spec'])['csi'])['volumeHandle']);
  if (handle === undefined)
    return fails(
      `${key} is bound to PersistentVolume ${name}, which names no volume`,
      `kubectl get pv ${name} -o yaml`,
    );
  const named = found.filter((volume) => volume.name === handle);
  const given = named.find((volume) => volume.uuid === uuid);
  const copy = named.find(({ tags }) => strategy === 'copy' && copyStage(tags, uuid) === 'same');
  const volume = given ?? copy;
  if (volume) {
    const what = volume === given ? '' : `, a copy of ${uuid}`;
    return {
      check: {
        what: 'bound',
        state: 'holds',
        why: `${volume.group}/${volume.name} by PersistentVolume ${name}${what}`,
      },
      volume,
    };
  }
  if (named.length === 0)
    return fails(
      `${key} is bound to volume ${handle}, which the machine has not; ${isThere}`,
      'sudo lvs -o +lv_uuid,lv_tags',
    );
  const wrong = named.map((each) => `${each.group}/${each.name} with the UUID ${each.uuid}`).join(', ');
  return fails(
    `${key} is bound to ${wrong}, which is not its old volume; ${isThere}`,
    strategy === 'adopt'
      ? 'The claim got a new volume. Plan again with --now, for a swap; nothing of the old one is lost'
      : `Go on with it: ${again}`,
  );
}

function sizeOf({ bytes, claim }: PlannedVolume, volume: Found, isCopy: boolean): Check {
  const least = isCopy ? claim.bytes : bytes;
  const why = `${bytesText(volume.bytes)} of at least ${bytesText(least)}`;
  if (volume.bytes >= least) return { what: 'size', state: 'holds', why };
  const hint = `See when it was made smaller: ls -l /etc/lvm/archive; do not mount it, its end is cut off`;
  return { what: 'size', state: 'fails', why: `${volume.group}/${volume.name} has only ${why}`, hint };
}

async function fileSystemCheck(machine: Machine, volume: Found): Promise<Omit<Check, 'what'>> {
  const uses = await usesOf(machine, volume);
  if (uses.length > 0)
    return { state: 'skipped', why: `in use at ${uses[0]!.point}: a mounted file system cannot be checked` };
  const { type } = await fileSystemOf(machine, volume);
  if (!isMountable(type))
    return {
      state: type === 'none' ? 'fails' : 'unknown',
      why: type === 'none' ? 'it has no file system' : `it holds ${type}, which is not checked here`,
      hint: `sudo blkid --probe /dev/${volume.group}/${volume.name}`,
    };
  const { hasOpenJournal, damage } = await checkFileSystem(machine, volume, type);
  if (hasOpenJournal)
    return {
      state: 'fails',
      why: `${type}: its journal is not replayed: it was not unmounted`,
      hint: `The next mount replays it, that of the app too: ${replayLine(volume)}`,
    };
  if (damage === undefined) return { state: 'holds', why: `${type} is sound` };
  return {
    state: 'fails',
    why: `${type} is damaged: ${damage}`,
    hint: `Stop the app, copy the whole volume elsewhere first, then: ${repairLine(volume, type)}`,
  };
}

async function contentCheck(props: VerifyProps, planned: PlannedVolume, volume: Found): Promise<Omit<Check, 'what'>> {
  const { machine, hasContent, onReading } = props;
  const { content: was } = planned;
  if (!hasContent) return { state: 'skipped', why: 'not read: --content reads all data' };
  if (!was)
    return {
      state: 'unknown',
      why: 'the plan does not know what was in it',
      hint: 'Hashes are taken before anything is installed anew: npx hensteeth volumes collect --hashes',
    };
  const hear = (reading: Reading) => onReading?.(`${volume.group}/${volume.name}`, reading);
  const uses = await usesOf(machine, volume);
  if (uses.length === 0) {
    const { type } = await fileSystemOf(machine, volume);
    const is = await contentOn(machine, volume, type, hear);
    const difference = contentDifference(was, is);
    if (difference === undefined)
      return { state: 'holds', why: `all ${is.files} files and ${is.bytes} bytes are the same` };
    const hint =
      'If its app has run since, it wrote this. Else nothing may run before it is known why: look at the places named';
    return { state: 'fails', why: difference, hint };
  }
  const whole = uses.find(({ root, point }) => root === '/' && isPlainPath(point));
  if (!whole)
    return {
      state: 'unknown',
      why: `in use at ${uses[0]!.point}, where not all of it is seen`,
      hint: 'Compare before the layer is resumed, or with the app at 0 replicas',
    };
  const is = await contentOf(machine, whole.point, hear);
  const difference = contentDifference(was, is);
  if (difference === undefined)
    return {
      state: 'holds',
      why: `all ${is.files} files and ${is.bytes} bytes are the same, while an app has it in use`,
    };
  return {
    state: 'unknown',
    why: `in use at ${whole.point}, and an app may have written: ${difference}`,
    hint: 'Compare before the layer is resumed, or look whether the places named are such as the app writes to',
  };
}

/** A check that could not be made tells so. @throws what is no failure of the machine */
async function judged(what: Check['what'], look: () => Promise<Omit<Check, 'what'>>): Promise<Check> {
  try {
    return { what, ...(await look()) };
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    return { what, state: 'unknown', why: error.message, hint: 'Run it again once that is put right' };
  }
}
