import { list } from '../pods.ts';
import type { World } from '../world.ts';
import { Inventory } from './inventory.ts';
import { type RunningPods, runningPods } from './running-pods.ts';
import { recordsOf, Scopes } from './scope.ts';
import { LabelIndex } from './selector.ts';
import { type ServiceFacts, servicesOf } from './services.ts';
import { Unknowns } from './unknowns.ts';

/** What references are resolved against. */
export interface ReferenceFacts {
  readonly scopes: Scopes;
  readonly inventory: Inventory;
  readonly unknowns: Unknowns;
  readonly pods: LabelIndex<RunningPods>;
  readonly allPods: readonly RunningPods[];
  readonly services: LabelIndex<ServiceFacts>;
  /** A service by `namespace/name`. */
  readonly service: ReadonlyMap<string, ServiceFacts>;
  /** Namespace that holds the secrets of cluster-wide issuers. */
  readonly issuerHome: string;
}

const known = new WeakMap<World, ReferenceFacts>();

/** What the references of a world are resolved against, computed once. */
export function referenceFacts(world: World): ReferenceFacts {
  const done = known.get(world);
  if (done) return done;
  const facts = compute(world);
  known.set(world, facts);
  return facts;
}

function compute(world: World): ReferenceFacts {
  const scopes = new Scopes(world);
  const unknowns = new Unknowns(world, scopes);
  const allPods = runningPods(world, scopes);
  const services = servicesOf(world, scopes, allPods);
  return {
    scopes,
    inventory: new Inventory(world, scopes),
    unknowns,
    pods: new LabelIndex(allPods),
    allPods,
    services: new LabelIndex(services),
    service: new Map(services.map((service) => [`${service.namespace}/${service.name}`, service])),
    issuerHome: issuerHomeOf(allPods, unknowns),
  };
}

/** cert-manager looks where its controller runs, unless a flag says otherwise. */
function issuerHomeOf(pods: readonly RunningPods[], { releases }: Unknowns): string {
  const flag = /^--?cluster-resource-namespace=(.+)$/;
  for (const { spec, namespace } of pods) {
    for (const { args } of recordsOf(spec['containers'])) {
      for (const text of list(args)) {
        const written = typeof text === 'string' ? flag.exec(text)?.[1] : undefined;
        if (written) return written.includes('$') ? namespace : written;
      }
    }
  }
  return releases.find(({ chart }) => chart === 'cert-manager')?.namespace ?? 'cert-manager';
}
