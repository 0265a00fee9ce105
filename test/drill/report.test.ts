import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minutes } from '../../lib/drill/minutes.ts';
import { type DrillReport, lastFigure, newName, reportsIn } from '../../lib/drill/report.ts';
import { comparedText, reportMarkdown } from '../../lib/drill/report-text.ts';

const report = (began: string, more: Partial<DrillReport> = {}): DrillReport => ({
  version: 1,
  drill: 'stateful',
  proves: 'data stays',
  where: 'hensteeth, https://hensteeth.tailnet.example:16443',
  fakes: [],
  verdict: 'passed',
  began,
  ended: began,
  figure: { what: 'until served', took: 540_000, before: undefined },
  steps: [{ name: 'cut', title: 'the power is cut', state: 'done', told: 'a | b', began, took: 65_000 }],
  memory: {},
  ...more,
});

describe('a folder of reports', () => {
  let folder: string;
  const put = (name: string, content: unknown) => writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drills-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('those of one drill are read in the order in which they began, and no other file', () => {
    put('stateful-2026-03-01-2', report('2026-03-01T12:00:00.000Z'));
    put('stateful-2026-03-01', report('2026-03-01T10:00:00.000Z'));
    put('stateful-rehearsal-2026-04-01', report('2026-04-01T10:00:00.000Z', { drill: 'stateful-rehearsal' }));
    put('notes', {});
    expect(reportsIn(folder, 'stateful').map(({ name }) => name)).toEqual([
      'stateful-2026-03-01',
      'stateful-2026-03-01-2',
    ]);
  });

  test('the second of a day gets a number', () => {
    const now = new Date('2026-03-01T10:00:00Z');
    expect(newName(folder, 'stateful', now)).toBe('stateful-2026-03-01');
    put('stateful-2026-03-01', report('2026-03-01T10:00:00.000Z'));
    expect(newName(folder, 'stateful', now)).toBe('stateful-2026-03-01-2');
  });

  test('the figure to compare with is that of the last one that passed', () => {
    put('stateful-2026-03-01', report('2026-03-01T10:00:00.000Z'));
    put('stateful-2026-03-02', report('2026-03-02T10:00:00.000Z', { verdict: 'cut' }));
    put('stateful-2026-03-03', report('2026-03-03T10:00:00.000Z', { verdict: 'failed' }));
    expect(lastFigure(reportsIn(folder, 'stateful'))).toEqual({ of: 'stateful-2026-03-01', took: 540_000 });
    expect(lastFigure([])).toBeUndefined();
  });

  test('a report that is none is refused with its name and what to do', () => {
    put('stateful-2026-03-01', { version: 2 });
    expect(() => reportsIn(folder, 'stateful')).toThrow(/stateful-2026-03-01\.json is no report .* Take it from git/);
    writeFileSync(join(folder, 'stateful-2026-03-01.json'), '{');
    expect(() => reportsIn(folder, 'stateful')).toThrow(/stateful-2026-03-01\.json cannot be read/);
  });

  test('a folder that is not there has none', () => {
    expect(reportsIn(join(folder, 'none'), 'stateful')).toEqual([]);
  });
});

test.each([
  [480_000, 'until served: 8 min, 1 min less than 9 min of the seed'],
  [600_000, 'until served: 10 min, 1 min more than 9 min of the seed'],
  [540_300, 'until served: 9 min, as long as 9 min of the seed'],
])('a figure of %d ms is told against the one before', (took, told) => {
  expect(comparedText({ what: 'until served', took, before: { of: 'the seed', took: 540_000 } })).toBe(told);
});

test('the first figure says so, and one that was not reached too', () => {
  expect(comparedText({ what: 'until served', took: 5_000, before: undefined })).toBe(
    'until served: 5.0 s, the first figure',
  );
  expect(comparedText({ what: 'until served', took: undefined, before: undefined })).toBe(
    'until served: it did not come to it',
  );
});

test.each([
  [900, '0.9 s'],
  [59_000, '59 s'],
  [65_000, '1 min 5 s'],
  [3_600_000, '1 h'],
])('%d ms are %s', (milliseconds, text) => expect(minutes(milliseconds)).toBe(text));

test('the page tells verdict, place, figure, every step, fixes, and what was not real', () => {
  const began = '2026-03-01T10:00:00.000Z';
  const fixed = {
    name: 'pod',
    title: 'the pod runs',
    state: 'failed',
    told: 'no',
    fix: 'mend it',
    began,
    took: 0,
  } as const;
  const page = reportMarkdown(
    report(began, { verdict: 'failed', fakes: ['the node'], steps: [...report(began).steps, fixed] }),
  );
  expect(page).toContain('# Drill stateful, 2026-03-01');
  expect(page).toContain('- verdict: **failed**');
  expect(page).toContain('| 1 | the power is cut | done | 10:00:00 | 1 min 5 s | a \\| b |');
  expect(page).toContain('To mend:\n\n- the pod runs: mend it');
  expect(page).toContain('Not real in a rehearsal:\n\n- the node');
});
