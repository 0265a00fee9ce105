import type { ReportContext } from '../../../lib/check/report/context.ts';
import type { RuleDoc } from '../../../lib/check/rule.ts';
import { type Subject, subjectName } from '../../../lib/check/subject.ts';
import type { PlacedFinding, Unjudged, Verdict } from '../../../lib/check/verdict.ts';
import type { Finding } from '../../../lib/core/finding.ts';
import { subjectsOf } from '../world-of.ts';

export const serviceFile = 'dist/web/service-web.yaml';

export const serviceYaml = `# rendered
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: web
spec:
  ports:
    - name: http
      port: 80800
  selector:
    app: web
`;

export const service = subjectsOf(serviceYaml, {
  file: serviceFile,
  layer: 'web',
  source: { file: 'main.ts', line: 42 },
})[0]!;

export const rules: readonly RuleDoc[] = [
  {
    code: 'port-range',
    family: 'schema',
    severity: 'error',
    title: 'port out of range',
    meaning: 'The API server refuses a port above 65535.',
    bad: 'port: 80800',
    good: 'port: 8080',
    mistakes: [40],
  },
  {
    code: 'image-latest',
    family: 'data',
    severity: 'warning',
    title: 'image `latest` | or none',
    meaning: 'Nobody knows <what> runs.',
    bad: 'image: nginx',
    good: 'image: nginx:1.29',
    mistakes: [75, 76],
  },
];

/** A finding of the service's port, but for what is given. */
export function finding(given: Partial<Finding> & { readonly subject?: Subject } = {}): PlacedFinding {
  const { subject = service, ...rest } = given;
  return {
    code: 'port-range',
    severity: 'error',
    message: 'port 80800 is above 65535: the API server refuses the Service',
    hint: 'Use a port from 1 to 65535.',
    where: { object: subjectName(subject), path: 'spec.ports[0].port', file: subject.file, source: subject.source },
    ...rest,
    subject,
  };
}

export const releaseFile = 'dist/web/helmrelease-web.yaml';

export const releaseYaml = `kind: HelmRelease
metadata: { name: web, namespace: web }
spec:
  values:
    port: 80800
`;

/** A finding of the same service, made by a chart; with the value of its release, where that is known. */
export function chartFinding(isProven: boolean | undefined): PlacedFinding {
  const template = 'web/templates/service.yaml';
  const subject = { ...service, file: `web-1.0.0.tgz/${template}`, release: 'web/web' };
  const one = finding({ subject });
  const value = { path: 'spec.values.port', file: releaseFile, document: 0, isDefault: false };
  return {
    ...one,
    where: { ...one.where, template, ...(isProven !== undefined && { value: { ...value, isProven } }) },
  };
}

/** A finding of the lab as a whole, with no object. */
export function labFinding(given: Partial<Finding> = {}): PlacedFinding {
  return { ...finding(given), where: given.where ?? {}, subject: undefined };
}

export function verdictOf(findings: readonly PlacedFinding[], notJudged: readonly Unjudged[] = []): Verdict {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  return {
    findings,
    notJudged,
    counts: {
      objects: 214,
      references: 532,
      rules: 148,
      errors: count('error'),
      warnings: count('warning'),
      notices: count('notice'),
      allowed: 2,
      notJudged: notJudged.length,
    },
  };
}

/** A context without colour, in which the service's file can be read, and the files given. */
export function contextOf(
  files: Readonly<Record<string, string>> = {},
  given: Partial<ReportContext> = {},
): ReportContext {
  const texts = new Map(Object.entries({ [serviceFile]: serviceYaml, ...files }));
  return {
    texts: (file) => texts.get(file),
    paint: (_name, text) => text,
    rules,
    tool: { name: 'hensteeth', version: '0.1.0' },
    track: '1.27',
    ...given,
  };
}
