/**
 * The cloudPay sandbox: what stands behind `cloud.cloudPay.<api>`. It is reached through the platform, not by a web
 * address, and calls the merchant's function about payments.
 */
import { json, type WebReply } from '../../local-cloud/web';
import { Acquirer, type SandboxKit } from '../acquirer';
import { billFile } from './bill';
import {
  account,
  billData,
  check,
  closeData,
  orderData,
  queryData,
  Refusal,
  refundData,
  refundQueryData,
  type OrderData,
  type RefundData,
} from './protocol';
import { cloudpayRules, head, orderWords, refundListWords, refundWords } from './words';
import { controlsOf } from '../controls';
import type { Dice } from '../dice';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment } from '../ledger';
import { randomHex } from '../numbers';
import { pause } from '../pause';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';
import {
  minuteMs,
  type OrderFault,
  orderLifeMs,
  paymentNamed,
  type RefundFault,
  takeOrder,
  takeRefund,
} from '../wechat/business';

export async function cloudpaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, cloudpayRules(kit));
  const desk = new CloudPayDesk(acquirer);
  for (const [api, [operation, run]] of Object.entries(desk.apis))
    kit.platform?.onCloudPay(api, (data) => carried(acquirer, operation, () => run(data)));
  return {
    paySp: 'cloudpay',
    ...controlsOf(acquirer),
    handle: async () =>
      json({ error: 'cloudpay has no address: call cloud.cloudPay inside a cloud function' }, 404),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({ sub_mch_id: account.sub_mch_id }),
  };
}

type Words = Readonly<Record<string, unknown>>;

/** Answers through the platform. Where an answer is lost or spoilt on the way, the platform throws. */
async function carried(
  acquirer: Acquirer,
  operation: Operation,
  run: () => Words | Buffer,
): Promise<Words | Buffer> {
  const reply = await acquirer.faults.serve(operation, () => answered(acquirer.kit.dice, run));
  await acquirer.kit.file.stored();
  if ('hang' in reply || isSpoilt(reply)) throw new Error(`cloudPay: no answer to ${operation}`);
  if (reply.delayMs) await pause(acquirer.kit.clock, reply.delayMs);
  if (Buffer.isBuffer(reply.body)) return reply.body;
  return JSON.parse(String(reply.body)) as Words;
}

const isSpoilt = (reply: Exclude<WebReply, { hang: true }>): boolean =>
  reply.status !== 200 ||
  reply.cutAt !== undefined ||
  !(Buffer.isBuffer(reply.body) || reply.headers?.['content-type']?.includes('json'));

/** A refusal in WeChat's two layers: not understood at all, or understood and refused. */
function answered(dice: Dice, run: () => Words | Buffer): WebReply {
  try {
    const found = run();
    if (Buffer.isBuffer(found)) return { status: 200, body: found };
    return json({ ...head(dice), result_code: 'SUCCESS', ...found });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!error.carried) return json({ return_code: 'FAIL', return_msg: error.message });
    return json({ ...head(dice), result_code: 'FAIL', err_code: error.code, err_code_des: error.message });
  }
}

/** A file goes as its bytes. */
type Api = readonly [operation: Operation, run: (data: unknown) => Words | Buffer];

class CloudPayDesk {
  readonly apis: Readonly<Record<string, Api>> = {
    unifiedOrder: ['create', (data) => this.order(check(orderData, data))],
    queryOrder: ['query', (data) => this.query(check(queryData, data))],
    closeOrder: ['close', (data) => this.close(check(closeData, data).out_trade_no)],
    refund: ['refund', (data) => this.refund(check(refundData, data))],
    queryRefund: ['query_refund', (data) => this.queryRefund(check(refundQueryData, data))],
    downloadBill: ['bill', (data) => billFile(this.acquirer, check(billData, data))],
  };

  constructor(private readonly acquirer: Acquirer) {}

  private order(data: OrderData): Words {
    const { dice } = this.acquirer.kit;
    const { nonce_str: _, ...terms } = data;
    const order = {
      outTradeNo: data.out_trade_no,
      fingerprint: fingerprintOf(terms),
      taken: (now: number) => ({ ...taken(data, now), tradeNo: randomHex(dice, 28) }),
      prepay: (now: number) => handOut(dice, now),
    };
    return ordered(takeOrder(this.acquirer, order, noOrder));
  }

  private query(data: { transaction_id?: string; out_trade_no?: string }): Words {
    const payment = this.named(data);
    return orderWords(payment, this.acquirer.ledger.refundsOf(payment.tradeNo));
  }

