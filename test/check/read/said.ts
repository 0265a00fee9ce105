import { type ReadReport, readText } from '../../../lib/check/read/read-text.ts';

/** What reading a text reports, as `code path @line:column`: short to assert on. */
export function said(text: string, file = 'test.yaml'): string[] {
  return readText(file, text).reports.map(line);
}

/** The objects in a text. */
export function manifests(text: string, file = 'test.yaml'): unknown[] {
  return readText(file, text).subjects.map(({ manifest }) => manifest);
}

/** `data` of the one ConfigMap that these lines are the data of. */
export function dataOf(lines: string): unknown {
  return (manifests(configMap(lines))[0] as { data?: unknown } | undefined)?.data;
}

/** A ConfigMap with these lines below `data:`, which stands in line 5. */
export function configMap(lines: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n${lines}`;
}

export function line({ code, path, position }: ReadReport): string {
  return `${code} ${path ?? ''} @${position.line}:${position.column}`.replace('  ', ' ');
}
