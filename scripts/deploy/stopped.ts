/** Why a deployment went no further, and the way on, each a sentence without its full stop. */
export class Stopped extends Error {
  constructor(
    why: string,
    readonly wayOn: string,
  ) {
    super(why);
    this.name = 'Stopped';
  }
}

/** What happened, a line at a time; `change` is something that was not so before. */
export interface Progress {
  change(line: string): void;
  same(line: string): void;
}
