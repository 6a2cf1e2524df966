// wx.requestPayment against the sandboxes: a clearly labelled simulated cashier, which lets the sandbox check
// the five strings first and pays only when the person says so.
import * as v from 'valibot';
import { element, pushButton } from '../markup';
import type { Person } from '../person';
import { WxFailure } from './calling';
import { otherWays, type Choice } from './cashier-ways';
import { post, Refusal } from './local-port';
import { openDialog } from './overlay';
import type { Screen } from './overlay';
import { acknowledged, sheetHead, sheetRows } from './sheet';
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
export async function requestPayment(screen: Screen, strings: PaymentStrings): Promise<undefined> {
  const { root, words, person } = screen;
  const missing = fields.filter((field) => typeof strings[field] !== 'string');
  if (missing.length > 0) throw new WxFailure(`missing or not a string: ${missing.join(', ')}`);
  const body = { ...Object.fromEntries(fields.map((field) => [field, strings[field]])), appid: person.appid };
  const { box, close } = openDialog(root, 'sheet', words.cashier);
  const content = element('div', 'sheet-content');
  content.append(element('p', 'sheet-wait', words.asking));
  box.append(sheetHead(words.cashier, words.noMoney), content);
  try {
    await settle(content, body, screen);
  } finally {
    close();
  }
  return undefined;
}

async function settle(content: HTMLElement, body: object, screen: Screen): Promise<void> {
  const { words, person } = screen;
  try {
    const bill = v.parse(billSchema, await post('/sandbox/cashier', body, person));
    const choice = await confirmed(content, bill, screen);
    content.replaceChildren(element('p', 'sheet-wait', words.paying));
    await post('/sandbox/cashier/pay', { ...body, ...choice }, person);
    // A payer whose bank says no closes the cashier: the mini-program hears no more than of one who changes his mind.
    if (choice.way === 'decline') throw new Cancelled();
  } catch (failure) {
    if (failure instanceof Cancelled) throw new WxFailure('cancel');
    const reason = failure instanceof Error ? failure.message : String(failure);
    // Without an answer nothing was refused, and it may have been paid.
    const isUnknown = failure instanceof Refusal && failure.status === undefined;
    if (isUnknown) await acknowledged(content, words, words.cashierUnreached, words.cashierUnknown);
    else await acknowledged(content, words, words.cashierRefused, whyRefused(words, failure) ?? reason);
    throw new WxFailure(reason);
  }
}

/** The sentence for a refusal by its name; undefined where it has none. */
function whyRefused(words: Words, failure: unknown): string | undefined {
  const { why, about } = failure instanceof Refusal ? failure.answer : {};
  const key = `why_${String(why)}`;
  return key in words ? words[key as keyof Words].replace('{about}', String(about)) : undefined;
}

class Cancelled extends Error {}

function confirmed(content: HTMLElement, bill: Bill, { words, person }: Screen): Promise<Choice> {
  const rows = sheetRows([
    [words.description, bill.description],
    [words.order, bill.out_trade_no],
    [words.provider, bill.pay_sp],
  ]);
  const format = amountFormat(bill.amount.currency, person.language);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const amount = format.format(bill.amount.value / 10 ** digits);
  return new Promise((resolve, reject) => {
    content.replaceChildren(
      element('p', 'cashier-amount', amount),
      rows,
      pushButton('wide confirm', `${words.pay} ${amount}`, () => resolve({ way: 'pay' })),
      pushButton('wide', words.cancel, () => reject(new Cancelled())),
      otherWays(words, { value: bill.amount.value, digits }, resolve),
    );
  });
}

const amountFormat = (currency: string, language: Person['language']): Intl.NumberFormat =>
  new Intl.NumberFormat(language.replace('_', '-'), { style: 'currency', currency });
