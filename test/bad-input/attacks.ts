/** Every attack on every door. */
import type { Attack } from './attack';
import { contentAttacks } from './contents';
import { envelopeAttacks } from './envelopes';
import { fieldAttacks } from './fields';
import { jsonAttacks } from './json-damage';
import { momentAttacks } from './moments';
import { sealAttacks } from './sealed-damage';
import { slips } from './slips';
import { xmlAttacks } from './xml-damage';

export const attacks: readonly Attack[] = [
  ...slips,
  ...fieldAttacks,
  ...momentAttacks,
  ...contentAttacks,
  ...xmlAttacks,
  ...jsonAttacks,
  ...sealAttacks,
  ...envelopeAttacks,
].sort((a, b) => a.no - b.no);
