import { Pattern } from './pattern.ts';
import type { ReferenceRow } from './row.ts';

/** A row of the table with its patterns ready to be read. */
export interface CompiledRow {
  readonly row: ReferenceRow;
  readonly namespace: Pattern;
  readonly optional: Pattern | undefined;
  readonly key: Pattern | undefined;
  readonly ports: readonly Pattern[];
  readonly kindAt: Pattern | undefined;
  readonly groupAt: Pattern | undefined;
}

/** Makes the patterns of a row ready. */
export function compile(row: ReferenceRow): CompiledRow {
  const pattern = (text: string | undefined) => (text === undefined ? undefined : new Pattern(text));
  const written = 'kindAt' in row.to ? row.to : undefined;
  return {
    row,
    namespace: new Pattern(row.namespaceAt ?? 'namespace'),
    optional: typeof row.optional === 'string' ? new Pattern(row.optional) : undefined,
    key: pattern(row.keyAt),
    ports: (row.portAt ?? []).map((text) => new Pattern(text)),
    kindAt: pattern(written?.kindAt),
    groupAt: pattern(written?.groupAt),
  };
}