  private close(outTradeNo: string): Words {
    const payment = this.named({ out_trade_no: outTradeNo });
    if (payment.state === 'paid') throw new Refusal('ORDERPAID', '该订单已支付');
    if (!this.acquirer.isPayable(payment)) throw new Refusal('ORDERCLOSED', '该订单已关闭');
    if (this.acquirer.kit.clock.now() - payment.createdAt < 5 * minuteMs)
      throw new Refusal('ERROR', '订单生成后不能马上调用关单接口，最短间隔为5分钟');
    this.acquirer.end(payment, 'closed');
    return {};
  }

  private refund(data: RefundData): Words {
    const payment = this.named(data);
    const asked = {
      outRefundNo: data.out_refund_no,
      total: data.total_fee,
      amount: { value: data.refund_fee, currency: 'CNY' },
      notifyUrl: '',
      terms: { ...(data.refund_desc && { reason: data.refund_desc }) },
    };
    return refundWords(takeRefund(this.acquirer, payment, asked, noRefund), payment);
  }

  private queryRefund(data: {
    transaction_id?: string;
    out_trade_no?: string;
    out_refund_no?: string;
    refund_id?: string;
  }): Words {
    const { out_refund_no: ours, refund_id: theirs } = data;
    if (ours === undefined && theirs === undefined) {
      const payment = this.named(data);
      return refundListWords(this.acquirer.ledger.refundsOf(payment.tradeNo), payment);
    }
    const refund =
      theirs === undefined
        ? this.acquirer.ledger.refundNamed(ours ?? '')
        : this.acquirer.ledger.refund(theirs);
    const payment = refund && this.acquirer.ledger.payment(refund.tradeNo);
    if (!payment) throw new Refusal('REFUNDNOTEXIST', '退款单不存在');
    return refundListWords([refund], payment);
  }

  /** The payment that a request names, by either number or by both in agreement. */
  private named({ transaction_id: theirs, out_trade_no: ours }: Partial<OrderNumbers>): HeldPayment {
    if (theirs === undefined && ours === undefined)
      throw new Refusal('PARAM_ERROR', '参数错误：transaction_id 或 out_trade_no 必填', false);
    const payment = paymentNamed(this.acquirer, theirs, ours);
    if (!payment) throw new Refusal('ORDERNOTEXIST', '订单不存在');
    return payment;
  }
}

interface OrderNumbers {
  readonly transaction_id: string;
  readonly out_trade_no: string;
}

const orderRefusals: Readonly<Record<OrderFault, readonly [code: string, words: string]>> = {
  paid: ['ORDERPAID', '该订单已支付'],
  closed: ['ORDERCLOSED', '该订单已关闭'],
  used: ['OUT_TRADE_NO_USED', '商户订单号重复'],
};
const refundRefusals: Readonly<Record<RefundFault, readonly [code: string, words: string]>> = {
  used: ['ERROR', 'out_refund_no 已用于其他退款，参数不一致'],
  unpaid: ['ERROR', '订单未支付'],
  total: ['ERROR', '订单金额不一致'],
  currency: ['ERROR', '退款币种不一致'],
  'nothing left': ['ERROR', '订单已全额退款'],
  'too much': ['ERROR', '申请退款金额大于可退金额'],
  'too often': ['ERROR', '退款次数超过50次'],
  'too late': ['TRADE_OVERDUE', '订单已经超过退款期限'],
};
const noOrder = (fault: OrderFault): Refusal => new Refusal(...orderRefusals[fault]);
const noRefund = (fault: RefundFault): Refusal => new Refusal(...refundRefusals[fault]);

function taken(data: OrderData, now: number): Omit<HeldPayment, 'fingerprint' | 'tradeNo'> {
  return {
    outTradeNo: data.out_trade_no,
    state: 'open',
    payMethod: 'JSAPI',
    description: data.body,
    amount: { value: data.total_fee, currency: 'CNY' },
    appid: data.sub_appid ?? demoAppid,
    ...(data.sub_openid !== undefined && { openid: data.sub_openid }),
    notifyUrl: data.function_name,
    terms: { sub_mch_id: data.sub_mch_id, ...(data.attach && { attach: data.attach }) },
    createdAt: now,
    expiresAt: now + orderLifeMs,
  };
}

const ordered = (payment: HeldPayment): Words => ({
  trade_type: 'JSAPI',
  prepay_id: payment.prepayId,
  payment: { appId: payment.appid, ...payment.strings },
});
