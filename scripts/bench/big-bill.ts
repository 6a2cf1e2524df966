/** Writes lines as a packed trade bill of WeChat Pay, in the form of 2019 with its 27 columns and its summary. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { StatementLine } from '../../shared/payments';

const COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const TOTALS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const BEIJING_MS = 8 * 3600_000;

interface Sums {
  rows: number;
  /** Hundredths. */
  orders: number;
  refunds: number;
  /** Hundred-thousandths. */
  fees: number;
}

export async function writeBill(file: string, lines: AsyncIterable<readonly StatementLine[]>): Promise<void> {
  const packed = createGzip();
  const done = finished(packed.pipe(createWriteStream(file)));
  const write = async (text: string): Promise<void> => {
    if (!packed.write(text)) await once(packed, 'drain');
  };
  const sums: Sums = { rows: 0, orders: 0, refunds: 0, fees: 0 };
  await write(`\ufeff${COLUMNS}\r\n`);
  for await (const batch of lines) await write(batch.map((line) => rowOf(line, sums)).join(''));
  const { rows, orders, refunds, fees } = sums;
  const totals = [rows, yuan(orders), yuan(refunds), '0.00', fee(fees), yuan(orders), yuan(refunds)];
  await write(`${TOTALS}\r\n${totals.map((one) => `\`${one}`).join(',')}\r\n`);
  packed.end();
  await done;
}

const yuan = (hundredths: number): string => (hundredths / 100).toFixed(2);
const fee = (hundredThousandths: number): string => (hundredThousandths / 100_000).toFixed(5);

function rowOf(line: StatementLine, sums: Sums): string {
  const isRefund = line.kind === 'refund';
  const { value } = line.amount;
  // A thousandth of a hundredth.
  const charged = line.fee?.thousandths ?? 0;
  sums.rows += 1;
  sums.fees += charged;
  if (isRefund) sums.refunds += value;
  else sums.orders += value;
  const [paid, back] = isRefund ? ['0.00', yuan(value)] : [yuan(value), '0.00'];
  const when = new Date((line.at ?? 0) + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ');
  const state = isRefund ? 'REFUND' : line.status === 'paid' ? 'SUCCESS' : 'REVOKED';
  const refund = isRefund
    ? [line.spRefundNo, line.outRefundNo, back, '0.00', 'ORIGINAL', 'SUCCESS']
    : ['0', '0', '0.00', '0.00', '', ''];
  const cells = [
    ...[when, 'wxd678efh567hg6787', '1900007291', '0', '', line.transactionId, line.attemptNo],
    ...['oTestOpenid0000000000000001', 'JSAPI', state, 'OTHERS', line.amount.currency, paid, '0.00'],
    ...refund,
    ...['Tulip bulbs, 25 pieces', '', fee(charged), '0.60%', paid, back, ''],
  ];
  return `${cells.map((cell) => `\`${cell ?? ''}`).join(',')}\r\n`;
}
