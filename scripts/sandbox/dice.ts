/** Where chance comes from: the machine, unless whoever makes the sandboxes brings dice that fall the same way again. */
import { randomBytes } from 'node:crypto';

export interface Dice {
  /** So many bytes in lower-case hexadecimal. */
  hex(bytes: number): string;
}

export const machineDice: Dice = { hex: (bytes) => randomBytes(bytes).toString('hex') };
