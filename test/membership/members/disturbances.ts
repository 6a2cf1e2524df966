/** What one person's ledger goes through in tests: entries, an order, joinings, by processes that wait and die. */
import { earnForOrder } from '../../../shared/membership/members/earn';
import type { MembersRoom } from '../../../shared/membership/members/ports';
import type { MembersWorld } from './members-world';
import { ACCOUNT_APPID, anna, APPID } from './members-world';
import type { Process } from './memory-members';

/** A process that ends before or after its call of that number, and answers nobody afterwards. */
export function dying(at: number, when: 'before' | 'after'): Process & { readonly calls: () => number } {
  let calls = 0;
  const die = (now: 'before' | 'after'): void => {
    if (calls > at || (calls === at && now === when)) throw new Error('the process has ended');
  };
  return {
    pause: () => new Promise(setImmediate),
    before: () => {
      calls += 1;
      die('before');
    },
    after: () => die('after'),
    calls: () => calls,
  };
}

/** A process whose round trips take as many turns as the list says, over and over. */
export function waiting(turns: readonly number[]): Process {
  let trip = 0;
  return {
    pause: async () => {
      const most = turns[trip % turns.length] ?? 0;
      trip += 1;
      for (let turn = 0; turn <= most; turn += 1) await new Promise(setImmediate);
    },
    before: () => undefined,
    after: () => undefined,
  };
}

/** Somebody does something to Anna's points. True: it was answered. */
export interface Deed {
  readonly what: string;
  readonly run: (world: MembersWorld, room: MembersRoom) => Promise<boolean>;
}

const { unionid } = anna;
const isAnswered = ({ errcode }: { readonly errcode: number }): boolean => errcode === 0;
const inOfficial = { appid: ACCOUNT_APPID };

export const entry = (openid: string, points: number, record_no: string): Deed => ({
  what: `entry ${record_no} of ${points} for ${openid}`,
  run: async (world, room) => isAnswered(await world.entry({ openid, points, record_no }, { room })),
});

export const order = (refunded: number, knowsUnionid = false): Deed => ({
  what: `order with ${refunded} refunded${knowsUnionid ? ', unionid known' : ''}`,
  run: async (_world, room) => {
    const buyer = { appid: APPID, openid: anna.openid, ...(knowsUnionid ? { unionid } : {}) };
    const sums = { outTradeNo: 'ORDER0001', total: 10_000, refunded, feeType: 'EUR' };
    await earnForOrder(room, { ...buyer, ...sums });
    return true;
  },
});

export const visit = (openid: string): Deed => ({
  what: `visit of ${openid}`,
  run: async (world, room) => isAnswered(await world.mycard(openid, { room, unionid, ...appOf(openid) })),
});

const appOf = (openid: string): object => (openid === anna.openid ? {} : inOfficial);

/** What makes the shop know both of Anna, before the unionid is known. */
export async function openBoth(world: MembersWorld): Promise<void> {
  await world.mycard(anna.openid);
  world.now += 1000;
  await world.call(anna.accountOpenid, { action: 'mycard' }, inOfficial);
}

export const { openid: IN_PROGRAM, accountOpenid: IN_ACCOUNT } = anna;
