import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Plan, PlanError, readPlan } from '../volumes/plan.ts';
import type { Context } from './context.ts';

/** The plan in a file, as the command was given it. @throws PlanError */
export function readPlanFile(context: Context, file: string): Plan {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(resolve(context.cwd, file), 'utf8'));
  } catch (error) {
    throw new PlanError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return readPlan(parsed, file);
}
