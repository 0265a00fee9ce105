import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ChartFiles, readChartFiles, unpackChart } from '../../lib/charts/archive.ts';
import { findArchive } from '../../lib/charts/mirror.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { chartUses } from '../../lib/check/releases.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';
import { BUILD_TIMEOUT, describeWithHelm, newFolder, realHelm, removeScratch } from './real-helm.ts';
import { DUMP, seenByHelm, seenHere } from './values-dump.ts';

const mirror = process.env['HENSTEETH_CHART_MIRROR'];

/** Writes a chart with all charts inside, and gives each a template that prints what it sees. */
function writeWithDumps(files: ChartFiles, folder: string): void {
  const put = (path: string, content: Buffer | string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const [path, content] of files) {
    const inner = /^((?:.*\/)?charts\/[^/]+)\.tgz$/.exec(path)?.[1];
    if (inner !== undefined) writeWithDumps(unpackChart(content, path), join(folder, inner));
    else put(path, content);
    if (/(^|\/)Chart\.yaml$/.test(path)) put(join(dirname(path), 'templates/dump.yaml'), DUMP);
  }
}

(mirror ? describeWithHelm : describe.skip)('the charts of the lab', () => {
  jest.setTimeout(BUILD_TIMEOUT);
  afterEach(removeScratch);
  beforeAll(realHelm.path);

  const uses = mirror ? chartUses(labWorld('.', lab, render(lab))) : [];
  const cases = uses.flatMap(({ chart, version, values }) =>
    [values, {}].map((own) => ({ chart, version, own, whose: own === values ? "the lab's values" : 'no values' })),
  );

  test.each(cases)('$chart sees with $whose what the real Helm shows it', async ({ chart, version, own }) => {
    const folder = join(newFolder(), chart);
    writeWithDumps(readChartFiles(findArchive(mirror!, chart, version ?? '')!), folder);
    expect(seenHere(folder, own)).toEqual(await seenByHelm(folder, own));
  });
});
