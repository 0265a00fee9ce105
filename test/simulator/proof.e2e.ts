import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mistakes } from '../../lib/check/mistakes.ts';
import type { PlacedFinding } from '../../lib/check/verdict.ts';
import { writeWhole } from '../../lib/core/write.ts';
import type { Stage } from '../../lib/simulator/stage.ts';
import { emptyLab } from '../fixtures/labs.ts';
import { describeOnCluster, stageFor } from './on-cluster.ts';
import { plantedMistakes } from './proof/all.ts';
import { errorsOf } from './proof/judged.ts';
import type { Planted } from './proof/planted.ts';
import { charts } from './proof/releases.ts';
import { look, type Seen } from './proof/seen.ts';
import { type Proof, proofMarkdown, steady } from './proof/table.ts';
import { layerOf, treeOf } from './proof/tree.ts';
import { unshown } from './proof/unshown.ts';

const PAGE = 'docs/simulator-proof.md';
/** Milliseconds that nothing must change in, before what is seen counts. */
const STILL = 8_000;
const LONGEST = 180_000;
/** Milliseconds for one thing to show on a busy machine. */
const PATIENCE = 120_000;

const lab = emptyLab();
const { Kustomization } = lab.track.flux.apis;
const first = treeOf(plantedMistakes, 1);
const second = treeOf(plantedMistakes, 2);
const third = treeOf(plantedMistakes, 3);
const rows = plantedMistakes.map((each) => [each.row, titleOf(each.row), each] as const);

describeOnCluster('every mistake that a cluster can show', () => {
  let mirror: string;
  let stage: Stage;
  let errors: ReadonlyMap<string, readonly PlacedFinding[]>;
  /** What is seen of each mistake, and whether its good form became ready. */
  const shown = new Map<Planted, string | undefined>();
  const ready = new Set<string>();

  beforeAll(async () => {
    mirror = mkdtempSync(join(tmpdir(), 'proof-charts-'));
    const offered = [...charts].map(([name, bytes]) => {
      const archive = join(mirror, `${name}-1.0.0.tgz`);
      writeFileSync(archive, bytes);
      return { name, version: '1.0.0', archive };
    });
    const entries = Object.fromEntries(
      offered.map(({ name, version }) => [name, [{ name, version, urls: [`${name}-${version}.tgz`] }]]),
    );
    writeFileSync(join(mirror, 'index.yaml'), JSON.stringify({ apiVersion: 'v1', entries }));
    errors = await errorsOf(lab, first, third, mirror);
    stage = await stageFor(lab, offered);
    const pushes = [first, second, third];
    for (const [i, files] of pushes.entries()) {
      const shows = plantedMistakes.filter((each) => pushOf(each) === i + 1);
      const seen = await settled(stage, await stage.push(files, `push ${i + 1}`), shows, i < 2);
      for (const each of shows) shown.set(each, await signOf(stage, each, seen));
      if (i === 1) for (const name of seen.ready) ready.add(name);
    }
  }, 900_000);

  afterAll(async () => {
    await stage?.strike();
    rmSync(mirror, { recursive: true, force: true });
  });

  test.each(rows)('row %i: %s: it shows, and the check tells it', (_row, _title, mistake) => {
    const codes = errorsIn(layerOf(mistake, 'bad')).map(({ code }) => code);
    expect(codes).toContain(mistake.code);
    expect(shown.get(mistake)).toEqual(expect.stringMatching(/./));
  });

  test.each(rows)('row %i: %s: put right, it becomes ready, and the check tells nothing', (_row, _title, mistake) => {
    const good = layerOf(mistake, 'good');
    expect(errorsIn(good)).toEqual([]);
    expect(ready).toContain(good);
  });

  test('every known mistake is planted, or it is said why not', () => {
    const numbers = [...plantedMistakes.map(({ row }) => row), ...unshown.keys()].sort((a, b) => a - b);
    expect(numbers).toEqual(mistakes.map(({ number }) => number));
  });

  test('the table in the docs is what was seen', () => {
    const text = tableOf(shown);
    if (process.env['HENSTEETH_WRITE_DOCS']) writeWhole(PAGE, text);
    expect(readFileSync(PAGE, 'utf8')).toBe(text);
  });

  /** What the check tells of a layer, and of the one that belongs to it. */
  function errorsIn(layer: string): readonly PlacedFinding[] {
    return [layer, `${layer}-more`].flatMap((name) => errors.get(name) ?? []);
  }
});

