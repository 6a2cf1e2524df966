// wx.requestPayment against the sandboxes: a clearly labelled simulated cashier, which lets the sandbox check
// the five strings first and pays only when the person says so.
import * as v from 'valibot';
import { element, pushButton } from '../markup';
import type { Person } from '../person';
import { WxFailure } from './calling';
import { post } from './local-port';
import { openDialog } from './overlay';
import type { Words } from './words';

/** What the sandbox knows about the payment behind the five strings. `value` in the currency's minor unit. */
const billSchema = v.object({
  pay_sp: v.string(),
  out_trade_no: v.string(),
  description: v.string(),
  amount: v.object({ value: v.number(), currency: v.string() }),
});

type Bill = v.InferOutput<typeof billSchema>;

type PaymentStrings = Readonly<Record<string, unknown>>;

const fields = ['timeStamp', 'nonceStr', 'package', 'signType', 'paySign'];

/** Shows the cashier. Resolves when the payer has paid, fails with `cancel` or with the sandbox's refusal. */
export async function requestPayment(
  root: HTMLElement,
  words: Words,
  person: Person,
  strings: PaymentStrings,
): Promise<undefined> {
  const missing = fields.filter((field) => typeof strings[field] !== 'string');
  if (missing.length > 0) throw new WxFailure(`missing or not a string: ${missing.join(', ')}`);
  const body = { ...Object.fromEntries(fields.map((field) => [field, strings[field]])), appid: person.appid };
  const { box, close } = openDialog(root, 'sheet', words.cashier);
  const content = element('div', 'cashier-content');
  content.append(element('p', 'cashier-wait', words.asking));
  box.append(cashierHead(words), content);
  try {
    await settle(content, body, { words, person });
  } finally {
    close();
  }
  return undefined;
}

interface Surroundings {
  readonly words: Words;
  readonly person: Person;
}

async function settle(content: HTMLElement, body: object, { words, person }: Surroundings): Promise<void> {
  try {
    const bill = v.parse(billSchema, await post('/sandbox/cashier', body, person));
    await confirmed(content, bill, { words, person });
    content.replaceChildren(element('p', 'cashier-wait', words.paying));
    await post('/sandbox/cashier/pay', body, person);
  } catch (failure) {
    if (failure instanceof Cancelled) throw new WxFailure('cancel');
    const reason = failure instanceof Error ? failure.message : String(failure);
    await acknowledged(content, reason, words);
    throw new WxFailure(reason);
  }
}

class Cancelled extends Error {}

function cashierHead(words: Words): HTMLElement {
  const head = element('div', 'cashier-head');
  head.append(
    element('span', 'cashier-tag', words.cashier),
    element('span', 'cashier-note', words.simulated),
  );
  return head;
}

function confirmed(content: HTMLElement, bill: Bill, { words, person }: Surroundings): Promise<void> {
  const rows = element('dl', 'cashier-rows');
  for (const [name, value] of [
    [words.description, bill.description],
    [words.order, bill.out_trade_no],
    [words.provider, bill.pay_sp],
  ] as const) {
    rows.append(element('dt', '', name), element('dd', '', value));
  }
  const amount = amountText(bill.amount, person.language);
  return new Promise((resolve, reject) => {
    content.replaceChildren(
      element('p', 'cashier-amount', amount),
      rows,
      pushButton('wide confirm', `${words.pay} ${amount}`, resolve),
      pushButton('wide', words.cancel, () => reject(new Cancelled())),
    );
  });
}

function acknowledged(content: HTMLElement, reason: string, words: Words): Promise<void> {
  return new Promise((resolve) => {
    const text = element('p', 'cashier-refusal', reason);
    text.setAttribute('role', 'alert');
    content.replaceChildren(
      element('h2', 'dialog-title', words.refused),
      text,
      pushButton('wide', words.close, resolve),
    );
  });
}

function amountText({ value, currency }: Bill['amount'], language: Person['language']): string {
  const format = new Intl.NumberFormat(language === 'en' ? 'en' : 'zh-CN', { style: 'currency', currency });
  return format.format(value / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
