/** Members, their ledger and what WeChat is told of it: who may do what, what comes in, what goes out. */
import type { Actions } from '../../kernel/callable';
import { readInput } from '../../kernel/input';
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import { present } from '../../kernel/present';
import { activate } from './activate';
import { activationForm } from './activation-form';
import { addableCard } from './card-ext';
import { memberNumbered, memberOfCaller, memberOfOpenid, scopeFor, type Scope } from './find-member';
import { importMembers } from './import-members';
import { within, type Member } from './member';
import { statementOf } from './my-card';
import type { MembersRoom } from './ports';
import { enterOnce } from './reservation';
import {
  activateInput,
  cardExtInput,
  entryInput,
  entryView,
  importInput,
  memberView,
  myCardInput,
} from './words';

/** The member that an operator names by an openid or by the membership number. */
async function namedBy(
  room: MembersRoom,
  scope: Scope,
  named: { readonly openid?: string | undefined; readonly membership_number?: string | undefined },
  caller: Caller,
): Promise<Member> {
  const { openid, membership_number: number } = named;
  if (openid !== undefined) return memberOfOpenid(room, scope, openid, caller.appid);
  return memberNumbered(room, scope.scope, number ?? '');
}

export const memberActions: Actions<MembersRoom> = {
  mycard: {
    for: 'signedIn',
    async run(room, event, caller) {
      const { before } = readInput(myCardInput, event);
      const scope = await scopeFor(room, caller.appid);
      const member = await memberOfCaller(room, scope, caller);
      const statement = await statementOf(room, scope.config, member, before);
      return { ...memberView(statement), entries: statement.entries.map(entryView) };
    },
  },

  cardext: {
    for: 'signedIn',
    async run(room, event, caller) {
      const { card_id: cardId } = readInput(cardExtInput, event);
      const config = await room.wechat.configs.forApp(caller.appid);
      const member = await memberOfCaller(room, { scope: config.id, config }, caller);
      const card = await addableCard(room, config, member, cardId);
      const activation = await activationForm(room, config);
      return { cardList: [card], ...present({ activation }) };
    },
  },

  activate: {
    for: 'signedIn',
    async run(room, event, caller) {
      const { activate_ticket: ticket, code, card_id: cardId } = readInput(activateInput, event);
      const config = await room.wechat.configs.forApp(caller.appid);
      const member = await memberOfCaller(room, { scope: config.id, config }, caller);
      const activated = await activate(room, config, member, { ticket, code, cardId });
      return { member: memberView(await statementOf(room, config, activated)) };
    },
  },

  entry: {
    for: 'operator',
    async run(room, event, caller) {
      const { openid, membership_number, points, balance, record_no, reason } = readInput(entryInput, event);
      const scope = await scopeFor(room, caller.appid);
      const member = await namedBy(room, scope, { openid, membership_number }, caller);
      const entry = await enterOnce(room, {
        id: within(scope.scope, record_no),
        member: member.id,
        kind: 'entry',
        points,
        balance,
        reason,
        order: undefined,
      });
      if (!entry) throw new PayError('INTERNAL', 'an entry was not entered');
      return { points: entry.after.points, balance: entry.after.balance };
    },
  },

  importmembers: {
    for: 'operator',
    async run(room, event, caller) {
      const { csv } = readInput(importInput, event);
      const { imported, unchanged, refused } = await importMembers(
        room,
        await scopeFor(room, caller.appid),
        csv,
      );
      return { imported, unchanged, refused };
    },
  },
};
