import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(600_000);

const empty = mkdtempSync(join(tmpdir(), 'mirror-'));
afterAll(() => rmSync(empty, { recursive: true }));

interface Told {
  readonly kind: string;
  readonly standIns: readonly { readonly layer: string; readonly chart: string }[];
  readonly culprits: readonly unknown[];
  readonly disagreements: readonly unknown[];
}

test('the shipped lab converges with stand-ins alone, and each is marked', () => {
  const args = ['bin/hensteeth.mjs', 'simulate', '--json', '--mirror', empty];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  const told = JSON.parse(stdout) as Told;
  expect(told.kind).toBe('converged');
  const charts = ['cert-manager', 'grafana', 'kube-prometheus', 'thanos', 'topolvm'];
  expect(told.standIns.map(({ chart }) => chart).sort()).toEqual(charts);
  expect(told.standIns.map(({ layer }) => layer).sort()).toEqual(charts);
  expect([told.culprits, told.disagreements]).toEqual([[], []]);
  expect(stderr).toContain('grafana (stand-in) ready');
});
