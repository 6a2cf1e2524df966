/** What function `cardSync` is composed of. */
import { cloudCards } from '../adapters/cloud-cards';
import { cloudMembers } from '../adapters/cloud-members';
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import type { Door } from '../kernel/callable';
import type { Membership } from '../membership/ports';
import { isOperator, wechatFor } from './wechat';

export { callable } from '../kernel/callable';
export { cardSyncActions } from '../membership/door';

/** The door for one call, by the platform's context of it. */
export const doorFor = (context: unknown): Door<Membership> => ({
  identity,
  isOperator,
  log: consoleLog,
  room: { wechat: wechatFor(context), cards: cloudCards, members: cloudMembers },
});
