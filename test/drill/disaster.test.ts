import { type DisasterCommands, type DisasterPlace, disaster, reinstallLines } from '../../lib/drill/disaster.ts';
import type { DisasterReport } from '../../lib/drill/disaster-report.ts';
import type { Clock } from '../../lib/drill/drill.ts';
import { done, waiting } from '../../lib/drill/drill.ts';
import { rehearsedReport } from '../../lib/drill/rehearsed-report.ts';
import type { DrillReport } from '../../lib/drill/report.ts';
import { type RunDrillProps, runDrill } from '../../lib/drill/run-drill.ts';

/** A fake lab with a fake machine; every command of the drill is noted. */
class FakeLab {
  time = Date.parse('2026-03-01T10:00:00Z');
  readonly calls: string[] = [];
  cluster: string | undefined = 'old';
  recorded = 'old';
  reached = 'old';
  isFresh = false;
  isApplied = false;
  isDeployed = true;
  evidence: Date | undefined;
  plan: Date | undefined;
  isWhole = true;
  readonly clock: Clock = {
    now: () => new Date(this.time),
    pause: async (milliseconds) => {
      this.time += milliseconds;
    },
  };

  get place(): DisasterPlace {
    const call = (name: string, work: () => void) => async () => {
      this.calls.push(name);
      work();
      return 0;
    };
    const run: DisasterCommands = {
      backupIsFresh: async () => (this.isFresh ? 0 : 1),
      backUp: call('backup', () => (this.isFresh = true)),
      collect: call('collect', () => (this.evidence = this.clock.now())),
      kubeconfig: call('kubeconfig', () => (this.reached = this.cluster!)),
      bootstrap: call('bootstrap', () => (this.isDeployed = true)),
      plan: call('plan', () => (this.plan = this.clock.now())),
      apply: call('apply', () => (this.isApplied = true)),
      isApplied: async () => (this.isApplied ? 0 : 1),
      verify: call('verify', () => undefined),
    };
    return {
      run,
      memory: {},
      cluster: async () => this.cluster,
      recorded: () => this.recorded,
      record: async () => {
        this.recorded = this.reached;
      },
      reached: async () => this.reached,
      layers: async () => (this.isDeployed ? done('all') : waiting('none')),
      evidenceAt: () => this.evidence,
      planned: () => this.plan && { at: this.plan, isWhole: this.isWhole, told: 'as it is' },
      reinstall: ['reinstall it'],
    };
  }

  run(more: Partial<RunDrillProps<DisasterPlace>> = {}): Promise<DrillReport> {
    return runDrill({
      drill: disaster,
      place: this.place,
      clock: this.clock,
      where: 'a fake lab',
      before: undefined,
      save: () => undefined,
      ask: async ([first]) => {
        this.time += 60_000;
        if (first !== 'reinstall it') return;
        this.cluster = 'new';
        this.isDeployed = false;
      },
      ...more,
    });
  }
}

const ALL = ['backup', 'collect', 'kubeconfig', 'bootstrap', 'plan', 'apply', 'verify'];

test('the whole way is walked in order, every command once', async () => {
  const lab = new FakeLab();
  const { verdict, memory, figure } = await lab.run();
  expect([verdict, lab.calls, memory['old'], lab.recorded]).toEqual(['passed', ALL, 'old', 'new']);
  expect(figure.took).toBeGreaterThanOrEqual(120_000);
});

test('a fresh backup is not made again; evidence of an earlier time is', async () => {
  const lab = new FakeLab();
  lab.isFresh = true;
  lab.evidence = new Date('2026-01-01T00:00:00Z');
  await lab.run();
  expect(lab.calls).toEqual(ALL.slice(1));
});

test('while the old cluster answers nothing goes on, and nothing of it is touched', async () => {
  const lab = new FakeLab();
  const { verdict, steps } = await lab.run({ ask: async () => undefined });
  expect([verdict, lab.calls]).toEqual(['failed', ['backup', 'collect']]);
  expect(steps.find(({ state }) => state === 'failed')?.told).toContain('it is still the old cluster');
});

test('a plan that asks stops the drill before any volume is renamed, with the line that answers', async () => {
  const lab = new FakeLab();
  lab.isWhole = false;
  const { verdict, steps } = await lab.run();
  expect([verdict, lab.calls.at(-1)]).toEqual(['failed', 'plan']);
  expect(steps.find(({ state }) => state === 'failed')?.fix).toContain('--assign OLD=NAMESPACE/CLAIM');
});

test.each(['collected', 'reinstalled', 'reached', 'deployed', 'planned', 'applied', 'verified'])(
  'cut at the step %s and run again, no command that was done is called again, and it passes',
  async (name) => {
    const lab = new FakeLab();
    let cut: DrillReport | undefined;
    const save = (report: DrillReport) => {
      const isHere = report.steps.some((step) => step.name === name && step.state === 'cut');
      if (!isHere) return;
      cut = report;
      throw new Error('the power is gone here, too');
    };
    await expect(lab.run({ save })).rejects.toThrow('the power is gone');
    const before = [...lab.calls];
    const report = await lab.run({ cut: { name: 'disaster-2026-03-01', report: cut! } });
    expect([report.verdict, report.memory['old']]).toEqual(['passed', 'old']);
    expect(lab.calls).toEqual([...before, ...ALL.slice(before.length)]);
  },
);

test('what the hands are told neither resets the cluster nor touches a volume', () => {
  const commands = reinstallLines('owner@hensteeth', '1.27/stable', ['ubuntu-vg']).filter((line) => /^ {2}/.test(line));
  expect(commands.join('\n')).not.toMatch(/reset|lvremove|lvreduce|vgremove|wipefs|mkfs|purge/);
  expect(commands.join('\n')).toContain('snap install microk8s --classic --channel=1.27/stable');
});

const REHEARSED: DisasterReport = {
  steps: [{ strategy: 'swap', what: 'apply', seen: '4 volumes', seconds: 2 }],
  claims: [
    {
      claim: 'media/data-pg-0',
      strategy: 'swap',
      volume: 'a',
      boundTo: 'a',
      fsType: 'xfs',
      bytes: 2048,
      before: 'h',
      after: 'h',
    },
  ],
  lost: 0,
  problems: [],
  left: ['thin pools: no device-mapper'],
};

test('a rehearsed disaster is a report with its steps, its bytes and what could not be rehearsed', () => {
  const [began, ended] = [new Date('2026-03-01T10:00:00Z'), new Date('2026-03-01T10:02:00Z')];
  const report = rehearsedReport(REHEARSED, began, ended, undefined);
  expect([report.verdict, report.figure.took]).toEqual(['passed', 120_000]);
  expect(report.steps.map(({ title, told }) => `${title}: ${told}`)).toEqual([
    'swap: apply: 4 volumes',
    'no byte is lost: 0 bytes lost of 2Ki in 1 claims',
  ]);
  expect(report.fakes).toContain('not rehearsed: thin pools: no device-mapper');
});

test('one byte that is lost fails the rehearsal', () => {
  const now = new Date('2026-03-01T10:00:00Z');
  expect(rehearsedReport({ ...REHEARSED, lost: 1 }, now, now, undefined).verdict).toBe('failed');
  expect(rehearsedReport({ ...REHEARSED, problems: ['no'] }, now, now, undefined).verdict).toBe('failed');
});
