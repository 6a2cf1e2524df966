/**
 * WeChat's calls about the code of one card that somebody holds (WeChat documentation, "redeem a card" and "manage cards", read
 * 2026-11). What it tells of the person beside their openid is not read.
 */
import { isObject } from '../../kernel/json';
import { nothing, type Api } from '../../wechat/open-api/exchange-with-wechat';
import { tellOf, toldFlag, toldText, toldWhole } from './terms';

const aboutCodes = [40056, 40073, 40078, 40079, 40099, 40116, 40127, 40147, 40149, 45030];

/** A code as WeChat sees it now. Times in Unix seconds. */
export interface ToldCode {
  readonly cardId: string;
  readonly openid: string | undefined;
  readonly canConsume: boolean;
  /** WeChat's word: `NORMAL`, `CONSUMED` … */
  readonly status: string;
  readonly beginTime: number | undefined;
  readonly endTime: number | undefined;
}

const held = { card_id: toldText, begin_time: toldWhole, end_time: toldWhole };
const told = { openid: toldText, can_consume: toldFlag, user_card_status: toldText };

export const getCode: Api<ToldCode> = {
  path: 'card/code/get',
  isRepeatable: true,
  codes: aboutCodes,
  read(answer) {
    const code = tellOf(told, answer, 'can_consume', 'user_card_status');
    const card = tellOf(held, answer.card, 'card_id');
    if (!code || !card || !/^[A-Z_]{1,32}$/.test(String(code.user_card_status))) return undefined;
    return {
      cardId: String(card.card_id),
      openid: typeof code.openid === 'string' ? code.openid : undefined,
      canConsume: code.can_consume === true,
      status: String(code.user_card_status),
      beginTime: typeof card.begin_time === 'number' ? card.begin_time : undefined,
      endTime: typeof card.end_time === 'number' ? card.end_time : undefined,
    };
  },
};

/** For ever, and a second call is answered with 40099; who repeats it must know whose the first was. */
export const consumeCode: Api<{ readonly cardId: string; readonly openid: string | undefined }> = {
  path: 'card/code/consume',
  isRepeatable: false,
  codes: aboutCodes,
  read({ card, openid }) {
    const cardId = isObject(card) ? card.card_id : undefined;
    if (typeof cardId !== 'string' || cardId === '') return undefined;
    return { cardId, openid: typeof openid === 'string' ? openid : undefined };
  },
};

/** For ever, and twice is once. */
export const disableCode: Api<true> = {
  path: 'card/code/unavailable',
  isRepeatable: true,
  codes: aboutCodes,
  read: nothing,
};

export const decryptCode: Api<{ readonly code: string }> = {
  path: 'card/code/decrypt',
  isRepeatable: true,
  codes: [40056, 40075, 40116],
  read: ({ code }) => (typeof code === 'string' && code !== '' ? { code } : undefined),
};
