import type { ReferenceRow } from './row.ts';
import { CERTIFICATE_ROWS } from './table-certificates.ts';
import { FLUX_ROWS } from './table-flux.ts';
import { MONITORING_ROWS } from './table-monitoring.ts';
import { OBJECT_ROWS } from './table-objects.ts';
import { POD_ROWS } from './table-pods.ts';

/** Every kind of reference that is followed. One more is one more row. */
export const REFERENCE_TABLE: readonly ReferenceRow[] = [
  ...POD_ROWS,
  ...OBJECT_ROWS,
  ...CERTIFICATE_ROWS,
  ...MONITORING_ROWS,
  ...FLUX_ROWS,
];
