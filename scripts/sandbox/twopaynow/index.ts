/**
 * The 2PayNow sandbox: one address for all functions, a cashier page behind each QR code, and WeChat below it, which
 * only takes the five strings that it handed out.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { decimal } from '../decimal';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment } from '../ledger';
import { beijingTime, randomDigits } from '../numbers';
import { linkToken, serveLink } from '../payment-link';
import { entryOf, lifeMs } from '../reading';
import type { Operation, Sandbox } from '../sandbox';
import { twoPayNowRules } from './notices';
import {
  account,
  check,
  demoNames,
  miniFields,
  passedNumber,
  precreateFields,
  readAmount,
  readCall,
  refundFields,
  Refusal,
  stateWord,
  tradeFields,
  twoPayNowSign,
  type TwoPayNowCall,
} from './protocol';

const linkPath = '/sandbox/2paynow/pay/';
/** Orders for a mini-program name no life of their own: as long as WeChat's prepay id. */
const miniLifeMs = 2 * 3600_000;

export async function twoPayNowSandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, twoPayNowRules);
  const gateway = new TwoPayNowGateway(acquirer);
  return {
    paySp: '2paynow',
    ...controlsOf(acquirer),
    handle: (request) => gateway.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({
      mchid: account.mid,
      key: account.key,
      currency: 'EUR',
      refund_currency: 'EUR',
      endpoint: `${kit.origin()}/sandbox/2paynow`,
      // The sandbox's own names: the real ones stand in the vendor's manual.
      functions: demoNames.functions,
      fields: demoNames.fields,
    }),
  };
}

type Answer = Readonly<Record<string, unknown>>;
type Function = readonly [operation: Operation, run: (call: TwoPayNowCall) => Answer];

/** What both kinds of order say. */
interface OrderTerms {
  readonly subject: string;
  readonly amount: string;
  readonly currency: string;
  readonly notify_url: string;
  readonly passback_parameters: string;
}

/** 2PayNow's answer to a refusal: the HTTP status is 200 all the same. */
const answered = answering(Refusal, ({ status, message }) => json({ status, error_info: message }));

