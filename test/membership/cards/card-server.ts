/**
 * WeChat's server in memory, as far as cards go, by WeChat's documentation: cards with stock, codes that people hold, uploads,
 * sub-merchants, rules. It misbehaves on request.
 */
import { HttpFailure, type HttpReply, type HttpRequest } from '../../../shared/kernel/http';

type Fields = Record<string, unknown>;

/** `before`, `after`: no answer, and the call did not or did arrive. A number: that errcode, without effect. */
export type Fault = 'before' | 'after' | 'unreachable' | 'html' | 'cut off' | 'status 500' | number;

export interface HeldCode {
  readonly cardId: string;
  readonly openid: string;
  status: string;
  /** A code of the merchant's own: found only with its card. */
  readonly isOwn?: boolean;
}

export interface Sent {
  readonly path: string;
  readonly body: Fields;
}

const refusal = (errcode: number): Fields => ({ errcode, errmsg: `no rid: 6600aa-${errcode}` });

export class CardServer {
  readonly cards = new Map<string, { card: Fields; kind: string; quantity: number; total: number }>();
  readonly codes = new Map<string, HeldCode>();
  readonly sent: Sent[] = [];
  readonly merchants = new Map<number, Fields>();
  readonly rules = new Map<number, Fields>();
  /** Whether `card/get` says how many cards there ever were. */
  tellsTotal = true;
  private readonly faults = new Map<string, Fault[]>();
  private issued = 0;

  /** The next calls of an API go wrong, one after the other. */
  fail(path: string, ...faults: readonly Fault[]): void {
    this.faults.set(path, [...(this.faults.get(path) ?? []), ...faults]);
  }

  /** Nothing goes wrong any more. */
  forgive(): void {
    this.faults.clear();
  }

  count(path: string): number {
    return this.sent.filter((one) => one.path === path).length;
  }

  /** A card that was created and audited before anybody looked. */
  put(id: string, quantity = 100, kind = 'MEMBER_CARD'): void {
    const card = { base_info: { id, title: 'a card', status: 'CARD_STATUS_VERIFY_OK' }, prerogative: 'much' };
    this.cards.set(id, { card, kind, quantity, total: quantity });
  }

  /** Somebody takes a card. */
  take(id: string, code: string, held: Partial<HeldCode> = {}): void {
    const card = this.cards.get(id);
    if (card) card.quantity -= 1;
    this.codes.set(code, { cardId: id, openid: `o-holder-${code}`, status: 'NORMAL', ...held });
  }

  async send({ url, body, bytes }: HttpRequest): Promise<HttpReply> {
    await new Promise(setImmediate);
    const path = new URL(url).pathname.slice(1);
    if (path === 'cgi-bin/stable_token') return reply({ access_token: 'token', expires_in: 7200 });
    const fields = body === '' ? {} : (JSON.parse(body) as Fields);
    this.sent.push({ path, body: bytes ? { bytes: bytes.toString('latin1') } : fields });
    const fault = this.faults.get(path)?.shift();
    if (fault === undefined) return reply(this.answer(path, fields));
    return this.misbehave(fault, () => this.answer(path, fields));
  }

  private misbehave(fault: Fault, effect: () => Fields): HttpReply {
    if (typeof fault === 'number') return reply(refusal(fault));
    if (fault === 'html') return { status: 200, headers: {}, body: '<html>busy</html>' };
    if (fault === 'status 500') return { status: 500, headers: {}, body: '' };
    if (fault === 'unreachable') throw new HttpFailure('unreachable', 'nobody there');
    if (fault === 'before') throw new HttpFailure('timeout', 'no answer');
    const answer = JSON.stringify(effect());
    if (fault === 'cut off') return { status: 200, headers: {}, body: answer.slice(0, -4) };
    throw new HttpFailure('timeout', 'no answer');
  }

  private answer(path: string, body: Fields): Fields {
    const [, name] = Object.entries(this.apis).find(([api]) => api === path) ?? [];
    return name ? { errcode: 0, errmsg: 'ok', ...name(body) } : refusal(48001);
  }

