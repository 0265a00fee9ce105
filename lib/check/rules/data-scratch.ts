import { record } from '../pods.ts';
import { text } from '../read.ts';

/** Annotation on a claim whose data may go, with the reason. */
export const SCRATCH = 'scratch.hensteeth/reason';

/** Whether the owner says that the data of an object may go. A reason must be given. */
export function isScratch(metadata: unknown): boolean {
  return (text(record(record(metadata)['annotations'])[SCRATCH])?.trim() ?? '') !== '';
}
