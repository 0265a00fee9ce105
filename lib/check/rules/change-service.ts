import { pathText } from '../path.ts';
import { list, podTemplates, record } from '../pods.ts';
import { text } from '../read.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { type Change, isSame } from './change-pairs.ts';

/** Changes after which something does not answer as before: what is paused, issued, moved or rolled out. */
export function* judgeService(change: Change): Generator<Report> {
  yield* judgeSuspend(change);
  yield* judgeIssuers(change);
  yield* judgeHosts(change);
  yield* judgeRollOut(change);
}

function* judgeSuspend({ pairs }: Change): Generator<Report> {
  for (const { before, after } of pairs) {
    const { kind, apiVersion } = after.manifest;
    if (kind !== 'CronJob' && !apiVersion.includes('.toolkit.fluxcd.io/')) continue;
    const [was, is] = [before, after].map(({ manifest }) => record(manifest['spec'])['suspend'] === true);
    if (was === is) continue;
    const message = is
      ? `${subjectName(after)} is suspended: it stays as it is, whatever is pushed`
      : `${subjectName(after)} is resumed: all that changed since it was suspended is applied at once`;
    const hint = is ? 'Resume it when the work is done.' : 'Look at the difference to the cluster first (flux diff).';
    yield { code: 'change-suspend', subject: after, path: 'spec.suspend', message, hint };
  }
}

function* judgeIssuers({ pairs }: Change): Generator<Report> {
  for (const { before, after } of pairs) {
    const { kind } = after.manifest;
    if (kind !== 'Issuer' && kind !== 'ClusterIssuer') continue;
    const [was, is] = [before, after].map(({ manifest }) => text(record(record(manifest['spec'])['acme'])['server']));
    if (was === undefined || is === undefined || was === is) continue;
    const message = `${subjectName(after)} asks ${is} where it asked ${was}: certificates that are there stay as they are until they are renewed`;
    const hint =
      'Give each ACME server an issuer of its own, and name that in the ingress: then the certificate is issued anew.';
    yield { code: 'change-acme', subject: after, path: 'spec.acme.server', message, hint };
  }
}

/** A host that leads elsewhere although the service that it led to is still there, and has no other. */
function* judgeHosts({ before, after }: Change): Generator<Report> {
  const old = new Map(routesOf(before).map((route) => [route.key, route]));
  const now = routesOf(after);
  const reached = new Set(now.map(({ service }) => service));
  for (const { key, host, service, subject, path } of now) {
    const was = old.get(key);
    if (!was || was.service === service || reached.has(was.service)) continue;
    const [namespace = '', name = ''] = was.service.split('/');
    if (!after.find('', 'Service', namespace === '' ? undefined : namespace, name)) continue;
    const message = `host ${host} leads to service ${service} where it led to ${was.service}, which is still there and has no host any more`;
    yield {
      code: 'change-host',
      subject,
      path,
      message,
      hint: 'Give the new service a host of its own, or remove the old one.',
    };
  }
}

interface Route {
  readonly key: string;
  readonly host: string;
  readonly service: string;
  readonly subject: Subject;
  readonly path: string;
}

function routesOf(world: World): Route[] {
  return world.ofKind('Ingress', 'networking.k8s.io').flatMap((subject) => {
    const namespace = subject.manifest.metadata.namespace ?? '';
    return list(record(subject.manifest['spec'])['rules']).flatMap((rule, i) => {
      const host = text(record(rule)['host']);
      if (host === undefined) return [];
      return list(record(record(rule)['http'])['paths']).flatMap((value, j): Route[] => {
        const name = text(record(record(record(value)['backend'])['service'])['name']);
        if (name === undefined) return [];
        const path = pathText(['spec', 'rules', i, 'http', 'paths', j, 'backend', 'service', 'name']);
        return [
          {
            key: `${host}${spell(record(value)['path'] ?? '/')}`,
            host,
            service: `${namespace}/${name}`,
            subject,
            path,
          },
        ];
      });
    });
  });
}

/** Pods that are gone before the new ones are there. */
function* judgeRollOut(change: Change): Generator<Report> {
  const old = new Map(podTemplates(change.before).map((pod) => [pod.subject, pod]));
  for (const { subject, spec, count, path } of podTemplates(change.after)) {
    const { kind } = subject.manifest;
    const was = change.was(subject);
    const before = was && old.get(was);
    if (!before || (kind !== 'Deployment' && kind !== 'StatefulSet') || isSame(before.spec, spec) || count === 0)
      continue;
    const strategy = record(record(subject.manifest['spec'])['strategy'])['type'];
    const isRecreated = kind === 'Deployment' && strategy === 'Recreate';
    if (!isRecreated && !(kind === 'StatefulSet' && count === 1)) continue;
    const message = `the pods of ${subjectName(subject)} change, and ${isRecreated ? 'all end' : 'its only one ends'} before a new one starts: it does not answer for a while`;
    yield { code: 'change-rollout', subject, path: pathText(path), message, hint: 'Push it when nobody minds.' };
  }
}
