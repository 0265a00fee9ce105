import { anchor, type Html, html, table } from '../html.ts';
import { graphEdges, graphLayers, type LabReport, layerPlace, referenceName } from '../lab-report.ts';
import { layOut } from '../layer-graph.ts';
import { graphSvg } from '../layer-graph-svg.ts';

/** The graph of the layers, and of each what it needs and who needs it. */
export function layersSection(report: LabReport): Html {
  const { layers, edges } = report.rendering.order;
  const picture = graphSvg(layOut(graphLayers(report), graphEdges(report)), false);
  const cards = layers.map((layer) => {
    const needs = edges.get(layer)!;
    const needed = layers.filter((other) => edges.get(other)!.some(({ to }) => to === layer));
    const link = (name: string) => html`<a href="#${anchor('layer', name)}">${name}</a>`;
    return html`<article id="${anchor('layer', layer.name)}" class="card" data-card="${layer.name}" tabindex="-1">
<h3>${layer.name}</h3>
<p class="note">${layerPlace(layer)}${layer.props.suspended ? ', suspended' : ''}${layer.props.prune === false ? ', never pruned' : ''}</p>
${
  needs.length === 0
    ? html`<p>Needs no other layer.</p>`
    : table(
        `${layer.name} needs`,
        ['layer', 'because of'],
        needs.map(({ to, uses }) => [link(to.name), uses.map(({ reference }) => referenceName(reference)).join(', ')]),
      )
}
<p>${needed.length === 0 ? 'No layer needs it.' : html`Needed by ${needed.map(({ name }, i) => html`${i > 0 ? ', ' : ''}${link(name)}`)}.`}</p>
</article>
`;
  });
  return html`<section id="layers"><h2>Layers</h2>
<p>Flux applies them from the top down. A line says that the lower one waits for the upper one; point at it to see why.</p>
<div class="graph scroll" tabindex="0" role="region" aria-label="Graph of the layers">${picture}</div>
<div class="cards">${cards}</div></section>`;
}
