/**
 * WeChat's server in memory as far as members need it: tokens, member cards, their points. By WeChat's documentation
 * ("member card activation", "update member information", "query member information", read 2026-11).
 */
import {
  HttpFailure,
  type HttpFailureKind,
  type HttpReply,
  type HttpRequest,
} from '../../../shared/kernel/http';

export interface HeldCard {
  readonly cardId: string;
  readonly code: string;
  /** The holder under the official account. */
  readonly openid: string;
  isActive: boolean;
  status: 'NORMAL' | 'GIFTING' | 'DELETE';
  membershipNumber: string;
  bonus: number;
  balance: number;
  level: string;
}

/** How one sending goes wrong. `late`: no answer, and it arrives only when the test lets it. */
export type Fault = 'lost before' | 'lost after' | 'late' | 'busy' | 'html' | 'quota' | 'unreachable';

type Body = Readonly<Record<string, unknown>>;
type Route = (body: Body, query: URLSearchParams) => object;

export const TICKET = 'ojZ8YtyVyr30HheH3CM73y7h4jJE';

export class FakeWechat {
  readonly cards: HeldCard[] = [];
  /** Activation tickets that WeChat has handed out. */
  readonly tickets = new Set<string>();
  /** unionids of the official account's openids, as "user/info" tells them. */
  readonly unionids = new Map<string, string>();
  readonly asked: string[] = [];
  readonly bodies: Body[] = [];
  readonly late: (() => void)[] = [];
  hasBalance = true;
  /** The address of the form of the members' card; undefined where it has none. */
  formAddress: string | undefined;
  /** What goes wrong with the next sending to a card API. */
  fault: (path: string) => Fault | undefined = () => undefined;

  give(card: Pick<HeldCard, 'code' | 'openid'> & Partial<HeldCard>): HeldCard {
    const held: HeldCard = {
      ...{ cardId: 'pMemberCard0000001', isActive: true, status: 'NORMAL', membershipNumber: '' },
      ...{ bonus: 0, balance: 0, level: '' },
      ...card,
    };
    this.cards.push(held);
    return held;
  }

  /** How often a path was asked. */
  times(path: string): number {
    return this.asked.filter((one) => one === path).length;
  }

  send = async (request: HttpRequest): Promise<HttpReply> => {
    await new Promise(setImmediate);
    const url = new URL(request.url);
    const path = url.pathname.slice(1);
    this.asked.push(path);
    const body = (request.body === '' ? {} : JSON.parse(request.body)) as Body;
    this.bodies.push(body);
    const route = this.routes[path];
    if (!route) throw new Error(`this WeChat knows no ${path}`);
    const fault = path.startsWith('card/') ? this.fault(path) : undefined;
    const answer = (): HttpReply => reply(route(body, url.searchParams));
    return fault === undefined ? answer() : this.faults[fault](answer);
  };

  private readonly faults: Readonly<Record<Fault, (answer: () => HttpReply) => HttpReply>> = {
    busy: () => reply({ errcode: -1, errmsg: 'system error' }),
    quota: () => reply({ errcode: 45009, errmsg: 'reach max api daily quota limit' }),
    html: () => ({ status: 200, headers: {}, body: '<html>busy</html>' }),
    unreachable: () => never('unreachable'),
    late: (answer) => {
      this.late.push(answer);
      return never('timeout');
    },
    'lost after': (answer) => {
      answer();
      return never('timeout');
    },
    'lost before': () => never('timeout'),
  };

  private readonly routes: Readonly<Record<string, Route>> = {
    'cgi-bin/stable_token': () => ({ access_token: 'token', expires_in: 7200 }),
    'cgi-bin/ticket/getticket': () => ({ errcode: 0, ticket: TICKET, expires_in: 7200 }),
    'cgi-bin/user/info': (_body, query) => {
      const openid = query.get('openid') ?? '';
      const unionid = this.unionids.get(openid);
      return { subscribe: 0, openid, ...(unionid === undefined ? {} : { unionid }) };
    },
    'card/membercard/activate/geturl': () =>
      this.formAddress === undefined ? { errcode: 72026 } : { errcode: 0, url: this.formAddress },
    'card/membercard/activatetempinfo/get': ({ activate_ticket: ticket }) =>
      this.tickets.has(String(ticket))
        ? {
            errcode: 0,
            info: { common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800138000' }] },
          }
        : { errcode: 72012, errmsg: 'ticket expired' },
    'card/membercard/userinfo/get': (body) =>
      this.withCard(body, (card) => ({
        errcode: 0,
        openid: card.openid,
        nickname: '张三',
        membership_number: card.membershipNumber,
        bonus: card.bonus,
        balance: card.balance,
        user_card_status: card.status,
        has_active: card.isActive,
      })),
    'card/membercard/activate': (body) =>
      this.withCard(body, (card) => {
        if (card.isActive && card.membershipNumber !== body.membership_number) return { errcode: 73214 };
        if (card.isActive) return { errcode: 0 };
        if (body.init_balance !== undefined && !this.hasBalance) return { errcode: 43010 };
        card.isActive = true;
        card.membershipNumber = String(body.membership_number);
        return this.set(
          card,
          { bonus: body.init_bonus, balance: body.init_balance },
          body.init_custom_field_value1,
        );
      }),
    'card/membercard/updateuser': (body) =>
      this.withCard(body, (card) => {
        if (card.status !== 'NORMAL') return { errcode: 40127 };
        if (!card.isActive) return { errcode: 40078 };
        return this.set(card, body, body.custom_field_value1);
      }),
  };

  private withCard(body: Body, use: (card: HeldCard) => object): object {
    const card = this.cards.find(({ code, cardId }) => code === body.code && cardId === body.card_id);
    return card ? use(card) : { errcode: 40056, errmsg: 'invalid code' };
  }

  private set(card: HeldCard, { bonus, balance }: Body, level: unknown): object {
    if (balance !== undefined && !this.hasBalance) return { errcode: 43010 };
    for (const value of [bonus, balance]) {
      if (value !== undefined && !Number.isInteger(value)) return { errcode: -1 };
      if (Number(value) < 0) return { errcode: 45022 };
    }
    if (bonus !== undefined) card.bonus = Number(bonus);
    if (balance !== undefined) card.balance = Number(balance);
    if (typeof level === 'string') card.level = level;
    return { errcode: 0, result_bonus: card.bonus, result_balance: card.balance, openid: card.openid };
  }
}

const reply = (answer: object): HttpReply => ({ status: 200, headers: {}, body: JSON.stringify(answer) });

const never = (kind: HttpFailureKind): never => {
  throw new HttpFailure(kind, 'no answer');
};
