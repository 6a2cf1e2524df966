/** How calls of cloudPay are forged: nobody signs them. */
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Subject } from '../../contract/subject';
import { goodOf, objectIn, withDigits } from './craft';
import type { Forge, Words } from './forge';

export function cloudpayForge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const good = objectIn(notice.body);
  const write = (words: Words): RawNotice => ({ ...notice, body: JSON.stringify(words) });
  return {
    good,
    amount: 'totalFee',
    currency: 'feeType',
    number: 'outTradeNo',
    account: 'subMchId',
    unit: 'minor',
    form: 'json',
    write,
    digits: (digits) => ({ ...notice, body: withDigits(good, 'totalFee', digits) }),
    signedAs: (returnCode) => write({ ...good, returnCode }),
    signature: 'SUCCESS',
    others: {},
  };
}
