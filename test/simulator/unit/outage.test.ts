import { selectorOf } from '../../../lib/check/references/selector.ts';
import { OutageCount, type SeenPod, type SeenWorkload } from '../../../lib/simulator/outage.ts';

const WEB: SeenWorkload = {
  object: 'StatefulSet default/web',
  namespace: 'default',
  selector: selectorOf({ matchLabels: { app: 'web' } }),
};
const pod = (uid: string, isReady = true): SeenPod => ({
  uid,
  namespace: 'default',
  labels: new Map([['app', 'web']]),
  isReady,
});

test('the time from the first look without a ready pod to the first with one is counted', () => {
  const count = new OutageCount();
  count.look(0, [WEB], [pod('a')]);
  count.look(500, [WEB], []);
  count.look(1000, [WEB], [pod('b', false)]);
  count.look(1500, [WEB], [pod('b')]);
  expect(count.outages()).toEqual([{ object: WEB.object, without: 1000, replaced: 1, isBack: true }]);
});

test('a workload whose pods stay is not told', () => {
  const count = new OutageCount();
  count.look(0, [WEB], [pod('a')]);
  count.look(500, [WEB], [pod('a')]);
  expect(count.outages()).toEqual([]);
});

test('a roll-out with a ready pod at every look has replaced pods and no time', () => {
  const count = new OutageCount();
  count.look(0, [WEB], [pod('a')]);
  count.look(500, [WEB], [pod('a'), pod('b')]);
  count.look(1000, [WEB], [pod('b')]);
  expect(count.outages()).toEqual([{ object: WEB.object, without: 0, replaced: 1, isBack: true }]);
});

test('a workload that is away for a while is counted as without pods', () => {
  const count = new OutageCount();
  count.look(0, [WEB], [pod('a')]);
  count.look(500, [], []);
  count.look(1000, [WEB], [pod('b')]);
  expect(count.outages()).toMatchObject([{ without: 500, isBack: true }]);
});

test('a workload that was pruned is no outage, and one that never ran cannot go down', () => {
  const count = new OutageCount();
  const idle = { ...WEB, object: 'StatefulSet default/idle', selector: selectorOf({ matchLabels: { app: 'idle' } }) };
  count.look(0, [WEB, idle], [pod('a')]);
  count.look(500, [idle], []);
  expect(count.outages()).toEqual([]);
});

test('a workload without a ready pod at the end is not back', () => {
  const count = new OutageCount();
  count.look(0, [WEB], [pod('a')]);
  count.look(500, [WEB], [pod('b', false)]);
  expect(count.outages()).toMatchObject([{ isBack: false }]);
});
