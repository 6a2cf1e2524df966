/** Sub-merchants that cards are issued for: handed in, changed, looked at (WeChat documentation, "third-party developer mode"). */
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { isObject, type JsonObject } from '../../kernel/json';
import { notesOf } from './card-notes';
import { ask, errand, oneDeedOf, type Desk, type Errand } from './desk';
import {
  getApplyProtocol,
  getMerchant,
  listMerchants,
  submitMerchant,
  updateMerchant,
} from './sub-merchant-apis';
import { address } from './card-terms';
import { formed, inputOf, moment, required, text, whole, wholeNumber, type Term } from './terms';

const INT = 2 ** 31 - 1;
const category = whole(0, INT);
/** The page says 36 bytes, the ids that WeChat hands out today are longer. */
const media: Term = text(128);

const information = {
  brand_name: required(text(36)),
  app_id: formed(/^wx[0-9a-f]{16}$/i, 'must be "wx" and 16 hexadecimal digits'),
  logo_url: required(address),
  protocol: required(media),
  agreement_media_id: media,
  operator_media_id: media,
  end_time: required(moment),
  primary_category_id: required(category),
  secondary_category_id: required(category),
};
const merchantId = required(whole(1, Number.MAX_SAFE_INTEGER));

/** WeChat wraps the fields into `info`; both ways are taken. */
const wrapped = (fields: v.GenericSchema<unknown, JsonObject>) =>
  v.pipe(
    v.unknown(),
    v.transform((event) => (isObject(event) && event.info === undefined ? { info: event } : event)),
    v.object({ info: fields }),
  );

const page = v.object({
  begin_id: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER), 0),
  limit: v.optional(wholeNumber(1, 100), 50),
  status: v.optional(
    v.picklist(
      ['CHECKING', 'APPROVED', 'REJECTED', 'EXPIRED'],
      'must be one of: CHECKING, APPROVED, REJECTED, EXPIRED',
    ),
  ),
});

const deeds: Readonly<Record<string, (event: unknown) => Errand>> = {
  submit: errand(wrapped(inputOf(information)), async (desk, body) => {
    agree(desk, body.info);
    const look =
      'It may have been handed in: look with do: list first, a second one is a second sub-merchant';
    return { info: await ask(desk, submitMerchant, { body }, { what: 'handing in the sub-merchant', look }) };
  }),

  update: errand(wrapped(inputOf({ merchant_id: merchantId, ...information })), async (desk, body) => {
    agree(desk, body.info);
    const look = 'Look with do: get whether it was changed';
    return { info: await ask(desk, updateMerchant, { body }, { what: 'changing the sub-merchant', look }) };
  }),

  get: errand(inputOf({ merchant_id: merchantId }), async (desk, body) => {
    const info = await ask(desk, getMerchant, { body }, { what: 'looking at the sub-merchant' });
    const [noted] = await withNotes(desk, [info]);
    return { info: noted };
  }),

  list: errand(page, async (desk, body) => {
    const told = await ask(desk, listMerchants, { body }, { what: 'listing the sub-merchants' });
    return { ...told, info_list: await withNotes(desk, told.info_list) };
  }),

  protocol: errand(v.unknown(), (desk) =>
    ask(desk, getApplyProtocol, {}, { what: 'fetching the categories' }),
  ),
};

/** `submerchant`: what is to be done stands in `do`. */
export const subMerchant = oneDeedOf(deeds);

/** The letter of authorisation must still be in force. */
function agree({ wechat }: Desk, { end_time: end }: JsonObject): void {
  if (Number(end) * 1000 > wechat.clock.now()) return;
  throw new PayError(
    'INVALID_INPUT',
    'info.end_time must lie in the future (Unix seconds): the letter has expired',
  );
}

/** Sub-merchants with what WeChat told us of their audits. */
async function withNotes(desk: Desk, told: unknown): Promise<readonly JsonObject[]> {
  const merchants = Array.isArray(told) ? told.filter(isObject) : [];
  const subjects = merchants.map(
    ({ merchant_id: id }) => ({ appid: desk.account.appid, about: 'merchant', of: String(id) }) as const,
  );
  const notes = await notesOf(desk.records, subjects);
  return merchants.map((one) => {
    const note = notes.get(String(one.merchant_id));
    return note === undefined ? one : { ...one, note };
  });
}
