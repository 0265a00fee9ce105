import { imageTag, judgeImage, parseImage } from '../../values/image.ts';
import { walk } from '../leaves.ts';
import { pathText, type Step, valueAt } from '../path.ts';
import { list, type PodTemplate, podTemplates, record } from '../pods.ts';
import { text } from '../read.ts';
import { chartUseOf } from '../releases.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import { compareImageVersions, compareVersions, isMajorChange, parseImageTag, parseVersion } from '../version.ts';
import type { Change } from './change-pairs.ts';

/** Charts and images that went back, or took a step that breaks those who use them. */
export function* judgeVersions(change: Change): Generator<Report> {
  for (const { before, after } of change.of('HelmRelease', 'helm.toolkit.fluxcd.io')) {
    yield* judgeChart(before, after);
    yield* judgeTags(before, after);
  }
  const old = new Map(podTemplates(change.before).map((pod) => [pod.subject, pod]));
  for (const pod of podTemplates(change.after)) {
    const was = change.was(pod.subject);
    const before = was && old.get(was);
    if (before) yield* judgeImages(before, pod);
  }
}

function* judgeChart(before: Subject, after: Subject): Generator<Report> {
  const [was, is] = [chartUseOf(before), chartUseOf(after)];
  if (!was?.version || !is?.version || was.chart !== is.chart) return;
  const [from, to] = [parseVersion(was.version), parseVersion(is.version)];
  if (!from || !to) return;
  const step = `chart ${is.chart} goes from ${was.version} to ${is.version}`;
  const path = 'spec.chart.spec.version';
  if (compareVersions(to, from) < 0) {
    const message = `${step}: an older chart rarely understands what a newer one has left on the cluster`;
    yield {
      code: 'change-downgrade',
      subject: after,
      path,
      message,
      hint: `Write ${was.version}, or look up how to go back.`,
    };
  } else if (isMajorChange(from, to)) {
    const message = `${step}: a step like this renames values and changes fields that are fixed`;
    yield {
      code: 'change-major',
      subject: after,
      path,
      message,
      hint: "Read the chart's notes on upgrading, and look at the difference of its objects.",
    };
  }
}

function* judgeImages(before: PodTemplate, after: PodTemplate): Generator<Report> {
  for (const key of ['containers', 'initContainers']) {
    const old = new Map(
      list(before.spec[key]).map((container) => [record(container)['name'], text(record(container)['image'])]),
    );
    for (const [i, container] of list(after.spec[key]).entries()) {
      const [was, is] = [old.get(record(container)['name']), text(record(container)['image'])];
      if (was === undefined || is === undefined || judgeImage(was) || judgeImage(is)) continue;
      const [from, to] = [parseImage(was), parseImage(is)];
      if (from.registry !== to.registry || from.repository !== to.repository) continue;
      const path = pathText([...after.path, key, i, 'image']);
      yield* judgeTag(after.subject, path, to.repository, imageTag(was), imageTag(is));
    }
  }
}

/** Tags in the values of a chart, where the same repository stands beside them. */
function* judgeTags(before: Subject, after: Subject): Generator<Report> {
  const values = record(after.manifest['spec'])['values'];
  const found: { path: readonly Step[]; tag: string }[] = [];
  walk(values, (value, path) => {
    if (typeof value === 'string' && path.at(-1) === 'tag')
      found.push({ path: ['spec', 'values', ...path], tag: value });
    return undefined;
  });
  for (const { path, tag } of found) {
    const beside = [...path.slice(0, -1), 'repository'];
    const [was, is] = [before, after].map(({ manifest }) => valueAt(manifest, beside));
    if (was !== is) continue;
    const name = text(is) ?? pathText(path.slice(2, -1));
    yield* judgeTag(after, pathText(path), name, text(valueAt(before.manifest, path)), tag);
  }
}

function* judgeTag(
  subject: Subject,
  path: string,
  name: string,
  was: string | undefined,
  is: string | undefined,
): Generator<Report> {
  const [from, to] = [was, is].map((tag) => (tag === undefined ? undefined : parseImageTag(tag)));
  if (!from || !to) return;
  const step = `image ${name.replace(/^library\//, '')} of ${subjectName(subject)} goes from ${was} to ${is}`;
  const order = compareImageVersions(to, from);
  if (order !== undefined && order < 0) {
    const message = `${step}: an older program rarely reads what a newer one has written`;
    yield { code: 'change-downgrade', subject, path, message, hint: `Write ${was}, or see that its data can go back.` };
  } else if (isMajorChange(from.version, to.version) && from.version.major <= to.version.major) {
    const message = `${step}: a step like this may change its files and its settings for good`;
    yield {
      code: 'change-major-image',
      subject,
      path,
      message,
      hint: 'Read its notes on upgrading, and save its data first.',
    };
  }
}
