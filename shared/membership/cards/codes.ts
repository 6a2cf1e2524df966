/** What operators do with the code of one card that somebody holds. */
import * as v from 'valibot';
import {
  codeIn,
  codeInput,
  codeView,
  decryptInput,
  lookUp,
  makeUnavailable,
  NAMES_ONE_CODE,
  namesOneCode,
} from './code-state';
import { consume } from './consume';
import { errand } from './desk';
import { recordNo } from './input';
import { filledText } from './terms';

const oneCode = v.pipe(
  v.object(codeInput),
  v.check((wish) => namesOneCode(wish), NAMES_ONE_CODE),
);

export const codeErrand = errand(oneCode, async (desk, wish) => {
  const code = await codeIn(desk, wish);
  return codeView(code, await lookUp(desk, { code, cardId: wish.card_id }));
});

const consumeInput = v.pipe(
  v.object({ ...codeInput, record_no: v.optional(recordNo) }),
  v.check((wish) => namesOneCode(wish), NAMES_ONE_CODE),
);

export const consumeErrand = errand(consumeInput, async (desk, wish) => {
  const code = await codeIn(desk, wish);
  const done = await consume(desk, { code, cardId: wish.card_id, recordNo: wish.record_no });
  return {
    code,
    card_id: done.cardId,
    state: 'consumed',
    user_card_status: 'CONSUMED',
    consumed_at: done.endedAt,
    ...(done.openid === undefined ? {} : { openid: done.openid }),
    ...(done.recordNo === undefined ? {} : { record_no: done.recordNo }),
  };
});

const unavailableInput = v.pipe(
  v.object({ ...codeInput, reason: v.optional(filledText(256)) }),
  v.check((wish) => namesOneCode(wish), NAMES_ONE_CODE),
);

export const unavailableErrand = errand(unavailableInput, async (desk, wish) => {
  const code = await codeIn(desk, wish);
  await makeUnavailable(desk, { code, cardId: wish.card_id }, wish.reason);
  return { code, state: 'unavailable', user_card_status: 'UNAVAILABLE' };
});

export const decryptErrand = errand(decryptInput, async (desk, wish) => ({
  code: await codeIn(desk, { encrypt_code: wish.encrypt_code ?? wish.code }),
}));
