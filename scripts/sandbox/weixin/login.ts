/**
 * Who the user of the mini-program is, and the phone number. Sources: WeChat documentation, "code2Session", "checkSessionKey",
 * "resetUserSessionKey", "getPhoneNumber", read 2026-11.
 */
import { createHash, createHmac } from 'node:crypto';
import * as v from 'valibot';
import { filled } from '../reading';
import { isSame } from '../signing';
import { type App, miniProgram } from './apps';
import type { Codes } from './codes';
import { asks, ok, type Routes, takes } from './door';
import { minuteMs, secondsOf, type WeixinKit } from './kit';
import { openidOf, personIn, unionidOf } from './people';
import type { Quota } from './quota';
import { badArguments, Refusal } from './refusal';
import type { Table } from './table';
import { authorised } from './tokens';

const session = v.object({ openid: v.string(), key: v.string() });

const phoneBody = v.object({ code: filled, openid: v.exactOptional(v.string()) });

export class Login {
  readonly routes: Routes = {
    '/sns/jscode2session': asks('none', (query) => this.codeToSession(query)),
    '/wxa/checksession': asks('mini_program', (query) => {
      this.checked(query);
      return ok();
    }),
    '/wxa/resetusersessionkey': asks('mini_program', (query) => {
      const { openid } = this.checked(query);
      return ok({ openid, session_key: this.newKey(openid) });
    }),
    '/wxa/business/getuserphonenumber': takes('mini_program', phoneBody, badArguments, (body, { app }) =>
      this.phone(body, app ?? miniProgram),
    ),
  };
  private readonly sessions: Table<v.InferOutput<typeof session>>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly codes: Codes,
    private readonly quota: Quota,
  ) {
    this.sessions = kit.tables.open('sessions', session, ({ openid }) => openid);
  }

  private codeToSession(query: URLSearchParams): object {
    authorised(query.get('appid'), query.get('secret'), 'mini_program');
    if (query.get('grant_type') !== 'authorization_code') throw new Refusal(40002);
    const code = query.get('js_code') ?? '';
    if (code === '') throw new Refusal(41008);
    const found = this.codes.look('login', code, { expired: 40029, used: 40163 });
    if (found.terms.risk !== undefined) throw new Refusal(40226);
    const openid = openidOf(found.person, 'mini_program');
    if (!this.quota.take(`code2session ${openid}`, minuteMs, 100)) throw new Refusal(45011);
    this.codes.use(found);
    return { session_key: this.newKey(openid), openid, unionid: unionidOf(found.person) };
  }

  /** The session that a query's signature stands for: HMAC-SHA256 of nothing, keyed with the session key as text. */
  private checked(query: URLSearchParams): v.InferOutput<typeof session> {
    if (query.get('sig_method') !== 'hmac_sha256') throw new Refusal(87008);
    const openid = query.get('openid') ?? '';
    if (personIn(openid, 'mini_program') === undefined) throw new Refusal(40003);
    const found = this.sessions.get(openid);
    if (!found) throw new Refusal(87007);
    const expected = createHmac('sha256', found.key).update('').digest('hex');
    if (!isSame(query.get('signature') ?? '', expected)) throw new Refusal(87009);
    return found;
  }

  private newKey(openid: string): string {
    const key = Buffer.from(this.kit.dice.hex(16), 'hex').toString('base64');
    return this.sessions.put({ openid, key }).key;
  }

  private phone({ code, openid }: v.InferOutput<typeof phoneBody>, { appid }: App): object {
    const found = this.codes.look('phone', code, { expired: 40029, used: 40029 });
    if (openid !== undefined && openid !== openidOf(found.person, 'mini_program'))
      throw new Refusal(40029, 'the code is not of this openid');
    if (!this.quota.take(`phone ${appid}`, minuteMs, 5000)) throw new Refusal(45011);
    this.codes.use(found);
    const { number = phoneOf(found.person), country = '86' } = found.terms;
    return ok({
      phone_info: {
        phoneNumber: country === '86' ? number : `+${country}${number}`,
        purePhoneNumber: number,
        countryCode: country,
        watermark: { timestamp: secondsOf(this.kit.clock.now()), appid },
      },
    });
  }
}

/** A person's number, unless the client said another: always the same. */
export function phoneOf(person: string): string {
  const digest = createHash('sha256').update(person).digest('hex').slice(0, 12);
  return `139${(BigInt(`0x${digest}`) % 100_000_000n).toString().padStart(8, '0')}`;
}
