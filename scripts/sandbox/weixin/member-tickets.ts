/** Activation tickets: what a member entered, handed to the merchant for a while. How long is not published: 30 minutes here. */
import * as v from 'valibot';
import { minuteMs, type WeixinKit } from './kit';
import { Refusal } from './refusal';
import type { Table } from './table';

const heldTicket = v.object({
  ticket: v.string(),
  form: v.record(v.string(), v.string()),
  endsAt: v.number(),
});
type HeldTicket = v.InferOutput<typeof heldTicket>;

export class MemberTickets {
  private readonly held: Table<HeldTicket>;

  constructor(private readonly kit: WeixinKit) {
    this.held = kit.tables.open('activate_tickets', heldTicket, ({ ticket }) => ticket);
  }

  make(form: HeldTicket['form']): string {
    const now = this.kit.clock.now();
    for (const each of this.held.all()) if (now >= each.endsAt + 30 * minuteMs) this.held.remove(each.ticket);
    const ticket = `activate_${this.kit.dice.hex(24)}`;
    return this.held.put({ ticket, form, endsAt: now + 30 * minuteMs }).ticket;
  }

  open(ticket: string): HeldTicket {
    const found = this.held.get(ticket);
    if (!found) throw new Refusal(72011);
    if (this.kit.clock.now() >= found.endsAt) throw new Refusal(72012);
    return found;
  }
}
