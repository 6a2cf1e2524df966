/** Cards of the official account: made, looked at, changed, offered. The fields are WeChat's own. */
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { listOf, readInput } from '../../kernel/input';
import type { JsonObject } from '../../kernel/json';
import { activationForm } from './activation-form';
import {
  createCard,
  createQrCode,
  deleteCard,
  getCard,
  listCards,
  setActivationForm,
  setPayCell,
  setSelfConsumeCell,
  updateCard,
} from './card-apis';
import { changeInput, createInput, isClosed, namedKind } from './card-kinds';
import { notesOf } from './card-notes';
import { ask, call, errand, type Desk, type Errand } from './desk';
import { CARD_ID, CARD_ID_SAYS, cardId } from './input';
import { cardFailure, CLOSED_COUPONS } from './refusals';
import { flag, formed, inputOf, list, object, oneOf, required, text, whole, wholeNumber } from './terms';

const id = formed(CARD_ID, CARD_ID_SAYS);
const TWICE = 'Ask again: twice is once';
const onlyId = v.object({ card_id: cardId });

/** A new card. Kinds that WeChat has closed are refused before anything is sent. */
export function createCardErrand(event: unknown): Errand {
  const { card_type: cardType } = readInput(namedKind, event).card;
  if (isClosed(cardType)) throw new PayError('NOT_SUPPORTED', CLOSED_COUPONS);
  const body = readInput(createInput(cardType), event);
  const look =
    'The card may have been created: look with listcards and getcard first, a second one is a second card';
  return (desk) =>
    ask(desk, createCard, { body }, { what: 'creating the card', look }).then((told) => ({ ...told }));
}

export const getCardErrand = errand(onlyId, async (desk, body) => {
  const { card } = await ask(desk, getCard, { body }, { what: 'looking at the card' });
  const note = (await notesOfCards(desk, [body.card_id])).get(body.card_id);
  return { card, ...(note === undefined ? {} : { note }) };
});

export function updateCardErrand(event: unknown): Errand {
  const body = readInput(changeInput(), event);
  const look = 'Look with getcard whether it was changed';
  return (desk) => ask(desk, updateCard, { body }, { what: 'changing the card', look });
}

/** WeChat's words for a card that is deleted; older pages have the longer one. */
const deleted = ['CARD_STATUS_DELETE', 'CARD_STATUS_USER_DELETE'];

/** Twice is once: a card that is gone already is the answer. */
export const deleteCardErrand = errand(onlyId, async (desk, body) => {
  const outcome = await call(desk, deleteCard, { body });
  if (outcome.is === 'ok') return {};
  const found = outcome.is === 'unsent' ? outcome : await call(desk, getCard, { body });
  if (found.is === 'ok' && found.value.status !== undefined && deleted.includes(found.value.status))
    return {};
  throw cardFailure(outcome, 'deleting the card', TWICE);
});

const statuses = ['NOT_VERIFY', 'VERIFY_FAIL', 'VERIFY_OK', 'DELETE', 'DISPATCH'].map(
  (name) => `CARD_STATUS_${name}`,
);
const page = v.object({
  offset: v.optional(wholeNumber(0, 2 ** 31 - 1), 0),
  count: v.optional(wholeNumber(1, 50), 50),
  status_list: v.optional(
    listOf(v.picklist(statuses, `must be of: ${statuses.join(', ')}`), statuses.length),
  ),
});

export const listCardsErrand = errand(page, async (desk, body) => {
  const { ids, total } = await ask(desk, listCards, { body }, { what: 'listing the cards' });
  const notes = await notesOfCards(desk, ids);
  return { card_id_list: ids, total_num: total, notes: Object.fromEntries(notes) };
});

function notesOfCards({ records, account: { appid } }: Desk, ids: readonly string[]) {
  return notesOf(
    records,
    ids.slice(0, 50).map((of) => ({ appid, about: 'card', of })),
  );
}

/** WeChat documentation, "create a QR code", read 2026-11. One code holds as many cards as `wx.addCard` takes at once. */
const offered = {
  card_id: required(id),
  code: text(20, 'characters'),
  openid: text(64),
  is_unique_code: flag,
  outer_str: text(128),
};
const qrInput = inputOf(
  {
    action_name: required(oneOf('QR_CARD', 'QR_MULTIPLE_CARD')),
    expire_seconds: whole(60, 1800),
    action_info: required(
      object({
        card: object(offered),
        multiple_card: object({
          card_list: required(
            list(object({ card_id: offered.card_id, code: offered.code, outer_str: offered.outer_str }), 5),
          ),
        }),
      }),
    ),
  },
  ({ action_name: name, action_info: info }: JsonObject) => {
    const wanted = name === 'QR_CARD' ? 'card' : 'multiple_card';
    const named = Object.keys(typeof info === 'object' && info !== null ? info : {});
    return named.length === 1 && named[0] === wanted
      ? []
      : [`with action_name ${String(name)} must have action_info.${wanted} and nothing else there`];
  },
);

export const qrCodeErrand = errand(qrInput, (desk, body) =>
  ask(
    desk,
    createQrCode,
    { body },
    { what: 'making the QR code', look: 'Ask again: another code does no harm' },
  ),
);

export const payCellErrand = errand(
  inputOf({ card_id: required(id), is_open: required(flag) }),
  async (desk, body) => {
    await ask(desk, setPayCell, { body }, { what: 'setting quick pay', look: TWICE });
    return {};
  },
);

/** The spelling of `need_verify_cod` is WeChat's. */
const selfConsume = inputOf({
  card_id: required(id),
  is_open: required(flag),
  need_verify_cod: flag,
  need_remark_amount: flag,
});

export const selfConsumeCellErrand = errand(selfConsume, async (desk, body) => {
  await ask(desk, setSelfConsumeCell, { body }, { what: 'setting self-consume', look: TWICE });
  return {};
});

export const activationFormErrand = errand(activationForm, async (desk, body) => {
  await ask(desk, setActivationForm, { body }, { what: 'setting the activation form', look: TWICE });
  return {};
});
