/**
 * What WeChat reminds of by itself, looked at every hour: that nothing was ever shipped, and orders unshipped for two days.
 * Source: WeChat documentation, "shipping information management", events, read 2026-11.
 */
import * as v from 'valibot';
import { miniProgram } from './apps';
import { dayMs, hourMs, secondsOf, type WeixinKit } from './kit';
import { systemOpenid } from './people';
import type { Pushes } from './pushes';
import type { Table } from './table';
import { namesOf, type Trade } from './trade';

const reminded = v.object({ what: v.string(), at: v.number() });

export class TradeReminders {
  private readonly done: Table<v.InferOutput<typeof reminded>>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly trade: Trade,
    private readonly pushes: Pushes,
  ) {
    this.done = kit.tables.open('reminders', reminded, ({ what }) => what);
  }

  begin(): void {
    this.kit.timers.set('reminders', this.kit.clock.now() + hourMs, () => {
      this.look();
      this.begin();
    });
  }

  private look(): void {
    if (!this.trade.isManaged) return;
    if (this.trade.hasEverShipped()) this.remindOfOrders();
    else if (this.trade.payments().length > 0) this.remindOfCalls();
  }

  /** Daily, as long as nothing was ever shipped. */
  private remindOfCalls(): void {
    const now = this.kit.clock.now();
    const last = this.done.get('calls');
    if (last && now - last.at < dayMs) return;
    this.done.put({ what: 'calls', at: now });
    this.push('trade_manage_remind_access_api', { msg: '请尽快接入发货信息管理服务' });
  }

  private remindOfOrders(): void {
    const now = this.kit.clock.now();
    for (const payment of this.trade.payments()) {
      const isLate = this.trade.stateOf(payment) === 1 && now - payment.paidAt >= 2 * dayMs;
      if (!isLate || this.done.get(payment.transactionId)) continue;
      this.done.put({ what: payment.transactionId, at: now });
      const more = { pay_time: secondsOf(payment.paidAt), msg: '订单已超过48小时未发货' };
      this.push('trade_manage_remind_shipping', { ...namesOf(payment), ...more });
    }
  }

  private push(Event: string, fields: Readonly<Record<string, unknown>>): void {
    void this.pushes.send(miniProgram, { FromUserName: systemOpenid, Event, ...fields });
  }
}
