/**
 * What brings a card before people: its pictures, QR codes, pages, the list of testers, quick pay and self-consumption.
 * Sources: WeChat documentation, "upload card logo", "card delivery", "quick pay", "self consume", read 2026-11.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { readMultipart } from '../../local-cloud/service/multipart';
import type { WebRequest } from '../../local-cloud/web';
import { filled } from '../reading';
import { cardId, cardRefusal, type Cards, type HeldCard } from './cards';
import { ok, type Route, type Routes, takes } from './door';
import type { WeixinKit } from './kit';
import { personIn } from './people';
import { Refusal, refusing } from './refusal';
import type { Wallet } from './wallet';

const megabyte = 1024 * 1024;
const text = v.exactOptional(v.string());
const listed = v.array(v.looseObject({ card_id: cardId }));
const oneCard = v.object({
  card_id: cardId,
  code: text,
  openid: text,
  is_unique_code: v.exactOptional(v.boolean()),
  outer_str: v.exactOptional(v.pipe(v.string(), v.maxLength(128, '45021 at most 128 characters'))),
});
const qrBody = v.variant(
  'action_name',
  [
    v.object({
      action_name: v.literal('QR_CARD'),
      expire_seconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(1800))),
      action_info: v.object({ card: oneCard }),
    }),
    v.object({
      action_name: v.literal('QR_MULTIPLE_CARD'),
      expire_seconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(1800))),
      action_info: v.object({
        multiple_card: v.object({
          card_list: v.pipe(listed, v.minLength(1), v.maxLength(5, '40053 at most five')),
        }),
      }),
    }),
  ],
  '40053 action_name must be QR_CARD or QR_MULTIPLE_CARD',
);
const scenes = ['NEAR_BY', 'MENU', 'QRCODE', 'ARTICLE', 'H5', 'IVR', 'CARD_CUSTOM_CELL'].map(
  (name) => `SCENE_${name}`,
);
const pageBody = v.object({
  banner: filled,
  page_title: filled,
  can_share: v.boolean(),
  scene: v.picklist(scenes),
  card_list: v.pipe(listed, v.minLength(1)),
});
const testersBody = v.object({
  openid: v.exactOptional(v.array(v.string()), []),
  username: v.exactOptional(v.array(v.string()), []),
});
const cellBody = v.object({ card_id: cardId, is_open: v.boolean() });
const named = v.object({ card_id: cardId });

const post = <T>(schema: v.GenericSchema<unknown, T>, run: (body: T) => object): Route =>
  takes('official_account', schema, cardRefusal, run);

export class CardPublishing {
  readonly routes: Routes = {
    '/cgi-bin/media/uploadimg': {
      method: 'POST',
      token: 'any',
      form: true,
      run: ({ request }) => this.upload(request),
    },
    '/card/qrcode/create': takes('official_account', qrBody, refusing(41011, 40053), (body) =>
      this.qrCode(body),
    ),
    '/card/landingpage/create': post(pageBody, (body) => this.page(body)),
    '/card/mpnews/gethtml': post(named, ({ card_id }) =>
      ok({
        content: `<iframe class="res_iframe card_iframe" data-cardid="${this.cards.named(card_id).cardId}"></iframe>`,
      }),
    ),
    '/card/testwhitelist/set': post(testersBody, (body) => this.setTesters(body)),
    '/card/paycell/set': post(cellBody, ({ card_id, is_open }) =>
      this.setPayCell(this.cards.named(card_id), is_open),
    ),
    '/card/selfconsumecell/set': post(cellBody, ({ card_id, is_open }) =>
      this.setSelfConsumeCell(this.cards.named(card_id), is_open),
    ),
  };

  constructor(
    private readonly kit: WeixinKit,
    private readonly cards: Cards,
    private readonly wallet: Wallet,
  ) {}

  private upload({ body, headers }: WebRequest): object {
    const picture = partOf(body, headers['content-type'] ?? '');
    if (picture.length > megabyte) throw new Refusal(40009);
    const isPicture = ['ffd8ff', '89504e'].includes(picture.toString('hex', 0, 3));
    if (!isPicture) throw new Refusal(40005, 'JPEG or PNG is expected');
    const name = createHash('sha256').update(picture).digest('hex');
    return { url: `http://mmbiz.qpic.cn/mmbiz/${name}/0` };
  }

  private qrCode(body: v.InferOutput<typeof qrBody>): object {
    const cards =
      body.action_name === 'QR_CARD' ? [body.action_info.card] : body.action_info.multiple_card.card_list;
    for (const { card_id } of cards)
      if (this.cards.named(card_id).status !== 'VERIFY_OK') throw new Refusal(40078);
    const ticket = this.kit.dice.hex(43);
    return ok({
      ticket,
      ...(body.expire_seconds !== undefined && { expire_seconds: body.expire_seconds }),
      url: `http://weixin.qq.com/q/${ticket.slice(0, 24)}`,
      show_qrcode_url: `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${ticket}`,
    });
  }

  private page({ card_list }: v.InferOutput<typeof pageBody>): object {
    for (const { card_id } of card_list) this.cards.named(card_id);
    const id = Number.parseInt(this.kit.dice.hex(3), 16);
    return ok({ url: `http://mp.weixin.qq.com/bizmall/cardlandingpage?pageid=${id}`, page_id: id });
  }

  /** Replaces the whole list. */
  private setTesters({ openid, username }: v.InferOutput<typeof testersBody>): object {
    if (openid.length + username.length > 10) throw new Refusal(40097, 'ten people at most');
    const unknown = openid.find((each) => personIn(each, 'official_account') === undefined);
    if (unknown !== undefined) throw new Refusal(40003, unknown);
    this.wallet.setTesters(openid);
    return ok();
  }

  private setPayCell(card: HeldCard, isOpen: boolean): object {
    const { location_id_list: stores = [], use_all_locations: all, center_title } = card.base;
    if (isOpen && card.selfConsumeCell) throw new Refusal(45046);
    if (isOpen && center_title !== undefined) throw new Refusal(40145);
    if (isOpen && stores.length === 0 && !all) throw new Refusal(43017);
    this.cards.change(card, { payCell: isOpen });
    return ok();
  }

  private setSelfConsumeCell(card: HeldCard, isOpen: boolean): object {
    if (isOpen && card.payCell) throw new Refusal(45046);
    if (isOpen && card.base.center_title !== undefined) throw new Refusal(40145);
    this.cards.change(card, { selfConsumeCell: isOpen });
    return ok();
  }
}

function partOf(body: Buffer, contentType: string): Buffer {
  try {
    const found = readMultipart(body, contentType).get('buffer');
    if (found) return found;
  } catch {
    // Said below.
  }
  throw new Refusal(41005, 'multipart/form-data with a field "buffer" is expected');
}
