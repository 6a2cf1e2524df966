/** The five strings of `wx.requestPayment` as resellers of WeChat Pay hand them out, and what WeChat makes of them. */
import { createHash, randomBytes } from 'node:crypto';
import type { HeldPayment, Ledger } from './ledger';
import { prepayId, randomHex } from './numbers';
import type { Bill, PaymentStrings } from './sandbox';

/** New strings at `now` (milliseconds), as the ledger keeps them. */
export function handOutStrings(now: number): Pick<HeldPayment, 'prepayId' | 'prepayAt' | 'strings'> {
  const id = prepayId(now);
  // WeChat signs with a key that only it and the reseller know; nobody below can check it, so any bytes will do.
  const paySign = createHash('md5').update(randomBytes(32)).digest('hex').toUpperCase();
  const timeStamp = String(Math.floor(now / 1000));
  const strings = {
    timeStamp,
    nonceStr: randomHex(32),
    package: `prepay_id=${id}`,
    signType: 'MD5',
    paySign,
  };
  return { prepayId: id, prepayAt: now, strings };
}

/** What the payer is shown: the strings must be, byte for byte, the ones that were handed out. */
export function billOf(
  ledger: Ledger,
  psp: { readonly title: string; readonly stateWord: Readonly<Record<HeldPayment['state'], string>> },
  strings: PaymentStrings,
  appid: string,
): Bill | undefined {
  const id = strings.package.replace(/^prepay_id=/, '');
  const payment = ledger.allPayments().findLast((each) => each.prepayId === id);
  if (!payment?.strings) return undefined;
  const { strings: handedOut, tradeNo, outTradeNo, description, amount } = payment;
  for (const name of ['timeStamp', 'nonceStr', 'package', 'signType', 'paySign'] as const)
    if (strings[name] !== handedOut[name]) throw new Error(`${name} is not what ${psp.title} handed out`);
  if (appid !== payment.appid)
    throw new Error(`the payment belongs to ${payment.appid ?? ''}, not to ${appid}`);
  if (payment.state !== 'open') throw new Error(`order ${outTradeNo} is ${psp.stateWord[payment.state]}`);
  return { tradeNo, outTradeNo, description, amount };
}
