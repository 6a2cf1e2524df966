/**
 * Fields that WeChat Pay reads alike in v2 and v3. Sources: pay.weixin.qq.com/doc/v2 and /doc/v3, and
 * pay.weixin.qq.com/wiki/doc/api_external, chapter 2.1 (currencies), read 2026-11.
 */
import * as v from 'valibot';
import { isLoopback } from '../notifier';
import { text } from '../reading';

/** What an overseas order may be priced in. */
export const currency = v.picklist(
  (
    'CNY HKD GBP USD JPY CAD AUD EUR NZD KRW THB SGD RUB CHF SEK DKK NOK AED TRY MOP TWD CZK MYR PHP IDR MNT QAR ' +
    'HUF KHR ISK'
  ).split(' '),
);

export const outRefundNo = v.pipe(
  v.string(),
  v.regex(/^[0-9A-Za-z_*|@-]{1,64}$/, 'must be 1 to 64 of 0-9 A-Z a-z _ - * | @'),
);

/** Public and without a query string; on this machine plain http will do. */
export const notifyUrl = (limit: number) =>
  v.pipe(
    text(limit),
    v.check((url) => URL.canParse(url) && !/[?#]/.test(url), 'must be an address without query string'),
    v.check(
      (url) => url.startsWith('https://') || (url.startsWith('http://') && isLoopback(url)),
      'must be https',
    ),
  );
