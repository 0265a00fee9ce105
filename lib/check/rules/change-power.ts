import { pathText, type Step } from '../path.ts';
import { list, podTemplates, record } from '../pods.ts';
import { listUnder, text } from '../read.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import type { Change } from './change-pairs.ts';

/** How many permissions of a list are written out. */
const NAMED = 4;
const SHARED = ['hostNetwork', 'hostPID', 'hostIPC'];

/** What may do more than it could before: pods on their node, accounts in the cluster. */
export function* judgePower(change: Change): Generator<Report> {
  if (change.before.subjects.length === 0) return;
  yield* judgePods(change);
  yield* judgeAccounts(change);
}

function* judgePods(change: Change): Generator<Report> {
  const old = new Map(podTemplates(change.before).map(({ subject, spec }) => [subject, spec]));
  for (const { subject, path, spec } of podTemplates(change.after)) {
    const was = change.was(subject);
    const had = new Set(privilegesOf(record(was && old.get(was))).map(({ what }) => what));
    for (const { what, at } of privilegesOf(spec)) {
      if (had.has(what)) continue;
      had.add(what);
      const message = `${subjectName(subject)} now has ${what}: who breaks into it is on the node`;
      yield {
        code: 'change-privilege',
        subject,
        path: pathText([...path, ...at]),
        message,
        hint: 'See that it needs it, and that the change was meant.',
      };
    }
  }
}

function privilegesOf(spec: Readonly<Record<string, unknown>>): { what: string; at: readonly Step[] }[] {
  const found: { what: string; at: readonly Step[] }[] = [];
  for (const key of SHARED) if (spec[key] === true) found.push({ what: key, at: [key] });
  for (const [i, volume] of list(spec['volumes']).entries()) {
    const path = text(record(record(volume)['hostPath'])['path']);
    if (path !== undefined) found.push({ what: `the node's ${path}`, at: ['volumes', i, 'hostPath', 'path'] });
  }
  for (const key of ['containers', 'initContainers']) {
    for (const [i, container] of list(spec[key]).entries()) {
      const security = record(record(container)['securityContext']);
      const at = [key, i, 'securityContext'];
      if (security['privileged'] === true) found.push({ what: 'a privileged container', at: [...at, 'privileged'] });
      for (const [j, capability] of list(record(security['capabilities'])['add']).entries()) {
        found.push({ what: `the capability ${spell(capability)}`, at: [...at, 'capabilities', 'add', j] });
      }
    }
  }
  return found;
}

/** One permission over the whole cluster, and which binding gives it to whom. */
interface Grant {
  readonly account: string;
  readonly permission: string;
  readonly binding: Subject;
  readonly role: Subject | undefined;
}

function* judgeAccounts(change: Change): Generator<Report> {
  const had = new Set(grantsOf(change.before).map(keyOf));
  const added = new Map<Subject, Grant[]>();
  for (const grant of grantsOf(change.after)) {
    if (had.has(keyOf(grant))) continue;
    // The binding when it is new, else the role that grew.
    const subject = change.was(grant.binding) && grant.role ? grant.role : grant.binding;
    listUnder(added, subject).push(grant);
  }
  for (const [subject, grants] of added) {
    const permissions = [...new Set(grants.map(({ permission }) => permission))];
    const accounts = [...new Set(grants.map(({ account }) => account))].join(', ');
    const powerful = permissions.filter(isPowerful);
    const told = powerful.length > 0 ? powerful : permissions;
    const names = told.slice(0, NAMED).join(', ');
    const more = told.length > NAMED ? ` and ${told.length - NAMED} more` : '';
    const message = `${accounts} may now ${names}${more} in the whole cluster`;
    const code = powerful.length > 0 ? 'change-rbac-power' : 'change-rbac';
    const path = subject.manifest.kind === 'ClusterRole' ? 'rules' : 'roleRef';
    yield { code, subject, path, message, hint: 'See that it needs it, and that the change was meant.' };
  }
}

function keyOf({ account, permission }: Grant): string {
  return `${account} ${permission}`;
}

function grantsOf(world: World): Grant[] {
  return world.ofKind('ClusterRoleBinding').flatMap((binding) => {
    const name = text(record(binding.manifest['roleRef'])['name']) ?? '';
    const role = world.find('rbac.authorization.k8s.io', 'ClusterRole', undefined, name);
    const permissions = role ? permissionsOf(role) : [`do all that ${name} may`];
    const accounts = list(binding.manifest['subjects']).map((subject) => {
      const { kind, namespace, name: account } = record(subject);
      return `${spell(kind)} ${namespace === undefined ? '' : `${spell(namespace)}/`}${spell(account)}`;
    });
    return accounts.flatMap((account) => permissions.map((permission) => ({ account, permission, binding, role })));
  });
}

/** Permissions as `get secrets`, `create deployments.apps`. */
function permissionsOf({ manifest }: Subject): string[] {
  return list(manifest['rules']).flatMap((value) => {
    const rule = record(value);
    const names = list(rule['resourceNames']).length > 0 ? ` (${list(rule['resourceNames']).join(', ')})` : '';
    const paths = list(rule['nonResourceURLs']).map(String);
    const resources = list(rule['apiGroups']).flatMap((group) =>
      list(rule['resources']).map((resource) => `${spell(resource)}${group === '' ? '' : `.${spell(group)}`}${names}`),
    );
    return list(rule['verbs']).flatMap((verb) => [...resources, ...paths].map((what) => `${spell(verb)} ${what}`));
  });
}

const READS = '(?:get|list|watch|\\*)';
const WRITES = '(?:create|update|patch|\\*)';
/** Permissions that lead to all others, or to every secret. */
const POWERFUL = new RegExp(
  [
    '^\\* ',
    '^\\w+ \\*',
    `^${READS} secrets$`,
    `^${WRITES} (?:pods|pods/exec|nodes/proxy|serviceaccounts/token)$`,
    `^${WRITES} (?:deployments|daemonsets|statefulsets|jobs|cronjobs)\\.`,
    `^${WRITES} (?:cluster)?role(?:binding)?s\\.rbac`,
    `^${WRITES} (?:mutating|validating)webhookconfigurations\\.`,
    '^(?:escalate|bind|impersonate) ',
    '^do all that (?:cluster-admin|admin) ',
  ].join('|'),
);

function isPowerful(permission: string): boolean {
  return POWERFUL.test(permission);
}
