import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { World } from '../../lib/check/world.ts';
import { labPages } from '../../lib/cli/lab-pages.ts';
import { render } from '../../lib/core/render.ts';
import { html } from '../../lib/report/html.ts';
import { layersPicture } from '../../lib/report/layers-picture.ts';
import { reportPage } from '../../lib/report/page.ts';
import lab from '../../main.ts';

const rendering = render(lab);

/** The page of the shipped lab, with more objects if asked. */
function page(more = 0): string {
  const bare = labWorld('.', lab, rendering);
  const extra = Array.from({ length: more }, (_, i) => ({
    ...bare.subjects[0]!,
    manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${i}`, namespace: 'default' } },
  }));
  const world = new World({ ...bare.props, subjects: [...bare.subjects, ...extra] });
  const change = { against: 'v1', text: 'layer web\n  ~ Deployment <web>' };
  return reportPage({ lab, rendering, world, verdict: check(world, ruleSets), change });
}

test('what comes from the lab is escaped', () => {
  expect(html`<p title="${'a"b'}">${['<script>', html`<b>x</b>`]}</p>`.text).toBe(
    '<p title="a&#34;b">&#60;script&#62;<b>x</b></p>',
  );
  expect(page()).toContain('Deployment &#60;web&#62;');
});

test('two runs give the same page and the same picture', () => {
  expect(page()).toBe(page());
  expect(layersPicture(rendering)).toBe(layersPicture(rendering));
});

test.each([...labPages(lab, rendering)])('%s is that of the lab: npm start writes it', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('the page is small, and asks nobody for anything', () => {
  const text = page();
  expect(Buffer.byteLength(text)).toBeLessThan(1.5 * 1024 * 1024);
  expect(text.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/(?:src|href)="(?!#)|@import|url\((?!#)/);
});

const CHROMIUM = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
/** Milliseconds for a browser on a busy machine. */
const PATIENCE = 240_000;
if (!CHROMIUM) console.log('skipped: the page in a browser: no Chromium is on this machine (set CHROMIUM to one)');

(CHROMIUM ? describe : describe.skip)('the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(folder, 'report.html'), page());
    writeFileSync(join(folder, 'large.html'), page(2_000));
    const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
    const quiet = ['--disable-background-networking', '--disable-component-update'];
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: [...flags, ...quiet], timeout: PATIENCE });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function opened(options: Parameters<Browser['newPage']>[0] = {}, name = 'report.html'): Promise<Page> {
    const tab = await browser.newPage(options);
    tab.setDefaultTimeout(PATIENCE);
    const faults: string[] = [];
    tab.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    tab.on('pageerror', (error) => faults.push(String(error)));
    await tab.goto(pathToFileURL(join(folder, name)).href);
    expect(faults).toEqual([]);
    return tab;
  }

  const visible = (tab: Page) => tab.locator('#all tbody tr:not([hidden])').count();

  /** Waits until so many objects are shown: keys and clicks reach the page in its own time. */
  const shows = (tab: Page, count: number) =>
    tab.waitForFunction(`document.querySelectorAll('#all tbody tr:not([hidden])').length === ${count}`);

  test('the search finds an object by its words, and Escape shows all again', async () => {
    const tab = await opened();
    const all = await visible(tab);
    await tab.keyboard.press('/');
    await tab.keyboard.type('statefulset web');
    await shows(tab, 1);
    expect(await tab.locator('#found').textContent()).toBe(`1 of ${all} objects`);
    await tab.keyboard.press('Escape');
    await shows(tab, all);
    await tab.close();
  });

  test('a click on a layer shows what it needs and who needs it', async () => {
    const tab = await opened();
    await tab.locator('svg g.layer[data-layer=topolvm]').click();
    await tab.locator('.card.chosen[data-card=topolvm]').waitFor();
    const near = await tab
      .locator('svg g.layer.near')
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-layer')));
    expect(near.sort()).toEqual(['experimental-web', 'kube-prometheus', 'namespaces']);
    await tab.close();
  });

  test('a layer is reached and chosen with the keyboard alone', async () => {
    const tab = await opened();
    await tab.locator('svg a').first().focus();
    await tab.keyboard.press('Enter');
    await tab.locator('.card.chosen').waitFor();
    expect(await tab.locator('.card.chosen').count()).toBe(1);
    await tab.close();
  });

  test.each(['light', 'dark'] as const)(
    'in %s, at the width of a phone, nothing is cut off and axe finds nothing serious',
    async (colorScheme) => {
      const tab = await opened({ colorScheme, viewport: { width: 400, height: 800 } });
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(400);
      await tab.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = (await tab.evaluate('axe.run().then(({ violations }) => violations)')) as {
        id: string;
        impact: string;
      }[];
      expect(
        violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id),
      ).toEqual([]);
      await tab.close();
    },
  );

  test('the light can be turned', async () => {
    const tab = await opened({ colorScheme: 'light' });
    const back = () => tab.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await back();
    await tab.locator('#theme').click();
    await tab.locator('html[data-theme=dark]').waitFor();
    expect(await back()).not.toBe(before);
    await tab.close();
  });

  test('among 2,000 objects a search finds the one', async () => {
    const tab = await opened({}, 'large.html');
    await tab.locator('#search').fill('map-1999');
    await shows(tab, 1);
    await tab.close();
  });
});
