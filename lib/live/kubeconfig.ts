import { parse, parseDocument, YAMLMap, YAMLSeq } from 'yaml';
import { record } from '../check/pods.ts';

/** Access to one cluster: what a kubeconfig has of it. */
export interface Access {
  /** `https://hensteeth.tailnet.example:16443`. */
  readonly server: string;
  /** PEM, base64. */
  readonly authority: string;
  /** Token or client certificate, as the kubeconfig has it. */
  readonly user: Readonly<Record<string, unknown>>;
}

/** A kubeconfig that cannot be read. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

const SECTIONS = ['clusters', 'users', 'contexts'] as const;

/**
 * The access in what `microk8s config` prints, led to another host: the server's certificate covers the tailnet name.
 *
 * @throws KubeconfigError when it is none
 */
export function accessFrom(text: string, host: string): Access {
  const config = record(parseOrRefuse(text, 'what the server printed'));
  const cluster = record(record(first(config['clusters']))['cluster']);
  const user = record(record(first(config['users']))['user']);
  const { server, 'certificate-authority-data': authority } = cluster;
  if (typeof server !== 'string' || typeof authority !== 'string' || Object.keys(user).length === 0) {
    throw new KubeconfigError('what the server printed is no kubeconfig: it lacks a server, an authority or a user');
  }
  const url = new URL(server);
  url.hostname = host;
  return { server: url.origin, authority, user };
}

/**
 * A kubeconfig with the access under a name, as the current context. All else, comments among it, stays as it is.
 *
 * @param text of the file as it is; empty for a new one
 * @throws KubeconfigError when it is no kubeconfig: it is then left alone
 */
export function withAccess(text: string, name: string, { server, authority, user }: Access): string {
  const source = text.trim() === '' ? 'apiVersion: v1\nkind: Config\n' : text;
  parseOrRefuse(source, 'the kubeconfig');
  const document = parseDocument(source);
  if (!(document.contents instanceof YAMLMap)) throw new KubeconfigError('the kubeconfig is no map');
  const entries = {
    clusters: { name, cluster: { server, 'certificate-authority-data': authority } },
    users: { name, user },
    contexts: { name, context: { cluster: name, user: name } },
  };
  for (const section of SECTIONS) {
    const list = document.get(section);
    const items = list instanceof YAMLSeq ? list : new YAMLSeq();
    if (items !== list) document.set(section, items);
    const at = items.items.findIndex((item) => item instanceof YAMLMap && item.get('name') === name);
    const node = document.createNode(entries[section]);
    if (at < 0) items.add(node);
    else items.items[at] = node;
  }
  document.set('current-context', name);
  return document.toString({ lineWidth: 0 });
}

function parseOrRefuse(text: string, what: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new KubeconfigError(`${what} is no YAML: ${reason}`);
  }
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}
