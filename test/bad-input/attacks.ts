/** Every attack on every door. */
import type { Attack } from './attack';
import { callAttacks } from './calls';
import { contentAttacks } from './contents';
import { envelopeAttacks } from './envelopes';
import { faceAttacks } from './faces';
import { fieldAttacks } from './fields';
import { jsonAttacks } from './json-damage';
import { momentAttacks } from './moments';
import { replyAttacks } from './replies';
import { sealAttacks } from './sealed-damage';
import { slips } from './slips';
import { webAttacks } from './web-calls';
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
  ...callAttacks,
  ...webAttacks,
  ...faceAttacks,
  ...replyAttacks,
].sort((a, b) => a.no - b.no);
