/** Codes that stand for a person for five minutes, once: of `wx.login`, of the phone number button, of web login. */
import * as v from 'valibot';
import { minuteMs, type WeixinKit } from './kit';
import { Refusal } from './refusal';
import type { Table } from './table';

const heldCode = v.object({
  code: v.string(),
  use: v.picklist(['login', 'phone', 'oauth']),
  person: v.string(),
  endsAt: v.number(),
  isUsed: v.boolean(),
  /** What goes with it: a phone number, a scope. */
  terms: v.record(v.string(), v.string()),
});
export type HeldCode = v.InferOutput<typeof heldCode>;

/** What is said about a code that ended unused, and about a used one. */
export interface CodeRefusals {
  readonly expired: number;
  readonly used: number;
}

const lifeMs = 5 * minuteMs;

export class Codes {
  private readonly held: Table<HeldCode>;

  constructor(private readonly kit: WeixinKit) {
    this.held = kit.tables.open('codes', heldCode, ({ code }) => code);
  }

  make(use: HeldCode['use'], person: string, terms: Record<string, string> = {}): string {
    const now = this.kit.clock.now();
    for (const each of this.held.all()) if (now - each.endsAt > lifeMs) this.held.remove(each.code);
    const code = `0${this.kit.dice.hex(use === 'phone' ? 32 : 16).slice(1)}`;
    this.held.put({ code, use, person, endsAt: now + lifeMs, isUsed: false, terms });
    return code;
  }

  /** The code while it is in force; it is not used up by looking. */
  look(use: HeldCode['use'], code: string, { expired, used }: CodeRefusals): HeldCode {
    const found = this.held.get(code);
    if (!found || found.use !== use) throw new Refusal(40029);
    if (found.isUsed) throw new Refusal(used);
    if (this.kit.clock.now() >= found.endsAt) throw new Refusal(expired);
    return found;
  }

  use(found: HeldCode): void {
    this.held.put({ ...found, isUsed: true });
  }
}
