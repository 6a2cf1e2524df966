/**
 * The five strings of `wx.requestPayment` where a PSP hands them out itself: made from nothing, and taken by WeChat below
 * only as they were given, byte for byte.
 */
import { createHash } from 'node:crypto';
import type { Acquirer } from './acquirer';
import { BillRefusal } from './bill-refusal';
import type { Dice } from './dice';
import { billOf, type HeldPayment } from './ledger';
import { prepayId, randomHex } from './numbers';
import type { Bill, PaymentStrings } from './sandbox';

/** A new prepay id with its strings; `now` in milliseconds. */
export function handOut(
  dice: Dice,
  now: number,
): Required<Pick<HeldPayment, 'prepayId' | 'prepayAt' | 'strings'>> {
  const id = prepayId(dice, now);
  // WeChat signs with a key that only it and the PSP know; nobody below can check it, so any bytes will do.
  const paySign = createHash('md5').update(dice.hex(32)).digest('hex').toUpperCase();
  const timeStamp = String(Math.floor(now / 1000));
  const strings = {
    timeStamp,
    nonceStr: randomHex(dice, 32),
    package: `prepay_id=${id}`,
    signType: 'MD5',
    paySign,
  };
  return { prepayId: id, prepayAt: now, strings };
}

/** The bill behind five strings of this PSP; undefined when they are another's. Throws when they were changed. */
export function billBehind(acquirer: Acquirer, strings: PaymentStrings, appid: string): Bill | undefined {
  const id = strings.package.replace(/^prepay_id=/, '');
  const payment = acquirer.ledger.allPayments().findLast((each) => each.prepayId === id);
  if (!payment?.strings) return undefined;
  for (const name of ['timeStamp', 'nonceStr', 'package', 'signType', 'paySign'] as const)
    if (strings[name] !== payment.strings[name])
      throw new BillRefusal('changed', `${name} is not what was handed out`, name);
  return payableBill(acquirer, payment, appid);
}

/** The bill of a payment that this mini-program can still pay. */
export function payableBill(acquirer: Acquirer, payment: HeldPayment, appid: string): Bill {
  const { appid: owner = '', outTradeNo, state } = payment;
  if (appid !== owner)
    throw new BillRefusal('other_app', `the payment belongs to ${owner}, not to ${appid}`, owner);
  if (state !== 'open' && !acquirer.isPayable(payment))
    throw new BillRefusal(state, `order ${outTradeNo} is ${state}`, outTradeNo);
  return billOf(payment);
}
