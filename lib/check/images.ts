import { judgeImage, parseImage } from '../values/image.ts';
import { pathText, type Step } from './path.ts';
import { list, podTemplates, record } from './pods.ts';
import { text } from './read.ts';
import type { Subject } from './subject.ts';
import type { World } from './world.ts';

/** An image that something runs. */
export interface ImageUse {
  /** As it is written. */
  readonly image: string;
  readonly subject: Subject;
  readonly path: string;
}

const OPERATED = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];
/** Flags that tell an operator which image its pods run: `--prometheus-config-reloader=`, `--acme-http01-solver-image=`. */
const FLAG = /^--?[\w-]*(?:image|config-reloader)=(.+)$/;

/** All images of the world: of containers, of what the Prometheus operator makes, and of operators that are told one by a flag. */
export function imageUses(world: World): ImageUse[] {
  const uses: ImageUse[] = [];
  const add = (subject: Subject, path: readonly Step[], image: unknown) => {
    const name = text(image);
    if (name !== undefined && name !== '') uses.push({ image: name, subject, path: pathText(path) });
  };
  const addContainers = (subject: Subject, path: readonly Step[], spec: Readonly<Record<string, unknown>>) => {
    for (const key of ['containers', 'initContainers']) {
      for (const [i, container] of list(spec[key]).map(record).entries()) {
        const place = [...path, key, i];
        add(subject, [...place, 'image'], container['image']);
        for (const [n, arg] of list(container['args']).entries()) {
          const named = typeof arg === 'string' ? FLAG.exec(arg)?.[1] : undefined;
          if (named && judgeImage(named) === undefined) add(subject, [...place, 'args', n], named);
        }
      }
    }
  };
  for (const { subject, path, spec } of podTemplates(world)) addContainers(subject, path, spec);
  for (const kind of OPERATED) {
    for (const subject of world.ofKind(kind, 'monitoring.coreos.com')) {
      const spec = record(subject.manifest['spec']);
      add(subject, ['spec', 'image'], spec['image']);
      add(subject, ['spec', 'thanos', 'image'], record(spec['thanos'])['image']);
      addContainers(subject, ['spec'], spec);
    }
  }
  return uses;
}

/** The image with its registry: `nginx:1.27` is `docker.io/library/nginx:1.27`. A text that is no image stays as it is. */
export function fullImage(image: string): string {
  if (judgeImage(image) !== undefined) return image;
  const { registry, repository, tag, digest } = parseImage(image);
  return `${registry}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}
