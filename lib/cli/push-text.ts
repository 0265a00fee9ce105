import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Drift } from '../simulator/drift.ts';
import type { ObjectEffect } from '../simulator/effect.ts';
import type { Outage } from '../simulator/outage.ts';
import { type Change, HIDDEN } from '../simulator/path-diff.ts';
import type { PushEffect } from '../simulator/push-over.ts';
import { atRight, ended } from './columns.ts';
import { seconds } from './seconds.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

const MARKS = {
  created: ['+', 'green'],
  changed: ['~', 'yellow'],
  pruned: ['-', 'red'],
  recreated: ['±', 'red'],
} as const;
/** Changed objects of one group that are named where nobody asked for all. */
const NAMED = 8;
/** Characters of a value. */
const SHOWN = 60;

/** What a push does to a running cluster, for people. */
export function pushText(effect: PushEffect, withDiff: boolean, width: number, style: Style): string {
  const { from, before, objects, refused, outages } = effect;
  const count = (what: ObjectEffect['what']) => objects.filter((each) => each.what === what).length;
  const counts = (['created', 'changed', 'recreated', 'pruned'] as const).map((what) => `${count(what)} ${what}`);
  return [
    style('bold', `what the push does to a cluster that runs ${from}`),
    ...(before.kind === 'converged'
      ? []
      : [style('yellow', `  the lab did not become ready at ${from}: what is told is what came after that`)]),
    ...groups(objects).flatMap(([title, members]) => [
      `  ${style('cyan', title)}`,
      ...membersText(members, withDiff, style).map((line) => `    ${line}`),
    ]),
    ...(objects.length === 0 ? ['  no object changes'] : [style('dim', `  ${counts.join(', ')}`)]),
    ...refused.flatMap(({ object, message }) => [
      `  ${style('red', 'refused for good')} ${object}`,
      `    ${ended(message.replace(/\s+/g, ' ').trim(), width - 4)}`,
    ]),
    ...outageLines(outages, style).map((line) => `  ${line}`),
  ].join('\n');
}

/** What the API server has otherwise than it was asked for. */
export function driftText(drift: readonly Drift[], style: Style): string {
  if (drift.length === 0) return 'every object is in the cluster as it was asked for';
  return [
    style('bold', 'otherwise in the cluster than asked for'),
    ...groups(drift).flatMap(([title, members]) => [
      `  ${style('cyan', title)}`,
      ...members.flatMap(({ object, isMissing, changes }) => [
        `    ${style(isMissing ? 'red' : 'yellow', isMissing ? `- ${object} is not there` : `~ ${object}`)}`,
        ...changes.map((change) => `        ${changeText(change, style)}`),
      ]),
    ]),
  ].join('\n');
}

function membersText(members: readonly ObjectEffect[], withDiff: boolean, style: Style): string[] {
  const changed = members.filter(({ what }) => what === 'changed');
  const hidden = withDiff ? new Set() : new Set(changed.slice(NAMED));
  const lines = members
    .filter((each) => !hidden.has(each))
    .flatMap(({ what, object, changes }) => {
      const [mark, colour] = MARKS[what];
      const more = changes.length > 0 && !withDiff ? style('dim', `  ${valuesText(changes)}`) : '';
      const note = what === 'recreated' ? style('red', '  deleted and made anew') : '';
      return [
        `${style(colour, `${mark} ${object}`)}${note}${more}`,
        ...(withDiff ? changes.map((change) => `    ${changeText(change, style)}`) : []),
      ];
    });
  return hidden.size === 0 ? lines : [...lines, style('dim', `and ${hidden.size} more that change: --diff shows all`)];
}

/** One value's place, or how many there are. */
function valuesText(changes: readonly Change[]): string {
  const [first, second] = changes;
  return first && !second ? ended(first.path, SHOWN) : `${changes.length} values`;
}

/** `spec.replicas  1 -> 2`. */
function changeText({ path, ...values }: Change, style: Style): string {
  const [before, after] = shownTexts(values);
  return `${path}  ${style('red', before)} -> ${style('green', after)}`;
}

function shownTexts(values: Omit<Change, 'path'>): readonly [string, string] {
  const { before, after } = values;
  const long = [before, after].every((each) => typeof each === 'string' && each.includes('\n'));
  if (long) {
    // Of a long text, the first line that differs.
    const [old, now] = [String(before).split('\n'), String(after).split('\n')];
    const at = old.findIndex((line, i) => line !== now[i]);
    const line = at < 0 ? old.length : at;
    return [
      `line ${line + 1}: ${ended(old[line]?.trim() ?? 'nothing', SHOWN)}`,
      ended(now[line]?.trim() ?? 'nothing', SHOWN),
    ];
  }
  return ['before' in values ? shown(before) : 'nothing', 'after' in values ? shown(after) : 'nothing'];
}

function shown(value: unknown): string {
  return value === HIDDEN ? HIDDEN : ended(JSON.stringify(value) ?? '', SHOWN);
}

function outageLines(outages: readonly Outage[], style: Style): string[] {
  if (outages.length === 0) return ['no workload lost a pod'];
  const times = atRight(outages.map(timeText));
  const rows = outages.map(({ object, replaced }, i) => [times[i]!, replaced, object]);
  const [head, ...lines] = tableLines(['without a ready pod', 'pods replaced', 'workload'], rows);
  const painted = lines.map((line, i) => (outages[i]!.isBack ? line : style('red', line)));
  return [style('dim', head!), ...painted, style('dim', 'at least so long: simulated containers start at once')];
}

/** What happens between two looks is not seen. */
function timeText({ without, isBack }: Outage): string {
  if (!isBack) return 'for good';
  return without === 0 ? '< 0.5 s' : seconds(without);
}

interface Grouped {
  readonly layer: string | undefined;
  readonly release: string | undefined;
}

function groups<T extends Grouped>(all: readonly T[]): [title: string, members: readonly T[]][] {
  const found = new Map<string, T[]>();
  for (const each of all) {
    const title = titleOf(each);
    found.set(title, [...(found.get(title) ?? []), each]);
  }
  return [...found];
}

function titleOf({ layer, release }: Grouped): string {
  if (layer === FLUX_NAMESPACE) return 'what steers Flux';
  if (layer === undefined && release === undefined) return 'made by the cluster itself';
  return [layer && `layer ${layer}`, release && `release ${release}`].filter(Boolean).join(', ');
}
