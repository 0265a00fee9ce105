import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** A service that selects nothing by itself needs endpoints that somebody writes. */
export function judgeEndpoints(world: World, facts: ReferenceFacts, findings: ReferenceFindings): void {
  const written = new Set<string>();
  for (const { manifest } of world.ofKind('Endpoints', '')) {
    written.add(`${facts.scopes.namespaceOf(manifest)}/${manifest.metadata.name}`);
  }
  for (const { manifest } of world.ofKind('EndpointSlice')) {
    const service = record(manifest.metadata.labels)['kubernetes.io/service-name'];
    written.add(`${facts.scopes.namespaceOf(manifest)}/${service}`);
  }
  for (const subject of world.ofKind('Service', '')) {
    const { selector, type, clusterIP } = record(subject.manifest['spec']);
    const namespace = facts.scopes.namespaceOf(subject.manifest);
    const place = `${namespace}/${subject.manifest.metadata.name}`;
    if (Object.keys(record(selector)).length > 0 || type === 'ExternalName' || clusterIP === 'None') continue;
    if (subject.release !== undefined || written.has(place) || facts.unknowns.whyIn(namespace)) continue;
    findings.tell({
      code: 'service-selects-nothing',
      subject,
      path: 'spec',
      message: `Service '${place}' has no selector, and no Endpoints or EndpointSlice is written for it: each connection to it fails`,
      hint: 'Write spec.selector with the labels of the pods.',
    });
  }
}
