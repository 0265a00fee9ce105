import { Html, html } from './html.ts';
import type { LabReport } from './lab-report.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { capacitySection } from './sections/capacity.ts';
import { layersSection } from './sections/layers.ts';
import {
  changeSection,
  findingsSection,
  hostsSection,
  objectsSection,
  secretsSection,
  versionsSection,
  volumesSection,
} from './sections/tables.ts';

const PARTS = ['layers', 'capacity', 'hosts', 'volumes', 'secrets', 'findings', 'versions', 'objects'];

/** The lab as one page that needs nothing else: no network, no other file. */
export function reportPage(report: LabReport): string {
  const { lab, rendering, verdict } = report;
  const { counts } = verdict;
  const parts = report.change ? ['change', ...PARTS] : PARTS;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${lab.facts.name}: the lab</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><h1>${lab.facts.name}</h1>
<p>Track ${lab.track.name}, ${lab.facts.nodes.length} node${lab.facts.nodes.length === 1 ? '' : 's'}, ${rendering.order.layers.length} layers, ${counts.objects} objects; ${counts.errors} errors, ${counts.warnings} warnings, ${counts.notices} notices.</p></header>
<nav aria-label="Parts of the page"><input type="search" id="search" placeholder="Find an object ( / )" aria-label="Find an object">${parts.map((part) => html`<a href="#${part}">${part}</a>`)}<button type="button" id="theme" aria-label="Turn light or dark">Dark</button></nav>
<main id="main">
${changeSection(report)}
${layersSection(report)}
${capacitySection(report)}
${hostsSection(report)}
${volumesSection(report)}
${secretsSection(report)}
${findingsSection(report)}
${versionsSection(report)}
${objectsSection(report)}
</main>
<script>${new Html(PAGE_SCRIPT)}</script>
</body>
</html>
`.text;
}
