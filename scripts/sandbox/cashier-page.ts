/** The page behind a payment link: what is to be paid, two buttons, and the finished state. No script. */
import type { WebReply } from '../local-cloud/web';
import type { CashierWords } from './cashier-words';
import { decimal } from './decimal';
import type { HeldPayment } from './ledger';

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6470; --paper: #fff; --ground: #f3f5f7; --go: #067d43; --link: #067d43; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9edf2; --soft: #98a2af; --paper: #1d232c; --ground: #12161c; --link: #5bd694; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, 'PingFang SC', 'Noto Sans SC', sans-serif; }
main { width: 100%; max-width: 24rem; background: var(--paper); border-radius: 1rem; padding: 2rem 1.5rem;
  box-shadow: 0 1px 2px #0001, 0 8px 24px #0001; }
.note { margin: 0 0 1.5rem; color: var(--soft); font-size: .8125rem; text-align: center; }
h1 { margin: 0; text-align: center; font-size: 1.125rem; font-weight: 600; overflow-wrap: anywhere; }
.amount { margin: .25rem 0 1.5rem; text-align: center; font-size: 2.25rem; font-weight: 600; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .5rem 1rem; margin: 0 0 1.5rem; }
dt { color: var(--soft); } dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
button { display: block; width: 100%; min-height: 3rem; margin-top: .75rem; border: 0; border-radius: .75rem;
  font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid #4c9aff; outline-offset: 2px; }
.pay { background: var(--go); color: #fff; } .decline { background: none; color: var(--soft); }
.other { background: none; color: inherit; border: 1px solid var(--soft); font-weight: 400; }
summary { margin-top: 1rem; color: var(--soft); text-align: center; cursor: pointer; min-height: 2.75rem; line-height: 2.75rem; }
label { display: block; margin-top: 1rem; color: var(--soft); font-size: .875rem; }
input { width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: 0 .75rem; border: 1px solid var(--soft); border-radius: .75rem; font: inherit; color: var(--ink); background: var(--paper); }
.reason { margin: 1rem 0 0; text-align: center; color: var(--soft); }
.problem { margin: 0 0 1rem; padding: .75rem 1rem; border-radius: .75rem; background: #c0392b1a; color: var(--ink); }
.done { text-align: center; font-weight: 600; } a { display: block; text-align: center; color: var(--link); }
`;

const buttons = ({ amount }: HeldPayment, words: CashierWords): string => `<form method="post">
<button class="pay" name="decision" value="pay">${words.pay}</button>
<button class="decline" name="decision" value="decline">${words.decline}</button>
<details><summary>${words.more}</summary>
<button class="other" name="decision" value="lose_notice">${words.lose_notice}</button>
<button class="other" name="decision" value="twice">${words.twice}</button>
<button class="other" name="decision" value="late">${words.late}</button>
<label>${words.amount.replace('{currency}', amount.currency)}
<input name="amount" inputmode="decimal" value="${decimal(amount.value + 100, amount.currency)}"></label>
<button class="other" name="decision" value="other_amount">${words.pay_amount}</button>
</details>
</form>`;

/** The cashier page of a payment link in its present state. `wrongAmount`: what the payer wrote that is none. */
export function cashierPage(payment: HeldPayment, words: CashierWords, wrongAmount?: string): WebReply {
  const { value, currency } = payment.paid ?? payment.amount;
  const back = payment.terms.redirect_url;
  const link = back ? `<a href="${escaped(back)}">${words.back}</a>` : '';
  const rest =
    payment.state === 'open'
      ? buttons(payment, words)
      : `<p class="done" role="status">${words[payment.state]}</p>${link}`;
  const problem =
    wrongAmount === undefined
      ? ''
      : `<p class="problem" role="alert">${escaped(fill(words.no_amount, { text: wrongAmount, currency }))}</p>`;
  return page(
    wrongAmount === undefined ? 200 : 400,
    words,
    `${problem}<h1>${escaped(payment.description)}</h1>
<p class="amount">${decimal(value, currency)} ${currency}</p>
<dl><dt>${words.order}</dt><dd>${escaped(payment.outTradeNo)}</dd>
<dt>${words.method}</dt><dd>${escaped(payment.payMethod)}</dd></dl>
${rest}`,
  );
}

/** What stands where no payment link is. */
export const noLinkPage = (words: CashierWords): WebReply =>
  page(404, words, `<h1>${words.no_link}</h1>\n<p class="reason">${words.no_link_text}</p>`);

function page(status: number, words: CashierWords, content: string): WebReply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="${words.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><style>${style}</style></head>
<body><main>
<p class="note">${words.note}</p>
${content}
</main></body></html>
`,
  };
}

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
