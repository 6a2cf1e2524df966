/** What was kept aside, for those who may decide about it. */
import { PayError } from '../../../kernel/errors';
import type { Caller } from '../../../kernel/ports';
import { present } from '../../../kernel/present';
import type { AsideNotice, Listed } from '../../ports';
import { forbidden, lookedAfter, lookedAfterBy } from '../rights';
import type { Shop } from '../shop';
import { noteUnreadable } from '../unreadable';

const MAX_PAGE = 50;

export interface AsidePage {
  /** Only those received before this moment, milliseconds. */
  readonly before?: number;
  /** And those of that very moment with a smaller number. */
  readonly beforeId?: string;
  readonly limit?: number;
  /** Also those that were decided. */
  readonly all?: boolean;
}

/**
 * Notices of this configuration at the PSPs that the caller is an operator of, newest first, and those that nobody can read.
 * @throws PayError FORBIDDEN
 */
export async function listAside(
  shop: Shop,
  caller: Caller,
  { before = Number.MAX_SAFE_INTEGER, beforeId, limit = 20, all = false }: AsidePage,
): Promise<Listed<AsideNotice>> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const paySps = config.operatedPsps(caller.openid).filter((paySp) => paySp !== '');
  if (paySps.length === 0) throw forbidden();
  const place = { before, ...present({ beforeId }) };
  const wanted = {
    ...(await lookedAfter(shop, config)),
    paySps,
    ...place,
    all,
    limit: Math.min(limit, MAX_PAGE),
  };
  const listed = await shop.store.asideNotices(wanted);
  noteUnreadable(shop, listed.unreadable);
  return listed;
}

/**
 * A notice for an operator of its PSP and configuration.
 * @throws PayError NOTICE_NOT_FOUND, FORBIDDEN (to those who are no operators of it), DOCUMENT_UNREADABLE
 */
export async function noticeFor(shop: Shop, caller: Caller, noticeId: string): Promise<AsideNotice> {
  const notice = await shop.store.asideNotice(noticeId);
  const config = notice
    ? await lookedAfterBy(shop, notice.configId)
    : await shop.configs.forApp(caller.fromAppid);
  const may = notice
    ? config.isOperator(caller.openid, notice.paySp)
    : config.operatedPsps(caller.openid).length > 0;
  if (!may) throw forbidden();
  if (!notice) throw new PayError('NOTICE_NOT_FOUND', 'nothing was kept aside under this notice_id');
  return notice;
}
