/**
 * The bill of cloudPay: the file of WeChat Pay v2, carried by the platform as bytes; a no is v2's XML, carried the same way.
 * Source: the source of wx-server-sdk 4.0.2 (what is no JSON is handed on as bytes), read 2026-11. How a no looks is not
 * published.
 */
import { gzipSync } from 'node:zlib';
import type { Acquirer } from '../acquirer';
import { billText } from '../wechat/bill';
import { billState, dashed, dayBounds } from '../wechat/bill-day';
import { account, platformMerchant, type BillData } from './protocol';

export function billFile(acquirer: Acquirer, data: BillData): Buffer {
  const bounds = dayBounds(dashed(data.bill_date));
  if (!bounds) return no('20001', 'bill_date参数错误');
  const fault = acquirer.faults.takeBillFault();
  if (fault === 'bill_refused') return no('20003', '没有接口权限');
  const state = fault === 'bill_not_ready' ? 'creating' : billState(bounds, acquirer.kit.clock.now());
  if (state === 'creating') return no('20100', 'Bill Creating');
  const whose = { appid: platformMerchant.appid, mchid: platformMerchant.mch_id };
  const parties = () => ({ ...whose, subMchid: account.sub_mch_id });
  const text =
    state === 'ready' ? billText(acquirer, { form: 'domestic', ...bounds, parties }, fault) : undefined;
  if (text === undefined) return no('20002', 'No Bill Exist');
  const plain = Buffer.from(text, 'utf8');
  return data.tar_type === 'GZIP' && fault !== 'bill_plain' ? gzipSync(plain) : plain;
}

const no = (code: string, words: string): Buffer =>
  Buffer.from(
    `<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[${words}]]></return_msg>` +
      `<error_code>${code}</error_code></xml>`,
  );
