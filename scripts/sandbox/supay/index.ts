/**
 * The SuPay sandbox: one address for all services, a cashier page where the payer chooses, and WeChat below it,
 * which only takes the five strings that it handed out.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import type { Dice } from '../dice';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment } from '../ledger';
import { randomDigits } from '../numbers';
import { linkToken, serveLink } from '../payment-link';
import { entryOf, lifeMs } from '../reading';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';
import { supayRules, tradeFields } from './notices';
import {
  account,
  check,
  createFields,
  queryFields,
  readAmount,
  readCall,
  refundFields,
  Refusal,
  stateWord,
  tradeType,
  type CreateFields,
  type SupayCall,
} from './protocol';

const linkPath = '/sandbox/supay/pay/';

export async function supaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, supayRules);
  const gateway = new SupayGateway(acquirer);
  return {
    paySp: 'supay',
    ...controlsOf(acquirer),
    handle: (request) => gateway.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({
      mchid: account.mchId,
      key: account.key,
      store_name: account.storeName,
      currency: 'AUD',
      refund_currency: 'AUD',
      endpoint: `${kit.origin()}/sandbox/supay`,
      // The sandbox's own words: the real ones only SuPay can tell.
      query: {
        trade_type: tradeType,
        number: 'outer_trade_no',
        sp_number: 'inner_trade_no',
        status: 'trade_status',
        amount: 'trade_amount',
        closed: stateWord.closed,
      },
    }),
  };
}

type Answer = Readonly<Record<string, unknown>>;
type Service = readonly [operation: Operation, run: (call: SupayCall) => Answer];

/** SuPay's answer to a refusal: `data` is a plain text, and the HTTP status 200 all the same. */
const answered = answering(Refusal, ({ message }) => json({ status: 'F', message, data: message }));

class SupayGateway {
  private readonly services: Readonly<Record<string, Service>> = {
    create_instant_trade: ['create', (call) => this.create(call)],
    query_trade: ['query', (call) => this.query(call)],
    create_refund: ['refund', (call) => this.refund(call)],
  };

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    if (request.path.startsWith(linkPath)) return serveLink(this.acquirer, request, linkPath);
    if (request.path !== '/sandbox/supay') return json({ status: 'F', message: 'not found' }, 404);
    return answered(() => {
      const call = readCall(request);
      const name = call.service ?? '';
      const known = entryOf(this.services, name);
      if (!known) throw new Refusal(`service ${name} is not known`);
      const [operation, run] = known;
      return this.acquirer.faults.serve(operation, () =>
        answered(() => json({ status: 'T', message: 'success', data: { result: true, ...run(call) } })),
      );
    });
  }

  private create(call: SupayCall): Answer {
    const asked = check(createFields, call);
    const payment = this.take(asked, asked.pay_way === 'JSAPI' ? wechatWay(asked) : linkWay(asked));
    // The appid goes out, although it never came in: it is bound to the merchant at SuPay.
    const info = payment.strings
      ? JSON.stringify({ appId: demoAppid, ...payment.strings })
      : `${this.acquirer.kit.origin()}${linkPath}${payment.token ?? ''}`;
    return { pay_info: info };
  }

  /** A new payment, or the open one that was asked for in the same words before. */
  private take(asked: CreateFields, way: Way): HeldPayment {
    const value = readAmount('pay_amount', asked.pay_amount);
    readAmount('goods_price', asked.goods_price);
    const { sign: _, ...words } = asked;
    const fingerprint = fingerprintOf(words);
    const known = this.acquirer.ledger.paymentOf(asked.mch_order_no);
    // Unpublished: the sandbox answers a repeated number with its first payment, if the words are the same.
    if (known?.state === 'open' && known.fingerprint === fingerprint) return known;
    if (known) throw new Refusal(`mch_order_no ${asked.mch_order_no} is used: ${stateWord[known.state]}`);
    const now = this.acquirer.kit.clock.now();
    return this.acquirer.open({
      tradeNo: `SP${randomDigits(this.acquirer.kit.dice, 18)}`,
      outTradeNo: asked.mch_order_no,
      state: 'open',
      payMethod: asked.pay_channel || 'cashier',
      description: asked.goods_name,
      amount: { value, currency: asked.currency },
      notifyUrl: asked.call_back_url,
      fingerprint,
      terms: {},
      createdAt: now,
      expiresAt: now + lifeMs(asked.timeout_express),
      ...way(this.acquirer.kit.dice, now),
    });
  }

  /** The answer's fields are the sandbox's choice, as in `demoConfig`. */
  private query(call: SupayCall): Answer {
    return tradeFields(this.trade(check(queryFields, call).mch_order_no));
  }

  private refund(call: SupayCall): Answer {
    const asked = check(refundFields, call);
    const payment = this.trade(asked.orig_mch_order_no);
    const { ledger } = this.acquirer;
    const isUsed =
      ledger.paymentOf(asked.mch_order_no) !== undefined ||
      ledger.refundNamed(asked.mch_order_no) !== undefined;
    // Unpublished: the sandbox takes every number once, so that a repetition cannot refund twice.
    if (isUsed) throw new Refusal(`mch_order_no ${asked.mch_order_no} is used`);
    if (payment.state !== 'paid') throw new Refusal(`the order is ${stateWord[payment.state]}`);
    const value = readAmount('refund_amount', asked.refund_amount);
    if (value > this.acquirer.refundable(payment))
      throw new Refusal('refund_amount is more than what is left');
    this.acquirer.refund(payment, {
      outRefundNo: asked.mch_order_no,
      amount: { value, currency: payment.amount.currency },
      notifyUrl: asked.call_back_url,
      fingerprint: asked.mch_order_no,
      terms: {},
    });
    return {};
  }

  private trade(number: string): HeldPayment {
    const payment = this.acquirer.ledger.paymentOf(number);
    if (!payment) throw new Refusal(`order ${number} does not exist`);
    return payment;
  }
}

/** What one way of paying adds to a payment. */
type Way = (dice: Dice, now: number) => Partial<HeldPayment>;

function wechatWay({ pay_channel, subOpenId }: CreateFields): Way {
  if (pay_channel !== 'WXPAY') throw new Refusal('pay_channel: the sandbox plays WXPAY with JSAPI');
  if (subOpenId === undefined) throw new Refusal('subOpenId is required with JSAPI');
  return (dice, now) => ({ ...handOut(dice, now), appid: demoAppid, openid: subOpenId });
}

function linkWay({ pay_channel, subOpenId }: CreateFields): Way {
  if (pay_channel) throw new Refusal('pay_channel must be empty for the cashier');
  if (subOpenId !== undefined) throw new Refusal('subOpenId belongs to JSAPI');
  return (dice) => ({ token: linkToken(dice) });
}