function tableOf(shown: ReadonlyMap<Planted, string | undefined>): string {
  const proofs: Proof[] = [];
  const unproven = [];
  for (const mistake of mistakes) {
    const planted = plantedMistakes.find(({ row }) => row === mistake.number);
    const why = planted ? planted.why : unshown.get(mistake.number);
    if (why !== undefined) unproven.push({ mistake, why });
    else proofs.push({ mistake, code: planted!.code, seen: shown.get(planted!) ?? '' });
  }
  return proofMarkdown(proofs, unproven);
}

/** With which push a mistake is made. */
function pushOf({ bad, isLast }: Planted): 1 | 2 | 3 {
  if (isLast) return 3;
  return bad.after === undefined ? 1 : 2;
}

/** Waits until every good form is ready, where it can be, every mistake shows, and nothing changes any more. */
async function settled(stage: Stage, revision: string, shows: readonly Planted[], heals: boolean): Promise<Seen> {
  const start = performance.now();
  let last = '';
  let since = start;
  for (;;) {
    const seen = await look(stage, lab.track, revision);
    const now = performance.now();
    const state = plantedMistakes.map((each) => [seen.ready.has(layerOf(each, 'good')), messageOf(each, seen)]);
    const text = JSON.stringify(state);
    if (text !== last) since = now;
    last = text;
    const isReady = !heals || plantedMistakes.every((each) => seen.ready.has(layerOf(each, 'good')));
    const isThere = isReady && shows.every((each) => messageOf(each, seen) !== undefined);
    if ((isThere && now - since > STILL) || now - start > LONGEST) return seen;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** The message that shows a mistake; `undefined` while there is none. */
function messageOf(mistake: Planted, seen: Seen): string | undefined {
  const name = layerOf(mistake, 'bad');
  const { shows } = mistake;
  if (shows === 'nothing' || shows === 'fought' || shows === 'deleted' || shows === 'dropped')
    return seen.ready.has(name) ? 'ready' : undefined;
  return seen[shows].get(name);
}

/** What is seen of a mistake, in words that are the same in every run. */
async function signOf(stage: Stage, mistake: Planted, seen: Seen): Promise<string | undefined> {
  const name = layerOf(mistake, 'bad');
  if (mistake.shows === 'fought') return fightOver(stage, name);
  if (mistake.shows === 'deleted') return lossIn(stage, name);
  if (mistake.shows === 'dropped') return dropIn(stage, name);
  const message = messageOf(mistake, seen);
  return message === undefined ? undefined : steady(message);
}

/** Each of two layers is applied again in turn: the object is then as that layer has it. */
async function fightOver(stage: Stage, name: string): Promise<string | undefined> {
  for (const [layer, colour] of [
    [name, 'red'],
    [`${name}-more`, 'blue'],
    [name, 'red'],
  ] as const) {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': `${performance.now()}` };
    const metadata = { name: layer, namespace: 'flux-system', annotations };
    await stage.api.merge({ apiVersion: Kustomization, kind: 'Kustomization', metadata });
    const isTaken = await within(PATIENCE, async () => {
      const shared = await stage.api.get('v1', 'ConfigMap', 'shared', name);
      return (shared?.['data'] as { readonly colour?: string } | undefined)?.colour === colour;
    });
    if (!isTaken) return undefined;
  }
  return 'both layers are ready; the object is red when the first was applied last, blue when the second was, and red again';
}

/** A claim that was there is gone, and its good form is still there. */
async function lossIn(stage: Stage, name: string): Promise<string | undefined> {
  const claim = (namespace: string) => stage.api.get('v1', 'PersistentVolumeClaim', 'photos', namespace);
  const isGone = await within(PATIENCE, async () => (await claim(name)) === undefined);
  const isKept = (await claim(name.replace('bad', 'good'))) !== undefined;
  return isGone && isKept ? 'the layer is ready, and PersistentVolumeClaim photos is deleted' : undefined;
}

/** Flux takes a field that the kind does not have out of what it applies. */
async function dropIn(stage: Stage, name: string): Promise<string | undefined> {
  const live = await stage.api.get('apps/v1', 'Deployment', 'web', name);
  const { replicas } = (live?.['spec'] ?? {}) as { readonly replicas?: number };
  return replicas === 1
    ? 'the layer is ready, and Flux has dropped the field: Deployment web has 1 replica, not 2'
    : undefined;
}

async function within(timeout: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > timeout) return false;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return true;
}

function titleOf(row: number): string {
  return mistakes.find(({ number }) => number === row)!.title;
}
