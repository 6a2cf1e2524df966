/**
 * The fund-flow bill that WeChat Pay makes of a day: what moved on the merchant's basic account, each movement with the balance that it
 * left. Only of what was paid and refunded in CNY; the account began with a hundred thousand yuan.
 * Source: pay.weixin.qq.com/doc/v2/merchant/4011939779 and public samples, read 2026-11.
 */
import type { Acquirer } from '../acquirer';
import { decimal } from '../decimal';
import type { HeldPayment } from '../ledger';
import { spacedTime } from '../numbers';
import type { BillFault } from '../sandbox';

const names =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const totalNames = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
const firstBalance = 10_000_000;

interface Movement {
  readonly at: number;
  readonly businessNo: string;
  readonly name: string;
  readonly type: string;
  /** Fen; below zero what goes out. */
  readonly moved: number;
  readonly voucherNo: string;
}

/** The text of the bill; undefined for a day on which nothing moved. */
export function fundFlowText(
  acquirer: Acquirer,
  { from, to }: { readonly from: number; readonly to: number },
  fault?: BillFault,
): string | undefined {
  let balance = firstBalance;
  let [income, incomes, expense, expenses] = [fault === 'bill_wrong_sum' ? 1 : 0, 0, 0, 0];
  const lines: string[] = [];
  for (const [at, one] of movementsOf(acquirer).entries()) {
    balance += one.moved;
    if (one.at < from || one.at >= to) continue;
    lines.push(lineOf(one, balance, at + 1));
    if (one.moved >= 0) [income, incomes] = [income + one.moved, incomes + 1];
    else [expense, expenses] = [expense - one.moved, expenses + 1];
  }
  if (lines.length === 0) return undefined;
  const totals = [String(lines.length), String(incomes), yuan(income), String(expenses), yuan(expense)];
  const text = `\ufeff${[names, ...lines, totalNames, valuesOf(totals)].join('\r\n')}\r\n`;
  return fault === 'bill_cut' ? text.slice(0, text.length / 2) : text;
}

function movementsOf({ ledger }: Acquirer): readonly Movement[] {
  const all = ledger.allPayments().flatMap((payment) => {
    if (payment.paid?.currency !== 'CNY' || payment.paidAt === undefined) return [];
    return [
      ...paidIn(payment, payment.paidAt, payment.paid.value),
      ...paidBack(ledger.refundsOf(payment.tradeNo)),
    ];
  });
  return all.sort((a, b) => a.at - b.at);
}

function paidIn(payment: HeldPayment, at: number, value: number): readonly Movement[] {
  const common = { at, businessNo: payment.transactionId ?? payment.tradeNo, voucherNo: payment.outTradeNo };
  const fee = Math.round(value * 0.006);
  return [
    { ...common, name: '交易', type: '交易', moved: value },
    ...(fee === 0 ? [] : [{ ...common, name: '扣除交易手续费', type: '交易', moved: -fee }]),
  ];
}

type Refunds = ReturnType<Acquirer['ledger']['refundsOf']>;

const paidBack = (refunds: Refunds): readonly Movement[] =>
  refunds.map(({ createdAt: at, refundNo, outRefundNo, amount }) => ({
    ...{ at, businessNo: refundNo, voucherNo: outRefundNo },
    ...{ name: '退款', type: '退款', moved: -amount.value },
  }));

const lineOf = (one: Movement, balance: number, flowNo: number): string =>
  valuesOf([
    spacedTime(one.at),
    one.businessNo,
    String(5_000_000_000 + flowNo),
    one.name,
    one.type,
    one.moved >= 0 ? '收入' : '支出',
    yuan(Math.abs(one.moved)),
    yuan(balance),
    'system',
    '',
    one.voucherNo,
  ]);

const valuesOf = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');

const yuan = (fen: number): string => (fen < 0 ? `-${decimal(-fen, 'CNY')}` : decimal(fen, 'CNY'));
