/** The page behind a payment link: what is to be paid, two buttons, and the finished state. No script. */
import type { WebReply } from '../local-cloud/web';
import { decimal } from './decimal';
import type { HeldPayment } from './ledger';

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6470; --paper: #fff; --ground: #f3f5f7; --go: #067d43; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9edf2; --soft: #98a2af; --paper: #1d232c; --ground: #12161c; } }
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
.done { text-align: center; font-weight: 600; } a { display: block; text-align: center; color: var(--go); }
`;

const buttons = ({ amount }: HeldPayment): string => `<form method="post">
<button class="pay" name="decision" value="pay">支付 Pay</button>
<button class="decline" name="decision" value="decline">拒绝 Decline</button>
<details><summary>其他情形 What else happens</summary>
<button class="other" name="decision" value="lose_notice">支付，但通知丢失 Pay, the notice is lost</button>
<button class="other" name="decision" value="twice">连付两次 Pay twice</button>
<button class="other" name="decision" value="late">超时后才支付 Pay too late</button>
<label>另一金额 Another amount (${amount.currency})
<input name="amount" inputmode="decimal" value="${decimal(amount.value + 100, amount.currency)}"></label>
<button class="other" name="decision" value="other_amount">支付该金额 Pay that amount</button>
</details>
</form>`;

const ending: Readonly<Record<Exclude<HeldPayment['state'], 'open'>, string>> = {
  paid: '支付成功 Paid',
  reversed: '已退款 Given back',
  closed: '订单已关闭 Closed by the shop',
  expired: '订单已过期 Expired',
  failed: '支付失败 Failed',
  declined: '已拒绝 Declined',
};

/** The cashier page of a payment link in its present state. */
export function cashierPage(payment: HeldPayment): WebReply {
  const { value, currency } = payment.paid ?? payment.amount;
  const back = payment.terms.redirect_url;
  const link = back ? `<a href="${escaped(back)}">返回商店 Back to the shop</a>` : '';
  const rest =
    payment.state === 'open'
      ? buttons(payment)
      : `<p class="done" role="status">${ending[payment.state]}</p>${link}`;
  const body = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>收银台 Cashier</title><style>${style}</style></head>
<body><main>
<p class="note">沙盒收银台，不会真实扣款<br>Sandbox cashier: no real money moves</p>
<h1>${escaped(payment.description)}</h1>
<p class="amount">${decimal(value, currency)} ${currency}</p>
<dl><dt>商户单号 Order</dt><dd>${escaped(payment.outTradeNo)}</dd>
<dt>支付方式 Method</dt><dd>${escaped(payment.payMethod)}</dd></dl>
${rest}
</main></body></html>
`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
