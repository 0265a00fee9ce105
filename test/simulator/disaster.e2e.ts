import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rehearsedDisaster } from '../../lib/cli/rehearsed-disaster.ts';
import { rehearseDisaster } from '../../lib/drill/disaster-rehearsal.ts';
import { claimRows, type DisasterReport, stepRows } from '../../lib/drill/disaster-report.ts';
import { movedLab } from '../../lib/drill/moved-lab.ts';
import { whyNoXfs } from '../../lib/drill/rehearsal-lab.ts';
import type { RehearsedLab } from '../../lib/drill/rehearsed-lab.ts';
import { whyNoLoopLvm } from '../../lib/simulator/real-volumes/loop-lvm.ts';
import { storageTools } from '../../lib/simulator/real-volumes/storage-programs.ts';
import { whyNoTool } from '../../lib/tools/resolve.ts';
import type { Plan } from '../../lib/volumes/plan.ts';
import lab from '../../main.ts';
import { Project } from '../cli/project.ts';
import { whyNotHere } from './on-cluster.ts';
import { MAIN, renderedTwoGroups } from './two-groups.ts';

const why =
  whyNotHere() ??
  whyNoLoopLvm() ??
  Object.values(storageTools(process.cwd()))
    .map((tool) => whyNoTool(tool))
    .find((each) => each !== undefined);
if (why) console.log(`skipped: the disaster: ${why}`);
else if (whyNoXfs()) console.log(`the disaster is rehearsed without xfs: ${whyNoXfs()}`);

jest.setTimeout(1_800_000);

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Tells the tables of a report. */
function tell(report: DisasterReport): void {
  for (const { head, rows } of [stepRows(report), claimRows(report)]) {
    const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
    for (const row of [head, ...rows])
      say(
        row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd(),
      );
  }
  for (const line of report.left) say(`not rehearsed: ${line}`);
}

/** Runs a command of a project until it ends, or until it has printed so many changes: then it is killed. */
function applied(project: Project, lab: RehearsedLab, plan: string, changes: number): Promise<number | 'killed'> {
  const args = ['bin/hensteeth.mjs', 'volumes', 'apply', '--yes', '--plan', plan];
  const child = spawn(process.execPath, [...args, '--kubeconfig', lab.stage.plane.kubeconfig], {
    cwd: project.root,
    env: lab.volumes.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (printed.split('\n').filter((line) => line.startsWith('·')).length >= changes) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (code !== 0 && code !== null) say(printed);
      resolve(code ?? 'killed');
    });
  });
}

(why ? describe.skip : describe)('the disaster, on real etcd, API server, Flux, TopoLVM and LVM', () => {
  test('on two volume groups, with every run of volumes apply killed at its second change, no byte is lost', async () => {
    const project = new Project();
    const kills: number[] = [];
    try {
      project.write('main.ts', MAIN);
      const rendered = renderedTwoGroups();
      const report = await rehearseDisaster({
        ...rendered,
        strategies: ['adopt', 'swap', 'restore'],
        say,
        apply: async (rehearsed: RehearsedLab, plan: Plan) => {
          const file = join(rehearsed.folder('plan'), 'plan.json');
          writeFileSync(file, JSON.stringify(plan));
          let runs = 0;
          let code: number | 'killed' = 'killed';
          while (code === 'killed') {
            expect(++runs).toBeLessThan(150);
            code = await applied(project, rehearsed, file, 2);
          }
          expect(code).toBe(0);
          kills.push(runs - 1);
        },
      });
      tell(report);
      say(`killed: ${kills.join(', ')} runs`);
      expect([report.problems, report.lost]).toEqual([[], 0]);
      expect(Math.min(...kills)).toBeGreaterThan(12);
    } finally {
      project.remove();
    }
  });

  test('claims that moved to another volume group and another file system get copies of their files', async () => {
    const rendered = renderedTwoGroups();
    const moved = movedLab(rendered);
    const report = await rehearseDisaster({ ...rendered, moved, strategies: ['copy'], say });
    tell(report);
    expect([report.problems, report.lost]).toEqual([[], 0]);
    expect(report.claims.filter(({ strategy }) => strategy === 'copy').length).toBeGreaterThan(0);
  });

  test('the shipped lab and three apps more come back', async () => {
    const mirror = process.env['HENSTEETH_CHART_MIRROR'];
    const report = await rehearsedDisaster({ root: process.cwd(), lab, mirror, strategies: ['adopt'], say });
    tell(report);
    expect([report.problems, report.lost]).toEqual([[], 0]);
  });
});
