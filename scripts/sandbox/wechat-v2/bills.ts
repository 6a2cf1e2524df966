/**
 * The bill of WeChat Pay v2: the file is the answer, unsigned and without a hash; a no is XML with status 200.
 * Source: pay.weixin.qq.com/doc/v2/merchant (download of bills) and the older wiki's page 9_6, read 2026-11.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Acquirer } from '../acquirer';
import type { HeldPayment } from '../ledger';
import { billText, type BillParties } from '../wechat/bill';
import { billState, dashed, dayBounds } from '../wechat/bill-day';
import { fundFlowText } from '../wechat/fund-flow';
import type { BillBody, FundsBody } from './bodies';
import type { Party } from './parties';

/** A no instead of a bill: a number of its own and words. */
export class NoBill extends Error {
  constructor(
    readonly code: string,
    words: string,
  ) {
    super(words);
    this.name = 'NoBill';
  }
}

/** A file is its own answer; nobody signs it. */
export class FileAnswer {
  constructor(
    readonly body: Buffer,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** The file of a day; throws NoBill. */
export function billFile(acquirer: Acquirer, party: Party, body: BillBody): FileAnswer {
  const bounds = dayBounds(dashed(body.bill_date));
  if (!bounds) throw new NoBill('20001', 'bill_date参数错误');
  const fault = acquirer.faults.takeBillFault();
  if (fault === 'bill_refused') throw new NoBill('20003', '没有接口权限');
  const state = fault === 'bill_not_ready' ? 'creating' : billState(bounds, acquirer.kit.clock.now());
  if (state === 'creating') throw new NoBill('20100', 'Bill Creating');
  const parties = (payment: HeldPayment) => partiesOf(payment, party, body.sub_mch_id);
  const text =
    state === 'ready' ? billText(acquirer, { form: 'domestic', ...bounds, parties }, fault) : undefined;
  if (text === undefined) throw new NoBill('20002', 'No Bill Exist');
  const plain = Buffer.from(text, 'utf8');
  return new FileAnswer(body.tar_type === 'GZIP' && fault !== 'bill_plain' ? gzipSync(plain) : plain);
}

/** What moved on the merchant's account on a day, the SHA-1 of its text in the head; throws NoBill in the words of this call. */
export function fundsFile(acquirer: Acquirer, body: FundsBody): FileAnswer {
  const bounds = dayBounds(dashed(body.bill_date));
  if (!bounds) throw new NoBill('PARAM_ERROR', 'bill_date参数错误');
  const fault = acquirer.faults.takeBillFault('funds');
  if (fault === 'bill_refused') throw new NoBill('NO_AUTH', '没有接口权限');
  const state = fault === 'bill_not_ready' ? 'creating' : billState(bounds, acquirer.kit.clock.now());
  if (state === 'creating') throw new NoBill('BILL_CREATING', 'Bill Creating');
  const text = state === 'ready' ? fundFlowText(acquirer, bounds, fault) : undefined;
  if (text === undefined) throw new NoBill('NO_BILL_EXIST', 'No Bill Exist');
  const plain = Buffer.from(text, 'utf8');
  const isPacked = body.tar_type === 'GZIP' && fault !== 'bill_plain';
  const sha1 = createHash('sha1').update(plain).digest('hex');
  return new FileAnswer(isPacked ? gzipSync(plain) : plain, { Digest: `SHA=${sha1}` });
}

/** A provider that names no sub-merchant gets the bill of all of them. */
function partiesOf({ terms }: HeldPayment, party: Party, subMchid?: string): BillParties | undefined {
  const { appid = '', sub_mch_id } = terms;
  if (subMchid !== undefined && sub_mch_id !== subMchid) return undefined;
  return { appid, mchid: party.mchid, subMchid: sub_mch_id ?? '0' };
}
