// Cards: adding one to the card wallet, and opening one that is there (developers.weixin.qq.com, wx.addCard and
// wx.openCard, read 2026-11). The sandbox of WeChat's server checks the signatures.
import * as v from 'valibot';
import { WxFailure } from './calling';
import { accepted, post } from './local-port';
import type { Screen } from './overlay';
import { runSheet } from './sheet';

const text = v.pipe(v.string(), v.nonEmpty());

const addSchema = v.pipe(v.array(v.object({ cardId: text, cardExt: text })), v.nonEmpty());
const openSchema = v.pipe(v.array(v.object({ cardId: text, code: text })), v.nonEmpty());
const addedSchema = v.array(
  v.object({ code: v.string(), cardId: v.string(), cardExt: v.string(), isSuccess: v.boolean() }),
);

interface CardOptions {
  readonly cardList?: unknown;
}

/** wx.addCard; the codes that it answers are encrypted. */
export function addCard(screen: Screen, { cardList }: CardOptions): Promise<object> {
  const { words, person } = screen;
  const cards = readList(addSchema, cardList);
  return runSheet(
    screen,
    {
      name: words.addCard,
      heading: words.addCardHeading,
      text: words.addCardText,
      figure: 'card',
      rows: cards.map(({ cardId }) => [words.cardId, cardId] as const),
      yes: { outcome: 'add', text: words.add },
      no: { outcome: 'cancel', text: words.cancel },
    },
    async (outcome) => {
      if (outcome === 'cancel') throw new WxFailure('cancel');
      const body = { openid: person.openid, cardList: cards };
      const answer = accepted(await post('/sandbox/weixin/client/card/add', body, person), 'addCard');
      return { cardList: v.parse(addedSchema, answer['cardList']) };
    },
  );
}

/** wx.openCard; it has succeeded once the wallet is open. */
export async function openCard(screen: Screen, { cardList }: CardOptions): Promise<undefined> {
  const { words, person } = screen;
  const cards = readList(openSchema, cardList);
  for (const card of cards) {
    const body = { openid: person.openid, ...card };
    accepted(await post('/sandbox/weixin/client/card/open', body, person), 'openCard');
  }
  const shown = {
    name: words.openCard,
    heading: words.openCardHeading,
    text: words.openCardText,
    figure: 'card',
    rows: cards.flatMap(({ cardId, code }) => [
      [words.cardId, cardId] as const,
      [words.cardCode, code] as const,
    ]),
    yes: { outcome: 'close', text: words.ok },
  } as const;
  void runSheet(screen, shown, () => undefined);
  return undefined;
}

function readList<Item>(schema: v.GenericSchema<unknown, Item[]>, list: unknown): Item[] {
  const result = v.safeParse(schema, list);
  if (result.success) return result.output;
  const where = result.issues.map((issue) => `cardList.${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  throw new WxFailure(`parameter error: ${where.join('; ')}`);
}
