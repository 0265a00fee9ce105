import { readFileSync } from 'node:fs';
import { whyNoAuthority } from '../../lib/drill/rehearsal-authority.ts';
import type { DrillReport } from '../../lib/drill/report.ts';
import { whyNoLoopLvm } from '../../lib/simulator/real-volumes/loop-lvm.ts';
import { storageTools } from '../../lib/simulator/real-volumes/storage-programs.ts';
import { whyNoTool } from '../../lib/tools/resolve.ts';
import { Project } from '../cli/project.ts';
import { describeOnCluster } from './on-cluster.ts';

const noVolumes = whyNoLoopLvm();
if (noVolumes) console.log(`the volume of the rehearsed power cut is a folder: ${noVolumes}`);
const noStateful =
  noVolumes === undefined
    ? Object.values(storageTools(process.cwd()))
        .map((tool) => whyNoTool(tool))
        .find((why) => why !== undefined)
    : undefined;
if (noStateful) console.log(`skipped: the rehearsal of the power cut: ${noStateful}`);
const noTailscale = whyNoAuthority();
if (noTailscale) console.log(`skipped: the rehearsal of the tailnet: ${noTailscale}`);

describeOnCluster('the rehearsals of the drills', () => {
  const project = new Project();
  project.write('charts.lock.json', readFileSync('charts.lock.json', 'utf8'));
  afterAll(() => project.remove());

  function rehearse(drill: string): DrillReport {
    const { code, out, err } = project.hensteeth('drill', drill, '--rehearse', '--json');
    if (code === 2) throw new Error(err);
    const report = JSON.parse(out) as DrillReport;
    expect([report.verdict, code]).toEqual(['passed', 0]);
    const [day] = report.began.split('T');
    expect(project.read(`drills/${report.drill}-${day}.md`)).toContain('- verdict: passed');
    return report;
  }
  const told = ({ steps }: DrillReport) => Object.fromEntries(steps.map((step) => [step.name, step.told]));

  (noStateful ? test.skip : test)(
    'stateful: after every program was killed at once, the file is on the volume with the same bytes',
    () => {
      const report = rehearse('stateful');
      expect(report.steps.map(({ state }) => state)).toEqual(report.steps.map(() => 'done'));
      const { sha256 } = report.memory;
      expect(told(report)['served-again']).toContain(sha256!.slice(0, 16));
      expect(told(report)['node']).toMatch(/after the cut/);
      expect(report.where.includes('real LVM')).toBe(noVolumes === undefined);
      expect(report.figure.took).toBeGreaterThan(0);
    },
  );

  (noTailscale ? test.skip : test)(
    'tailscale: all is seen to be well, and each thing that is made wrong is told by the steps that must tell it',
    () => {
      const seen = told(rehearse('tailscale'));
      expect(seen['routed']).toMatch(/^ready; it answered from 127\.100\.64\.7/);
      expect(seen['name-in-lan']).toMatch(/^resolved, routed, apart, services: .* is not in the tailnet$/);
      expect(seen['kubeconfig-in-lan']).toMatch(/^named, routed, apart: /);
      expect(seen['certificate-without-name']).toMatch(/^routed, apart, covered, .*does not match certificate/);
      expect(seen['host-without-certificate']).toMatch(/^services: the certificate of grafana/);
    },
  );

  test('a drill that needs hands is refused where there is no terminal, with what to do', () => {
    const { code, err } = project.hensteeth('drill', 'stateful', '--kubeconfig', '/nowhere');
    expect(code).toBe(2);
    expect(err).toMatch(/needs a person's hands, and this is no terminal\n {2}fix: .*--rehearse/);
  });
});
