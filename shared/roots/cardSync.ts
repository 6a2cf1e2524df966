/** What function `cardSync` is composed of. */
import { cloudCards } from '../adapters/cloud-cards';
import { cloudMembers } from '../adapters/cloud-members';
import { cloudUsers } from '../adapters/cloud-users';
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import { keptPhoneOf } from '../identity/kept-phone';
import { userId } from '../identity/ports';
import type { Door } from '../kernel/callable';
import type { Caller } from '../kernel/ports';
import type { Membership } from '../membership/ports';
import type { Wechat } from '../wechat/open-api/wechat';
import { isOperator, wechatFor } from './wechat';

export { callable } from '../kernel/callable';
export { cardSyncActions } from '../membership/door';

/** The door for one call, by the platform's context of it. */
export const doorFor = (context: unknown): Door<Membership> => ({
  identity,
  isOperator,
  log: consoleLog,
  room: roomOver(wechatFor(context)),
});

const roomOver = (wechat: Wechat): Membership => ({
  wechat,
  cards: cloudCards,
  members: cloudMembers,
  phoneOf: (caller) => phoneOf(wechat, caller),
});

/** The number that function `login` keeps of a caller, where it does. */
async function phoneOf(wechat: Wechat, caller: Caller): Promise<string | undefined> {
  const config = await wechat.configs.find(caller.fromAppid);
  if (config?.keepsPhones !== true) return undefined;
  const user = await cloudUsers.get(userId(caller));
  const phone = user && (await keptPhoneOf({ wechat }, user, caller.fromAppid));
  return phone && `+${phone.countryCode}${phone.purePhoneNumber}`;
}
