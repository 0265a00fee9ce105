import { existsSync } from 'node:fs';
import {
  type KnownVersion,
  type Newer,
  type Outdated,
  outdatedOf,
  versionsInMirror,
  versionsInRepository,
} from '../charts/outdated.ts';
import { inTurn } from '../charts/pull/in-turn.ts';
import { realNetwork } from '../charts/pull/network.ts';
import { type Pin, pinsOf } from '../charts/pull/pin.ts';
import { Repositories } from '../charts/pull/source.ts';
import { parseVersion } from '../check/version.ts';
import { lowestOf } from '../check/version-range.ts';
import type { Context, ExitCode } from './context.ts';
import { namedMirror } from './mirror.ts';
import { withProgress } from './progress.ts';
import { tableLines } from './table.ts';

/** What `hensteeth charts outdated` can be told. */
export interface OutdatedOptions {
  readonly mirror?: string;
  readonly json?: boolean;
}

/** A chart whose versions could not be had. */
interface Failed {
  readonly chart: string;
  readonly pinned: string;
  readonly message: string;
}

const AT_ONCE = 2;

/** Shows what is newer than the track's charts, and which Kubernetes it needs. */
export async function runChartsOutdated(context: Context, options: OutdatedOptions): Promise<ExitCode> {
  const { track } = await context.loadLab();
  const mirror = namedMirror(context, options.mirror);
  if (mirror !== undefined && !existsSync(mirror)) {
    process.stderr.write(`error: there is no folder ${mirror}. Name a folder of archives: --mirror FOLDER.\n`);
    return 2;
  }
  const repositories = new Repositories(realNetwork);
  const versions = (pin: Pin): Promise<KnownVersion[]> | KnownVersion[] =>
    mirror === undefined ? versionsInRepository(repositories, pin) : versionsInMirror(mirror, pin);
  const cluster = lowestOf(track.kubernetes.range) ?? parseVersion(track.kubernetes.schemas);
  const judge = async (pin: Pin): Promise<Outdated | Failed> => {
    try {
      return outdatedOf(pin, await versions(pin), cluster);
    } catch (error) {
      return { chart: pin.chart, pinned: pin.version, message: error instanceof Error ? error.message : String(error) };
    }
  };
  const all = await withProgress('asking repositories', inTurn(pinsOf(track), AT_ONCE, judge));
  const failed = all.filter((one): one is Failed => 'message' in one);
  const known = all.filter((one): one is Outdated => !('message' in one));
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ version: 1, kubernetes: track.name, charts: known, failed }, null, 2)}\n`);
  } else process.stdout.write(`${outdatedText(known, track.name)}\n`);
  for (const { chart, message } of failed) process.stderr.write(`error: ${chart}: ${message}\n`);
  return failed.length > 0 ? 2 : 0;
}

/** A table with a line for each chart. */
function outdatedText(charts: readonly Outdated[], kubernetes: string): string {
  if (charts.length === 0) return 'no chart could be compared';
  const header = ['chart', 'pinned', `newest for ${kubernetes}`, 'newest of all', 'needs Kubernetes'];
  const rows = charts.map((one) => [
    one.chart,
    one.pinned,
    one.installable ? versionText(one.installable) : one.newest && !one.tellsKubernetes ? 'not known' : '-',
    one.newest ? versionText(one.newest) : '-',
    one.newest ? kubernetesText(one.newest) : '-',
  ]);
  return tableLines(header, rows).join('\n');
}

function versionText({ version, jump }: Newer): string {
  return `${version} (${jump})`;
}

function kubernetesText({ kubernetes }: Newer): string {
  if (kubernetes === undefined) return 'not known: its repository does not tell';
  return kubernetes === '*' ? 'any' : kubernetes;
}
