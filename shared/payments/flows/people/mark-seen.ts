/** A person says that they have seen what nothing else ends. */
import { PayError } from '../../../kernel/errors';
import { waitsBecauseOf } from '../../order/aside';
import type { Attention, ByPerson, Matter, Order, seenReasons } from '../../order/order';
import { withJournal } from '../../order/journal';
import { withoutAttention } from '../../order/order-changes';
import { askNow } from './ask-now';
import { changeOrder } from '../orders';
import type { Shop } from '../shop';

/** What a person says. */
export interface Seeing {
  readonly reason: (typeof seenReasons)[number];
  readonly person: ByPerson;
  /** Also where a PSP gives no answer. */
  readonly force?: boolean;
}

/**
 * The order that a person has looked at: what waited for that alone waits no longer.
 * @throws PayError NOT_SUPPORTED, OUTCOME_UNKNOWN, DOCUMENT_UNREADABLE
 */
export async function markSeen(shop: Shop, order: Order, seeing: Seeing): Promise<Order> {
  const { reason, person } = seeing;
  if (reason === 'kept_aside') return markLostSeen(shop, order, seeing);
  return withoutWaiting(shop, order, person, (one) => one.reason === reason);
}

async function withoutWaiting(
  shop: Shop,
  order: Order,
  person: ByPerson,
  isMeant: (attention: Attention) => boolean,
): Promise<Order> {
  return changeOrder(shop, order, (current) => {
    const about = current.attention.filter(isMeant);
    const calm = about.reduce((next, { reason, of }) => withoutAttention(next, reason, of), current);
    const [first] = about;
    return first ? withJournal(calm, shop.clock.now(), `seen: ${first.reason}`, person) : undefined;
  });
}

/**
 * What waits as kept aside and has no notice to decide about: the process died before it was archived. The PSPs are asked first, so
 * that what they still say is kept aside anew, with a notice; while one of them is silent, nothing is forgotten.
 */
async function markLostSeen(shop: Shop, order: Order, { person, force = false }: Seeing): Promise<Order> {
  const { order: asked, answers } = await askNow(shop, order, person);
  const silent = answers.find(({ heard }) => heard === 'silence');
  if (silent && !force) {
    const why = `asked about ${silent.of}, the PSP gave no answer (${silent.said}). Try again when it can be reached; where it never will, look at its back office and send force: true`;
    throw new PayError('OUTCOME_UNKNOWN', why);
  }
  const matters = await mattersOfNotices(shop, asked);
  const isAside = ({ reason }: Attention): boolean => reason === 'kept_aside';
  const hasNotice = (one: Attention): boolean => matters.some((about) => waitsBecauseOf(asked, about, one));
  const seen = await withoutWaiting(shop, asked, person, (one) => isAside(one) && !hasNotice(one));
  if (seen.attention.some(isAside)) {
    throw new PayError(
      'NOT_SUPPORTED',
      'what was kept aside of this order has a notice: `listaside` shows it, `resolve` ends it',
    );
  }
  return seen;
}

const MOST_NOTICES = 50;

/** What was kept aside of an order and has a notice. */
async function mattersOfNotices(shop: Shop, order: Order): Promise<readonly Matter[]> {
  const { items, unreadable } = await shop.store.asideNotices({
    configId: order.configId,
    paySps: shop.allPaySps,
    outTradeNo: order.outTradeNo,
    before: Number.MAX_SAFE_INTEGER,
    all: false,
    limit: MOST_NOTICES,
  });
  const [first] = unreadable;
  if (first)
    throw new PayError('DOCUMENT_UNREADABLE', `document ${first.id} of collection payment: ${first.problem}`);
  return items.flatMap(({ about }) => (about ? [about] : []));
}
