/** The account at YabandPay: its configuration, and the envelopes of its questions and answers. Sources: see yaband.ts. */
import { signHmacSha256, type Params } from '../../codecs/sorted-params';
import type { Env, Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import { optional, required, secretText, text, textMap } from '../../kernel/fields';
import { readJsonObject, textAt } from '../../kernel/json';
import { BUSY, isBusy, understood, undocumented, UNREADABLE } from './answers';
import type { Account } from './operation';

export const fields = {
  mchid: required(text(), 'cashier account UID (`user` on the wire)'),
  key: required(secretText(), 'secret key of the cashier account'),
  sub_pay_methods: optional(
    textMap,
    'pay method → YabandPay’s `sub_pay_method`, where its spelling has changed',
  ),
};

export type YabandAccount = Account<typeof fields>;

export function envelope(method: string, data: Params, account: YabandAccount, env: Env): HttpRequest {
  const time = Math.floor(env.now / 1000);
  const head = { user: account.config.mchid, method, time: String(time) };
  const sign = signHmacSha256({ ...head, ...data }, account.config.key);
  return {
    method: 'POST',
    url: account.endpoint,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ ...head, time, sign, data }),
  };
}

/** Opens the answer's envelope. YabandPay publishes no error codes and no words: no answer is a definite no. */
export function openedAny<T>(reply: HttpReply, read: (data: unknown) => T | undefined): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  if (!body || typeof body.status !== 'boolean') return UNREADABLE;
  if (body.status) return understood(() => read(body.data));
  return undocumented(`${textAt(body, 'code') ?? ''} ${textAt(body, 'message') ?? 'no reason given'}`.trim());
}
