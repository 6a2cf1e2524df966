/** Control events about cards: what members do with them on their phones, and what WeChat's people decide. */
import * as v from 'valibot';
import { ControlError } from '../sandbox';
import type { CardCodes } from './card-codes';
import type { Cards } from './cards';
import { openid } from './client';
import { controlEvent, type ControlEvents } from './control';
import { demoCardId } from './demo';
import { demoPerson, openidOf, personBehind } from './people';
import type { Holding, Wallet } from './wallet';

const person = v.pipe(
  v.exactOptional(openid, openidOf(demoPerson, 'mini_program')),
  v.transform((given) => personBehind(given) ?? demoPerson),
);
const text = v.exactOptional(v.string());
const card_id = v.exactOptional(v.string(), demoCardId);
/** A card in somebody's wallet: by its code, or the newest of the person. */
const held = { card_id: text, code: text, openid: v.exactOptional(openid) };

const gotBody = v.strictObject({
  event: v.literal('card_got'),
  openid: person,
  card_id,
  code: text,
  outer_str: text,
});
const deletedBody = v.strictObject({ event: v.literal('card_deleted'), ...held });
const consumedBody = v.strictObject({
  event: v.literal('card_consumed'),
  ...held,
  source: v.exactOptional(v.picklist(['FROM_API', 'FROM_MP', 'FROM_MOBILE_HELPER']), 'FROM_MP'),
});
const givenBody = v.strictObject({ event: v.literal('card_given'), ...held, to: openid });
const checkBody = v.strictObject({
  event: v.literal('card_check'),
  card_id: v.string(),
  pass: v.boolean(),
  reason: v.exactOptional(v.string(), ''),
});

export const cardEvents = (cards: Cards, wallet: Wallet, codes: CardCodes): ControlEvents => ({
  card_got: controlEvent(gotBody, ({ openid: who, card_id: id, code, outer_str }) =>
    words(wallet.claim(who, id, { code, outerStr: outer_str })),
  ),
  card_deleted: controlEvent(deletedBody, (body) => {
    const found = named(wallet, body);
    wallet.delete(found);
    return words({ ...found, status: 'DELETE' });
  }),
  card_consumed: controlEvent(consumedBody, ({ source, ...body }) => {
    const found = named(wallet, body);
    codes.used(found, source);
    return words({ ...found, status: 'CONSUMED' });
  }),
  card_given: controlEvent(givenBody, ({ to, ...body }) =>
    words(wallet.give(named(wallet, body), personBehind(to) ?? demoPerson)),
  ),
  card_check: controlEvent(checkBody, ({ card_id: id, pass, reason }) => ({
    card_id: id,
    status: cards.audit(id, pass, reason).status,
  })),
});

interface Named {
  readonly card_id?: string;
  readonly code?: string;
  readonly openid?: string;
}

function named(wallet: Wallet, { card_id: id, code, openid: who }: Named): Holding {
  if (code === undefined && who === undefined) throw new ControlError(400, 'code or openid is needed');
  const owner = who === undefined ? undefined : personBehind(who);
  const found = wallet
    .all()
    .findLast(
      (each) =>
        each.status === 'NORMAL' &&
        (code ?? each.code) === each.code &&
        (id ?? each.cardId) === each.cardId &&
        (owner ?? each.person) === each.person,
    );
  if (found) return found;
  throw new ControlError(404, 'nobody has such a card in force');
}

const words = ({ cardId, code, person: who, status }: Holding) => ({
  card_id: cardId,
  code,
  openid: openidOf(who, 'official_account'),
  status,
});
