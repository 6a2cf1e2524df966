/** What operators do about what no machine can end: action by action what comes in and what goes out. */
import type { Action } from '../kernel/callable';
import { PayError } from '../kernel/errors';
import { readInput } from '../kernel/input';
import type { Caller } from '../kernel/ports';
import { present } from '../kernel/present';
import { askNow } from './flows/people/ask-now';
import { configProblems, problemsMet, type ConfigProblem } from './flows/people/config-problems';
import { logConfigProblems } from './flows/people/examined';
import { forceClose } from './flows/people/force-close';
import { listAside } from './flows/people/list-aside';
import { resolveAside, type Resolved, type Ruling } from './flows/people/resolve-aside';
import { resolveRefund } from './flows/people/resolve-refund';
import { markSeen } from './flows/people/mark-seen';
import { retry } from './flows/people/retry';
import { operatedOrderOfRefund, orderFor } from './flows/rights';
import type { Shop } from './flows/shop';
import { unreadableView } from './flows/unreadable';
import type { ByPerson, Order } from './order/order';
import { orderView, refundView } from './words';
import {
  askNowInput,
  listAsideInput,
  noticeView,
  operatorView,
  problemsInput,
  resolveInput,
  resolveRefundInput,
  retryInput,
  seenInput,
} from './words-of-persons';

type Result = Readonly<Record<string, unknown>>;

/** Somebody else's things that `resolve` may name instead of a notice. A root composes them in. */
export interface Beside {
  /** Decides about a finding of reconciliation; the rights are its own to check. */
  readonly resolveFinding?: (
    shop: Shop,
    caller: Caller,
    findingId: string,
    ruling: Ruling,
  ) => Promise<Result>;
  /** The templates of subscription messages that an app's buyers may be asked about, by occasion. */
  readonly messageTemplates?: (appid: string) => Promise<Result>;
}

const resolvedView = ({ notice, money }: Resolved): Result => ({
  ...noticeView(notice),
  ...present({ refund_state: money?.state }),
});

const resolve = ({ resolveFinding }: Beside): Action<Shop> => ({
  for: 'signedIn',
  async run(shop, event, caller) {
    const wish = readInput(resolveInput, event);
    const ruling = { word: wish.decision, explanation: wish.explanation };
    if (wish.notice_id !== undefined)
      return resolvedView(await resolveAside(shop, caller, wish.notice_id, ruling));
    if (resolveFinding && wish.finding_id !== undefined)
      return resolveFinding(shop, caller, wish.finding_id, ruling);
    throw new PayError('NOT_SUPPORTED', 'there are no findings here. Give a notice_id');
  },
});

const problemView = ({ configId, paySp, field, code, problem, why, fix }: ConfigProblem): Result => ({
  config_id: configId,
  ...present({ pay_sp: paySp }),
  field,
  code,
  errmsg: `${field} ${problem}`,
  why,
  fix,
});

const problems: Action<Shop> = {
  for: 'signedIn',
  async run(shop, event, caller) {
    const { lang } = readInput(problemsInput, event);
    return { problems: (await configProblems(shop, caller, lang)).map(problemView) };
  },
};

/**
 * What keeps a call from being answered: in full words in the log, and to an operator in the answer, as `problems`.
 * @param configId the document that the error names
 */
export async function explainConfig(
  shop: Shop,
  configId: string,
  openid: string,
): Promise<Readonly<Record<string, unknown>>> {
  await logConfigProblems(shop, configId);
  const met = await problemsMet(shop, configId, openid);
  return met.length > 0 ? { problems: met.map(problemView) } : {};
}

export const personActions = (beside: Beside) =>
  ({
    listaside: {
      for: 'signedIn',
      async run(shop, event, caller) {
        const { before_id: beforeId, ...rest } = readInput(listAsideInput, event);
        const page = present({ ...rest, beforeId });
        const { items, unreadable } = await listAside(shop, caller, page);
        return { notices: items.map(noticeView), ...unreadableView(unreadable) };
      },
    },

    problems,

    resolve: resolve(beside),

    resolverefund: {
      for: 'signedIn',
      async run(shop, event, caller) {
        const { out_refund_no: no, state, explanation } = readInput(resolveRefundInput, event);
        const order = await operatedOrderOfRefund(shop, caller, no);
        return refundView(await resolveRefund(shop, order, no, { state, explanation, by: caller.openid }));
      },
    },

    asknow: {
      for: 'signedIn',
      async run(shop, event, caller) {
        const wish = readInput(askNowInput, event);
        const order = await orderFor(shop, caller, 'operator', wish.out_trade_no);
        const asked = await askNow(shop, order, personOf(caller, wish.explanation));
        return { ...orderView(asked.order), answers: asked.answers.map(({ of, said }) => ({ of, said })) };
      },
    },

    retry: {
      for: 'signedIn',
      async run(shop, event, caller) {
        const wish = readInput(retryInput, event);
        const order = await orderFor(shop, caller, 'operator', wish.out_trade_no);
        return orderView(await retry(shop, order, personOf(caller, wish.explanation)));
      },
    },

    seen: {
      for: 'signedIn',
      async run(shop, event, caller) {
        const { out_trade_no: no, reason, explanation, force } = readInput(seenInput, event);
        const order = await orderFor(shop, caller, 'operator', no);
        const person = personOf(caller, explanation);
        return orderView(await markSeen(shop, order, { reason, person, ...present({ force }) }));
      },
    },
  }) satisfies Readonly<Record<string, Action<Shop>>>;

const personOf = ({ openid: by }: Caller, why?: string): ByPerson => ({ by, ...present({ why }) });

export { operatorView };

/** The order closed by force, as operators may. */
export async function closedByForce(
  shop: Shop,
  order: Order,
  caller: Caller,
  why: string | undefined,
): Promise<Order> {
  return forceClose(shop, await orderFor(shop, caller, 'operator', order.outTradeNo), personOf(caller, why));
}
