/** How notices of WeChat Pay v3 are forged: a sealed resource, and a signature in the headers over the whole body. */
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Subject } from '../../contract/subject';
import { sealedNotice, vouch } from '../../fixtures/v3/platform';
import { NOTICE_SECONDS } from '../../fixtures/v3/wire';
import { noticeVectors } from '../../fixtures/vectors';
import { goodOf, withDigits } from './craft';
import type { Forge, Words } from './forge';

export function v3Forge(subject: Subject): Forge {
  const notice = goodOf(subject);
  const name = subject.paySp === 'v3' ? 'N-1' : 'N-2';
  const good = noticeVectors.notices[name].resource;
  const withHeader = (value: unknown): RawNotice => ({
    ...notice,
    headers: { ...notice.headers, 'wechatpay-signature': value as string },
  });
  const signature = notice.headers['wechatpay-signature'] ?? '';
  return {
    good,
    amount: 'total',
    currency: 'currency',
    number: 'out_trade_no',
    account: subject.paySp === 'v3' ? 'mchid' : 'sub_mchid',
    unit: 'minor',
    form: 'json',
    write: (words, by) => sealedNotice('transaction', nested(words), NOTICE_SECONDS, by),
    digits(digits) {
      const amount = withDigits(good.amount as Words, 'total', digits);
      const text = JSON.stringify(good).replace(JSON.stringify(good.amount), () => amount);
      return sealedNotice('transaction', text, NOTICE_SECONDS);
    },
    signedAs: withHeader,
    signature,
    others: {
      'of another notice': noticeVectors.notices['N-4'].signature,
      'of an empty body': vouch('', NOTICE_SECONDS)['wechatpay-signature'],
      'by another key that we trust': vouch(notice.body, NOTICE_SECONDS)['wechatpay-signature'],
      'a probe': `WECHATPAY/SIGNTEST/${'A'.repeat(325)}`,
      base64url: signature.replaceAll('+', '-').replaceAll('/', '_'),
      hexadecimal: Buffer.from(signature, 'base64').toString('hex'),
    },
  };
}

/** Amount and currency stand below `amount` in v3; attacks name them flat. */
function nested({ total, currency, amount, ...words }: Words): object {
  const inside = {
    ...(amount as object),
    ...(total === undefined ? {} : { total }),
    ...(currency === undefined ? {} : { currency }),
  };
  return { ...words, amount: inside };
}
