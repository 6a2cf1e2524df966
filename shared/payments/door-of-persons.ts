/** What operators do about what no machine can end: action by action what comes in and what goes out. */
import type { Action, Actions } from '../kernel/callable';
import { PayError } from '../kernel/errors';
import { readInput } from '../kernel/input';
import type { Caller } from '../kernel/ports';
import { present } from '../kernel/present';
import { listAside } from './flows/list-aside';
import { resolveAside, type Resolved, type Ruling } from './flows/resolve-aside';
import type { Shop } from './flows/shop';
import { listAsideInput, noticeView, resolveInput } from './words-of-persons';

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

export const personActions = (beside: Beside): Actions<Shop> => ({
  listaside: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const page = readInput(listAsideInput, event);
      return { notices: (await listAside(shop, caller, present(page))).map(noticeView) };
    },
  },

  resolve: resolve(beside),
});