  private readonly apis: Readonly<Record<string, (body: Fields) => Fields>> = {
    'cgi-bin/media/uploadimg': () => ({ url: `http://mmbiz.qpic.cn/mmbiz/${(this.issued += 1)}/0` }),
    'card/create': ({ card }) => {
      const { card_type: kind, ...rest } = card as { card_type: string } & Fields;
      const id = `pCreated000${(this.issued += 1)}`;
      const own = rest[kind.toLowerCase()] as { base_info: { sku: { quantity: number } } } & Fields;
      const { quantity } = own.base_info.sku;
      this.cards.set(id, { card: own, kind, quantity, total: quantity });
      return { card_id: id };
    },
    'card/get': (body) => this.card(body, (card) => ({ card: this.tell(card) })),
    'card/batchget': () => ({ card_id_list: [...this.cards.keys()], total_num: this.cards.size }),
    'card/update': (body) => this.card(body, () => ({ send_check: true })),
    'card/delete': (body) =>
      this.card(body, ({ card }) => {
        Object.assign(card.base_info as Fields, { status: 'CARD_STATUS_DELETE' });
        return {};
      }),
    'card/modifystock': (body) =>
      this.card(body, (card) => {
        const delta = Number(body.increase_stock_value ?? 0) - Number(body.reduce_stock_value ?? 0);
        if (card.quantity + delta < 0) return refusal(40122);
        card.quantity += delta;
        card.total += delta;
        return {};
      }),
    'card/qrcode/create': () => ({
      ticket: 'qr-ticket',
      url: 'http://weixin.qq.com/q/1',
      show_qrcode_url: ' https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=qr-ticket',
      expire_seconds: 1800,
    }),
    'card/paycell/set': (body) => this.card(body, () => ({})),
    'card/selfconsumecell/set': (body) => this.card(body, () => ({})),
    'card/membercard/activateuserform/set': (body) => this.card(body, () => ({})),
    'card/code/get': (body) => this.code(body, (held) => this.tellCode(held)),
    'card/code/consume': (body) =>
      this.code(body, (held) => {
        if (held.status === 'CONSUMED') return refusal(40099);
        if (held.status !== 'NORMAL') return refusal(40127);
        held.status = 'CONSUMED';
        return { card: { card_id: held.cardId }, openid: held.openid };
      }),
    'card/code/unavailable': (body) =>
      this.code(body, (held) => {
        if (held.status !== 'NORMAL') return refusal(40127);
        held.status = 'UNAVAILABLE';
        return {};
      }),
    'card/code/decrypt': ({ encrypt_code: sealed }) => {
      const code = Buffer.from(String(sealed), 'base64').toString();
      return this.codes.has(code) ? { code } : refusal(40075);
    },
    'card/submerchant/submit': ({ info }) => this.merchant(this.merchants.size + 12, info as Fields),
    'card/submerchant/update': ({ info }) =>
      this.merchant(Number((info as Fields).merchant_id), info as Fields),
    'card/submerchant/get': ({ merchant_id: id }) => {
      const info = this.merchants.get(Number(id));
      return info ? { info } : refusal(40139);
    },
    'card/submerchant/batchget': () => ({ info_list: [...this.merchants.values()], next_begin_id: 13 }),
    'card/getapplyprotocol': () => ({
      category: [
        {
          primary_category_id: 1,
          category_name: 'food',
          secondary_category: [
            { secondary_category_id: 101, category_name: 'soup', need_qualification_stuffs: ['x'] },
          ],
        },
      ],
    }),
    'card/paygiftcard/add': ({ rule_info: info }) => {
      const id = this.rules.size + 1;
      this.rules.set(id, info as Fields);
      return {
        rule_id: id,
        succ_mchid_list: (info as { base_info: Fields }).base_info.mchid_list,
        fail_mchid_list: [],
      };
    },
    'card/paygiftcard/getbyid': ({ rule_id: id }) => {
      const info = this.rules.get(Number(id));
      return info ? { rule_info: info } : refusal(72034);
    },
    'card/paygiftcard/batchget': () => ({
      total_count: this.rules.size,
      rule_list: [...this.rules.values()],
    }),
    'card/paygiftcard/delete': ({ rule_id: id }) => (this.rules.delete(Number(id)) ? {} : refusal(72034)),
  };

  private card(
    { card_id: id }: Fields,
    then: (card: { card: Fields; kind: string; quantity: number; total: number }) => Fields,
  ): Fields {
    const card = this.cards.get(String(id));
    return card ? then(card) : refusal(40073);
  }

  private tell({
    card,
    kind,
    quantity,
    total,
  }: {
    card: Fields;
    kind: string;
    quantity: number;
    total: number;
  }): Fields {
    const sku = { quantity, ...(this.tellsTotal ? { total_quantity: total } : {}) };
    const base = { ...(card.base_info as Fields), sku };
    return { card_type: kind, [kind.toLowerCase()]: { ...card, base_info: base } };
  }

  private code({ code, card_id: id }: Fields, then: (held: HeldCode) => Fields): Fields {
    const held = this.codes.get(String(code));
    const isFound =
      held && (id === undefined ? held.isOwn !== true : held.cardId === id || held.isOwn !== true);
    return held && isFound ? then(held) : refusal(40056);
  }

  private tellCode(held: HeldCode): Fields {
    return {
      card: { card_id: held.cardId, begin_time: 1_780_000_000, end_time: 1_790_000_000 },
      openid: held.openid,
      can_consume: held.status === 'NORMAL',
      user_card_status: held.status,
      nickname: 'MARKER-NICKNAME',
      user_info: { common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: 'MARKER-PHONE' }] },
    };
  }

  private merchant(id: number, info: Fields): Fields {
    const merchant = { ...info, merchant_id: id, status: 'CHECKING', create_time: 1_780_000_000 };
    this.merchants.set(id, merchant);
    return { info: merchant };
  }
}

function reply(answer: Fields): HttpReply {
  return { status: 200, headers: {}, body: JSON.stringify(answer) };
}
