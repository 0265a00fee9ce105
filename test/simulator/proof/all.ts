import { orderMistakes } from './order.ts';
import type { Planted } from './planted.ts';
import { changeMistakes, podMistakes } from './pods.ts';
import { releaseMistakes } from './releases.ts';
import { valueMistakes } from './values.ts';

/** Every mistake that is planted, by its row. */
export const plantedMistakes: readonly Planted[] = [
  ...releaseMistakes,
  ...orderMistakes,
  ...podMistakes,
  ...changeMistakes,
  ...valueMistakes,
].sort((a, b) => a.row - b.row);
