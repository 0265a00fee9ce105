import { capacityOf } from '../../check/capacity/usage.ts';
import { fullImage, imageUses } from '../../check/images.ts';
import { list, record } from '../../check/pods.ts';
import { text } from '../../check/read.ts';
import { objectsOf } from '../../check/references/secret-files.ts';
import { chartUses } from '../../check/releases.ts';
import { subjectName } from '../../check/subject.ts';
import { anchor, type Html, html, table } from '../html.ts';
import type { LabReport } from '../lab-report.ts';

const GIB = 2 ** 30;

/** Hosts, with issuer and the service behind. */
export function hostsSection({ world }: LabReport): Html {
  const rows = world.ofKind('Ingress').flatMap(({ manifest, layer }) => {
    const { annotations } = manifest.metadata;
    const issuer = annotations?.['cert-manager.io/cluster-issuer'] ?? annotations?.['cert-manager.io/issuer'] ?? 'none';
    return list(record(manifest['spec'])['rules']).flatMap((rule) =>
      list(record(record(rule)['http'])['paths']).map((path) => {
        const service = record(record(record(path)['backend'])['service']);
        const port = record(service['port']);
        return [
          text(record(rule)['host']) ?? 'any',
          text(record(path)['path']) ?? '/',
          `${manifest.metadata.namespace}/${text(service['name']) ?? ''}:${String(port['name'] ?? port['number'] ?? '')}`,
          issuer,
          layer ?? '',
        ];
      }),
    );
  });
  return html`<section id="hosts"><h2>Hosts</h2>${table('Hosts', ['host', 'path', 'service', 'issuer', 'layer'], rows)}</section>`;
}

/** Every claim on a volume group. */
export function volumesSection({ world }: LabReport): Html {
  const rows = capacityOf(world).claims.map(({ name, subject, bytes, volumes, deviceClass, layer, release }) => [
    subject?.manifest.metadata.namespace === undefined ? name : `${subject.manifest.metadata.namespace}/${name}`,
    `${Math.round(bytes / GIB)} GiB`,
    String(volumes),
    deviceClass,
    release ?? layer ?? '',
  ]);
  return html`<section id="volumes"><h2>Volumes</h2>${table('Volumes', ['claim', 'size', 'volumes', 'device class', 'of'], rows)}</section>`;
}

/** Names of the secrets that the lab needs, and whether they are there. Never a value. */
export function secretsSection({ lab, world }: LabReport): Html {
  const files = world.props.secretFiles ?? [];
  const there = new Set(
    files.flatMap((file) => objectsOf([file]).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)),
  );
  const rows = lab.neededSecrets.map(({ name, namespace, keys, purpose }) => [
    `${namespace}/${name}`,
    there.has(`${namespace}/${name}`) ? 'present' : 'missing',
    keys.join(', '),
    purpose,
  ]);
  return html`<section id="secrets"><h2>Secrets</h2>${table('Secrets', ['secret', 'state', 'keys', 'what for'], rows)}</section>`;
}

/** Charts and images with their versions. */
export function versionsSection({ lab, world }: LabReport): Html {
  const { track } = lab;
  const charts = chartUses(world).map(({ subject, chart, version, rendered }) => [
    chart,
    version ?? 'newest',
    `${subject.manifest.metadata.namespace}/${subject.manifest.metadata.name}`,
    rendered ? 'known' : 'not known here',
  ]);
  const users = new Map<string, Set<string>>();
  for (const { image, subject } of imageUses(world)) {
    const full = fullImage(image);
    users.set(full, (users.get(full) ?? new Set()).add(subjectName(subject)));
  }
  const images = [...users]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([image, all]) => [image, [...all].sort().join(', ')]);
  const support = Object.entries(track.supportedUntil).map(([name, until]) => [name, until]);
  return html`<section id="versions"><h2>Track ${track.name}</h2>
<p>Kubernetes ${track.kubernetes.range}, MicroK8s ${track.microk8s.channel}, Flux ${track.flux.version}.</p>
${table('Supported by their makers until', ['what', 'until'], support)}
<h3>Charts</h3>${table('Charts', ['chart', 'version', 'release', 'contents'], charts)}
<h3>Images</h3>${table('Images', ['image', 'used by'], images)}</section>`;
}

/** What the check tells. */
export function findingsSection({ verdict }: LabReport): Html {
  const { counts, findings, notJudged } = verdict;
  const rows = findings.map(({ code, severity, where, message, hint }) => [
    html`<span class="badge ${severity}">${severity}</span>`,
    html`<code>${code}</code>`,
    where.source ? `${where.source.file}:${where.source.line}` : (where.file ?? ''),
    where.object ?? where.path ?? '',
    html`${message}. <em>${hint}</em>`,
  ]);
  return html`<section id="findings"><h2>Findings</h2>
<p>${counts.objects} objects, ${counts.references} references, ${counts.rules} rules: ${counts.errors} errors, ${counts.warnings} warnings, ${counts.notices} notices, ${counts.allowed} allowed, ${counts.notJudged} not judged.</p>
${table('Findings', ['severity', 'code', 'line', 'object', 'what, and the fix'], rows)}
<details><summary>What was not judged</summary>${table(
    'Not judged',
    ['why', 'objects'],
    notJudged.map(({ why, objects }) => [why, objects.join(', ')]),
  )}</details></section>`;
}

/** What a change does, when it was asked for. */
export function changeSection({ change }: LabReport): Html {
  if (!change) return html``;
  return html`<section id="change"><h2>Change since ${change.against}</h2><pre class="scroll" tabindex="0" role="region" aria-label="The change">${change.text}</pre></section>`;
}

/** Every object, to be found by the search. */
export function objectsSection({ world }: LabReport): Html {
  const rows = world.subjects.map((subject) => {
    const { manifest, layer, release, file } = subject;
    const made = subject.source ? `${subject.source.file}:${subject.source.line}` : '';
    return html`<tr><td>${manifest.kind}</td><td>${manifest.metadata.namespace ?? ''}</td><td>${manifest.metadata.name}</td><td>${layer === undefined ? 'Flux' : html`<a href="#${anchor('layer', layer)}">${layer}</a>`}</td><td>${release ?? ''}</td><td>${made}</td><td>${file}</td></tr>
`;
  });
  const head = ['kind', 'namespace', 'name', 'layer', 'release', 'line', 'file'].map(
    (name) => html`<th scope="col">${name}</th>`,
  );
  return html`<section id="objects"><h2>Objects</h2><p id="found" role="status">${world.subjects.length} objects</p>
<div class="scroll" tabindex="0" role="region" aria-label="Objects"><table id="all"><caption>Objects</caption><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
