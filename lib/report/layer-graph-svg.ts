import { anchor, type Html, html } from './html.ts';
import { BOX_HEIGHT, type LaidOut } from './layer-graph.ts';

/** What a picture of its own needs, which no page around it gives. */
const STYLE = `
.layer rect{fill:#f6f8fa;stroke:#57606a}.layer text{fill:#1f2328;font:600 13px system-ui,sans-serif}
.layer .note{font-weight:400;font-size:11px;fill:#57606a}.edge{fill:none;stroke:#57606a}.head{fill:#57606a}
@media(prefers-color-scheme:dark){.layer rect{fill:#161b22;stroke:#9198a1}.layer text{fill:#e6edf3}.layer .note{fill:#9198a1}.edge{stroke:#9198a1}.head{fill:#9198a1}}`;

/** The layers as a picture. In a page each box is a link to what is told of the layer; alone it brings its own style. */
export function graphSvg({ width, height, boxes, lines }: LaidOut, isAlone: boolean): Html {
  const edges = lines.map(({ from, to, because, points }) => {
    const why = because.length > 0 ? because.join(', ') : 'constructs that depend on each other';
    return html`<path class="edge" data-from="${from}" data-to="${to}" d="${curve(points)}" marker-end="url(#head)"><title>${from} waits for ${to}: ${why}</title></path>\n`;
  });
  const nodes = boxes.map(({ name, note, x, y, width: wide }) => {
    const left = Math.round((x - wide / 2) * 10) / 10;
    const top = y - BOX_HEIGHT / 2;
    const box = html`<g class="layer" data-layer="${name}"><rect x="${left}" y="${top}" width="${wide}" height="${BOX_HEIGHT}" rx="6"/><text x="${x}" y="${y - 3}" text-anchor="middle">${name}</text><text class="note" x="${x}" y="${y + 13}" text-anchor="middle">${note}</text></g>`;
    return isAlone ? html`${box}\n` : html`<a href="#${anchor('layer', name)}">${box}</a>\n`;
  });
  const size = isAlone ? html` width="${width}" height="${height}"` : html``;
  const most = isAlone ? html`` : html` style="max-width:${width}px"`;
  const style = isAlone ? html`<style>${STYLE}</style>` : html``;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"${size}${most} role="${isAlone ? 'img' : 'group'}" aria-label="Layers of the lab: each waits for those above it that it is joined to">
${style}<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
${edges}${nodes}</svg>
`;
}

/** A line through points, without corners: each inner one is what a curve bends towards. */
function curve(points: LaidOut['lines'][number]['points']): string {
  return points
    .map(({ x, y }, i) => {
      const next = points[i + 1];
      if (i === 0 || !next) return `${i === 0 ? 'M' : 'L'}${x} ${y}`;
      return `Q${x} ${y} ${Math.round((x + next.x) * 5) / 10} ${Math.round((y + next.y) * 5) / 10}`;
    })
    .join('');
}
