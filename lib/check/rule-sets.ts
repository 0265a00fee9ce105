import { allowRules } from './allow.ts';
import { readRules } from './read/rules.ts';
import type { RuleDoc, RuleSet } from './rule.ts';
import { capacityRules } from './rules/capacity.ts';
import { changeRules } from './rules/change.ts';
import { chartRules } from './rules/chart.ts';
import { dataRules } from './rules/data.ts';
import { hollowRules } from './rules/hollow.ts';
import { imageRules } from './rules/image.ts';
import { issuerRules } from './rules/issuer.ts';
import { kernelRules } from './rules/kernel.ts';
import { labRules } from './rules/lab.ts';
import { limitRules } from './rules/limits.ts';
import { networkRules } from './rules/network.ts';
import { observabilityRules } from './rules/observability.ts';
import { orderRules } from './rules/order.ts';
import { referenceRules } from './rules/reference.ts';
import { schemaRules } from './rules/schema.ts';

/** All families, in the order they judge. */
export const ruleSets: readonly RuleSet[] = [
  schemaRules,
  limitRules,
  referenceRules,
  hollowRules,
  orderRules,
  labRules,
  capacityRules,
  imageRules,
  networkRules,
  issuerRules,
  dataRules,
  observabilityRules,
  chartRules,
  changeRules,
];

/** Every rule that can be told, those of the kernel and of reading files among them. */
export const allRules: readonly RuleDoc[] = [
  ...ruleSets.flatMap(({ rules }) => rules),
  ...readRules,
  ...allowRules,
  ...kernelRules,
];
