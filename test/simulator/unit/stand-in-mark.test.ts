import { Writable } from 'node:stream';
import { LiveLayers } from '../../../lib/cli/live-layers.ts';
import { simulationText, timelineText } from '../../../lib/cli/simulate-text.ts';
import type { Style } from '../../../lib/cli/style.ts';
import type { Outcome, TimedState } from '../../../lib/live/watch.ts';
import type { Culprit } from '../../../lib/simulator/culprit.ts';
import type { StandInRelease } from '../../../lib/simulator/stand-in.ts';
import { StandInMark } from '../../../lib/simulator/stand-in-mark.ts';
import { disagreements, type SimulationVerdict } from '../../../lib/simulator/verdict.ts';

const plain: Style = (_, text) => text;
const standIns: StandInRelease[] = [{ release: 'space/web', layer: 'web', chart: 'site', version: '1.2.3' }];
const mark = new StandInMark(standIns);
const layers: TimedState[] = [
  { name: 'web', state: 'waiting', message: '', waitsFor: ['names'], since: 0 },
  { name: 'app', state: 'waiting', message: '', waitsFor: ['web', 'names'], since: 0 },
];
const culprit: Culprit = {
  layer: 'web',
  object: 'Pod space/web',
  reason: 'no room',
  event: undefined,
  source: undefined,
  findings: [],
};
const outcome: Outcome = { kind: 'blocked', layers, blocked: [], times: new Map(), took: 1000 };

function text(given: Partial<SimulationVerdict> = {}): string {
  return simulationText(
    { outcome, timeline: [], culprits: [culprit], disagreements: [], standIns, ...given },
    80,
    plain,
  );
}

test('a layer is called a stand-in in each of its lines while they change, and where others wait for it', () => {
  const lines: string[] = [];
  const out = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  new LiveLayers(out as NodeJS.WriteStream, mark).show(layers, 1000);
  expect(lines.map((line) => line.trim().replace(/^\S+ s\s+/, ''))).toEqual([
    'web (stand-in) waiting for names',
    'app waiting for web (stand-in), names',
  ]);
});

test('a layer is called one in the timeline and where something of it is stuck', () => {
  const timeline = [{ layer: 'web', began: 0, ready: 1000, isCritical: true }];
  const verdict = { outcome, timeline, culprits: [], disagreements: [], standIns };
  expect(timelineText(verdict, 80, plain)).toMatch(/^\*\s+web \(stand-in\)/m);
  expect(text()).toContain('stuck Pod space/web in layer web (stand-in)');
});

test('the verdict names each release that was stood in for, and how to have the real chart', () => {
  expect(text()).toMatch(/stand-in space\/web: site 1\.2\.3\n +as charts\.lock\.json has them/);
  expect(text()).toContain('fix: npx hensteeth charts pull');
});

test('where all charts are real, nothing is marked', () => {
  expect(text({ standIns: [] })).not.toContain('stand-in');
});

test('a disagreement about something of a stand-in says so', () => {
  expect(disagreements(outcome, [culprit], [], () => undefined, mark)).toEqual([
    { kind: 'check-silent', what: 'Pod space/web (stand-in): no room' },
  ]);
});
