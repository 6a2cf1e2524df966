// How often a page asks the back end again while something is open.

/** How long to wait before asking again, in ms: quick at first, then easy on the back end. */
export const pauseMs = (asked: number): number => (asked < 5 ? 1000 : asked < 15 ? 2000 : 4000);
