/**
 * The bills of WeChat Pay v3: in mainland China an address that lives five minutes and wants a signature of its own, overseas
 * the file at once. Source: pay.weixin.qq.com/doc/v3/merchant/4012556742 and wiki/doc/api_external (statement), read 2026-11.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { WebReply } from '../../local-cloud/web';
import type { Acquirer } from '../acquirer';
import type { HeldPayment } from '../ledger';
import { billText, type BillForm, type BillParties } from '../wechat/bill';
import { fundFlowText } from '../wechat/fund-flow';
import { billState, dashed, dayBounds } from '../wechat/bill-day';
import type { BillFault } from '../sandbox';
import { minuteMs } from '../wechat/business';
import { ApiError } from './gate';
import { fieldError, type WechatV3Identities } from './identities';
import { isOverseas, type Party } from './parties';

const linkLifeMs = 5 * minuteMs;

interface Made {
  readonly body: Buffer;
  readonly until: number;
}

/** A file as an answer: nobody signs it. */
export class FileAnswer {
  constructor(
    readonly body: Buffer,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  asReply(): WebReply {
    const type = { 'content-type': 'text/plain; charset=utf-8' };
    return { status: 200, headers: { ...type, ...this.headers }, body: this.body };
  }
}

export class WechatV3Bills {
  private readonly links = new Map<string, Made>();

  constructor(
    private readonly acquirer: Acquirer,
    private readonly party: Party,
    private readonly identities: WechatV3Identities,
  ) {}

  reset(): void {
    this.links.clear();
  }

  /** Where the bill of a day can be fetched. */
  link(asking: URLSearchParams): unknown {
    this.checkWish(asking);
    const { sub_mchid: subMchid } = this.identities.inRefundQuery('cn', asking);
    const { text, fault } = this.make('domestic', asking.get('bill_date') ?? '', subMchid);
    return this.handOut(text, asking.get('tar_type') === 'GZIP', fault);
  }

  /** Where the bill of what moved on the merchant's account can be fetched. */
  fundsLink(asking: URLSearchParams): unknown {
    if (asking.has('sub_mchid')) throw fieldError('sub_mchid', 'is no field of this question');
    if ((asking.get('account_type') ?? 'BASIC') !== 'BASIC')
      throw fieldError('account_type', 'this sandbox has the BASIC account');
    const { bounds, fault } = this.day('bill_date', asking.get('bill_date') ?? '', 'funds');
    const text = fundFlowText(this.acquirer, bounds, fault);
    if (text === undefined) throw new ApiError(400, 'NO_STATEMENT_EXIST', 'no bill exists');
    return this.handOut(text, asking.get('tar_type') === 'GZIP', fault);
  }

  private handOut(text: string, isPacked: boolean, fault: BillFault | undefined): unknown {
    const plain = Buffer.from(text, 'utf8');
    const { kit } = this.acquirer;
    const token = kit.dice.hex(16);
    this.links.set(token, {
      body: isPacked && fault !== 'bill_plain' ? gzipSync(plain) : plain,
      until: kit.clock.now() + linkLifeMs,
    });
    return {
      hash_type: 'SHA1',
      hash_value: fault === 'bill_wrong_hash' ? sha1(Buffer.from('another bill')) : sha1(plain),
      download_url: `${kit.origin()}/sandbox/${this.party.paySp}/v3/billdownload/file?token=${token}`,
    };
  }

  file(asking: URLSearchParams): FileAnswer {
    const made = this.links.get(asking.get('token') ?? '');
    if (!made || made.until < this.acquirer.kit.clock.now())
      throw new ApiError(400, 'INVALID_REQUEST', 'the address of the file has expired');
    return new FileAnswer(made.body);
  }

  /** Overseas: the file at once, its hash in a header. */
  statement(asking: URLSearchParams, acceptEncoding = ''): FileAnswer {
    const { sub_mchid: subMchid } = this.identities.inQuery(asking);
    const { text, fault } = this.make('overseas', dashed(asking.get('date') ?? ''), subMchid);
    const plain = Buffer.from(text, 'utf8');
    const hash = fault === 'bill_wrong_hash' ? sha1(Buffer.from('another bill')) : sha1(plain);
    const isPacked = /\bgzip\b/.test(acceptEncoding) && fault !== 'bill_plain';
    const headers = { 'Wechatpay-Statement-Sha1': hash, ...(isPacked && { 'content-encoding': 'gzip' }) };
    return new FileAnswer(isPacked ? gzipSync(plain) : plain, headers);
  }

  private checkWish(asking: URLSearchParams): void {
    if ((asking.get('bill_type') ?? 'ALL') !== 'ALL')
      throw fieldError('bill_type', 'this sandbox makes bills of type ALL');
    if (!['', 'GZIP'].includes(asking.get('tar_type') ?? '')) throw fieldError('tar_type', 'must be GZIP');
  }

  private make(form: BillForm, date: string, subMchid: string | undefined) {
    const { bounds, fault } = this.day(form === 'domestic' ? 'bill_date' : 'date', date, 'bill');
    const parties = (payment: HeldPayment) => this.partiesOf(payment, form, subMchid);
    const text = billText(this.acquirer, { form, ...bounds, parties }, fault);
    if (text === undefined) throw new ApiError(400, 'NO_STATEMENT_EXIST', 'no bill exists');
    return { text, fault };
  }

  /** A day whose bills are there. */
  private day(field: string, date: string, operation: 'bill' | 'funds') {
    const bounds = dayBounds(date);
    if (!bounds) throw fieldError(field, 'is no day');
    const fault = this.acquirer.faults.takeBillFault(operation);
    const state = fault === 'bill_not_ready' ? 'creating' : billState(bounds, this.acquirer.kit.clock.now());
    if (fault === 'bill_refused')
      throw new ApiError(403, 'NO_AUTH', 'the merchant has no permission for bills');
    if (state === 'no bill') throw fieldError('bill_date', 'is not of the last three months');
    if (state === 'creating') throw new ApiError(400, 'STATEMENT_CREATING', 'the bill is being made');
    return { bounds, fault };
  }

  private partiesOf(payment: HeldPayment, form: BillForm, subMchid?: string): BillParties | undefined {
    const { appid, sp_appid, sub_mchid } = payment.terms;
    if (isOverseas(payment) !== (form === 'overseas') || sub_mchid !== subMchid) return undefined;
    return { appid: sp_appid ?? appid ?? '', mchid: this.party.mchid, subMchid: sub_mchid ?? '0' };
  }
}

const sha1 = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');
