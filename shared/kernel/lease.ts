/** Leases: until such a moment one process has something for itself, and all others keep away from it. */

/**
 * More than any lease, and than clocks differ. One that ends later was written by a clock that had jumped, or by a hand: it would
 * keep everybody away, people too, from what nobody is at.
 */
const LONGEST_MS = 2 * 3600_000;

/** Whether somebody may hold what is leased until then; 0: nobody does. Milliseconds. */
export const isHeld = (until: number, now: number): boolean => until > now && until - now <= LONGEST_MS;
