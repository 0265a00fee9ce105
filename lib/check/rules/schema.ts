import { groupOf } from '../../core/data-bearing.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import type { Judgement, NotJudged, Report, RuleSet } from '../rule.ts';
import { type Fault, Place } from '../schema/fault.ts';
import { durationFaults } from '../schema/go-durations.ts';
import { mountFaults } from '../schema/mounts.ts';
import { judgeIdentity } from '../schema/object-metadata.ts';
import { Served } from '../schema/served.ts';
import { judgeObject, type Outcome } from '../schema/walk.ts';
import type { KindSchema, SchemaCatalog } from '../schema-catalog.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { apiDocs } from './schema-api-docs.ts';
import { fieldDocs } from './schema-field-docs.ts';
import { podDocs } from './schema-pod-docs.ts';
import { valueDocs } from './schema-value-docs.ts';

/** Every object judged by the schema of its kind, as strictly as the API server, and by what the server's own code adds. */
export const schemaRules: RuleSet = { rules: [...apiDocs, ...fieldDocs, ...valueDocs, ...podDocs], judge };

function judge(world: World): Judgement {
  const reports: Report[] = [];
  const notJudged: NotJudged[] = [];
  const served = new Served(world);
  const metadata = metadataSchema(world.schemas);
  const mounts = mountFaults(world);
  for (const subject of world.subjects) {
    const { apiVersion, kind } = subject.manifest;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') continue;
    const { schema, blame, why } = served.find(apiVersion, kind);
    const faults: Fault[] = [];
    if (blame) faults.push({ ...blame, path: [blame.code === 'schema-kind' ? 'kind' : 'apiVersion'] });
    if (why !== undefined) notJudged.push({ subject, why });
    if (schema) {
      if (schema.deprecated) faults.push(deprecation(served, subject));
      const { faults: found, open } = walk(subject, schema, metadata);
      faults.push(...found, ...durationFaults(subject));
      for (const reason of open) notJudged.push({ subject, why: reason });
    }
    judgeIdentity(groupOf(apiVersion), kind, record(subject.manifest.metadata), new Place([], faults));
    faults.push(...(mounts.get(subject) ?? []));
    for (const { code, path, message, hint } of faults)
      reports.push({ code, subject, path: pathText(path), message, hint });
  }
  return { reports, notJudged };
}

function walk(subject: Subject, kind: KindSchema, metadata: KindSchema | undefined): Outcome {
  const { manifest, release } = subject;
  const encrypted = record(manifest['sops'])['mac'] !== undefined;
  return judgeObject(manifest, { kind, metadata, applied: release === undefined, encrypted });
}

/** Custom resources have the metadata of every object; their own schemas leave it open. */
function metadataSchema(schemas: SchemaCatalog): KindSchema | undefined {
  const config = schemas.find('v1', 'ConfigMap');
  const $ref = '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
  return config && { ...config, schema: { $ref } };
}

function deprecation(served: Served, { manifest }: Subject): Fault {
  const { apiVersion, kind } = manifest;
  const better = served.current(apiVersion, kind);
  return {
    code: 'schema-deprecated',
    path: ['apiVersion'],
    message: `${apiVersion} of ${kind} is deprecated: the next track may no longer serve it`,
    hint: better === undefined ? 'Move to what replaces it before the next upgrade.' : `Write apiVersion: ${better}.`,
  };
}
