/**
 * Mistakes in the whole: what somebody could get wrong in the product, a few characters each, and what the simulation must say
 * of it. `npm run simulate -- --plants` plants each alone; test/simulation/mistakes.md is its record.
 */
import type { Edit } from '../../scripts/simulate/bundle';
import { moneyMistakes } from './money-mistakes';
import { doorMistakes } from './door-mistakes';
import { orderMistakes } from './order-mistakes';

export interface PlantedMistake {
  readonly what: string;
  readonly edits: readonly Edit[];
  /** Where it can do harm, if not everywhere. */
  readonly paySp?: string;
  /** What a violation must say. */
  readonly reads: RegExp;
}

export const plantedMistakes: readonly PlantedMistake[] = [
  ...orderMistakes,
  ...moneyMistakes,
  ...doorMistakes,
];