class TwoPayNowGateway {
  private readonly functions: Readonly<Record<string, Function>> = {
    precreate: ['create', (call) => this.precreate(call)],
    [demoNames.functions.create]: ['create', (call) => this.createMini(call)],
    query: ['query', (call) => this.queried(this.byNumber(call))],
    wap_query: ['query', (call) => this.queried(this.byMerchantNumber(call))],
    cancel: ['close', (call) => this.cancel(call)],
    [demoNames.functions.refund]: ['refund', (call) => this.refund(call)],
  };

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    if (request.path.startsWith(linkPath)) return serveLink(this.acquirer, request, linkPath);
    if (request.path !== '/sandbox/2paynow') return json({ status: 404, error_info: 'not found' }, 404);
    return answered(() => {
      const call = readCall(request, this.acquirer.kit.clock.now());
      const name = call.function ?? '';
      const known = entryOf(this.functions, name);
      if (!known) throw new Refusal(404, `function ${name} not exist`);
      const [operation, run] = known;
      return this.acquirer.faults.serve(operation, () =>
        answered(() => json({ status: 200, ...run(call), ...this.signed(name) })),
      );
    });
  }

  /** Answers carry the same weak signature as requests. */
  private signed(name: string): Answer {
    const timestamp = String(this.acquirer.kit.clock.now());
    return { function: name, timestamp, sign: twoPayNowSign(name, account.mid, timestamp, account.key) };
  }

  /** A trade without a merchant number: asked for twice, there are two. */
  private precreate(call: TwoPayNowCall): Answer {
    const asked = check(precreateFields, call);
    const token = linkToken(this.acquirer.kit.dice);
    const payment = this.open(asked, {
      payMethod: asked.type === '0' ? 'Alipay' : 'WeChat Pay',
      life: lifeMs(asked.it_b_pay),
      terms: { function: 'precreate' },
      extra: { token },
    });
    const address = `${this.acquirer.kit.origin()}${linkPath}${token}`;
    return { trade_no: payment.tradeNo, qr_code: address, pic_url: address };
  }

  private createMini(call: TwoPayNowCall): Answer {
    const asked = check(miniFields, call);
    const { sign: _, timestamp: _when, ...words } = asked;
    const fingerprint = fingerprintOf(words);
    const known = this.merchantTrade(asked.merchant_trade_no);
    // Unpublished: the sandbox answers a repeated number with its first trade, if the words are the same.
    if (known && (known.state !== 'open' || known.fingerprint !== fingerprint))
      throw new Refusal(
        409,
        `merchant_trade_no ${asked.merchant_trade_no} is used: ${stateWord[known.state]}`,
      );
    const payment = known ?? this.openMini(asked, fingerprint);
    return { trade_no: payment.tradeNo, [demoNames.fields.payment]: payment.strings };
  }

  private openMini(
    asked: OrderTerms & {
      readonly merchant_trade_no: string;
      readonly demo_openid: string;
      readonly demo_appid: string;
    },
    fingerprint: string,
  ): HeldPayment {
    const strings = handOut(this.acquirer.kit.dice, this.acquirer.kit.clock.now());
    const { demo_appid: appid, demo_openid: openid, merchant_trade_no } = asked;
    return this.open(asked, {
      payMethod: 'WeChat Pay',
      life: miniLifeMs,
      terms: { function: demoNames.functions.create, merchant_trade_no },
      extra: { ...strings, outTradeNo: merchant_trade_no, appid, openid, fingerprint },
    });
  }

  private open(
    asked: OrderTerms,
    own: {
      readonly payMethod: string;
      readonly life: number;
      readonly terms: Readonly<Record<string, string>>;
      readonly extra: Partial<HeldPayment>;
    },
  ): HeldPayment {
    const value = readAmount('amount', asked.amount, asked.currency);
    const now = this.acquirer.kit.clock.now();
    return this.acquirer.open({
      tradeNo: `A${randomDigits(this.acquirer.kit.dice, 17)}`,
      outTradeNo: passedNumber(asked.passback_parameters),
      state: 'open',
      payMethod: own.payMethod,
      description: asked.subject,
      amount: { value, currency: asked.currency },
      notifyUrl: asked.notify_url,
      fingerprint: '',
      terms: { ...own.terms, passback_parameters: asked.passback_parameters },
      createdAt: now,
      expiresAt: now + own.life,
      ...own.extra,
    });
  }

  private queried(payment: HeldPayment): Answer {
    const { value, currency } = payment.paid ?? payment.amount;
    return {
      trade_no: payment.tradeNo,
      trans_status: stateWord[payment.state],
      trans_time: beijingTime(payment.paidAt ?? payment.createdAt),
      forex_rate: '8.0000',
      refund_amount: decimal(this.acquirer.ledger.refunded(payment.tradeNo), currency),
      currency,
      amount: decimal(value, currency),
    };
  }

  /** What it does to a paid trade is not public; the sandbox plays the worst case: the money goes back whole. */
  private cancel(call: TwoPayNowCall): Answer {
    const payment = this.byNumber(call);
    if (payment.state === 'open') this.acquirer.end(payment, 'closed');
    else if (payment.state === 'paid') this.reverse(payment);
    else if (payment.state !== 'closed' && payment.state !== 'reversed')
      throw new Refusal(400, `the trade is ${stateWord[payment.state]}`);
    return {};
  }

  private reverse(payment: HeldPayment): void {
    if (this.acquirer.standingRefunds(payment).length > 0)
      throw new Refusal(400, 'a trade with a refund cannot be cancelled');
    this.acquirer.end(payment, 'reversed');
  }

  private refund(call: TwoPayNowCall): Answer {
    const asked = check(refundFields, call);
    const payment = this.byNumber({ ...call, trade_no: asked.trade_no }, false);
    const { demo_refund_amount, demo_refund_currency, demo_refund_no } = asked;
    // Unpublished: the sandbox takes every number once, so that a repetition cannot refund twice.
    if (this.acquirer.ledger.refundNamed(demo_refund_no))
      throw new Refusal(409, `refund number ${demo_refund_no} is used`);
    if (payment.state !== 'paid') throw new Refusal(400, `the trade is ${stateWord[payment.state]}`);
    if (demo_refund_currency !== payment.amount.currency)
      throw new Refusal(400, `refunds of this trade are in ${payment.amount.currency}`);
    const value = readAmount('refund amount', demo_refund_amount, demo_refund_currency);
    if (value > this.acquirer.refundable(payment))
      throw new Refusal(400, 'the refund is more than what is left');
    this.acquirer.refund(payment, {
      outRefundNo: demo_refund_no,
      amount: { value, currency: demo_refund_currency },
      notifyUrl: payment.notifyUrl,
      fingerprint: demo_refund_no,
      terms: {},
    });
    return { trade_no: payment.tradeNo };
  }

  private byNumber(call: TwoPayNowCall, isWhole = true): HeldPayment {
    const number = isWhole ? check(tradeFields, call).trade_no : (call.trade_no ?? '');
    const payment = this.acquirer.ledger.payment(number);
    if (!payment) throw new Refusal(404, 'trade not exist');
    return payment;
  }

  private byMerchantNumber(call: TwoPayNowCall): HeldPayment {
    const payment = this.merchantTrade(check(tradeFields, call).trade_no);
    if (!payment) throw new Refusal(404, 'trade not exist');
    return payment;
  }

  private merchantTrade(number: string): HeldPayment | undefined {
    return this.acquirer.ledger.allPayments().findLast((each) => each.terms.merchant_trade_no === number);
  }
}
