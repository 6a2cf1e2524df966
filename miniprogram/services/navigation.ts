// Where the pages lead. WeChat keeps ten pages open and refuses an eleventh (developers.weixin.qq.com, wx.navigateTo,
// read 2026-11), but from an order to the cashier and back one may go any number of times. So a page that lies open
// already is gone back to instead of opened anew, a step that nobody wants to come back to gives its place to the next, and so
// does the tenth page.
import type { Wish } from './pay';

/** The pages about one order. */
export type OrderPageName = 'checkout' | 'result' | 'order';

/** The pages about the customer, and those on the way to an order. */
export type PlainPage = 'identity' | 'card' | 'about' | 'address';

/** The tabs. */
export type Tab = 'goods' | 'basket' | 'orders' | 'me';

const mostPages = 10;

let moving = false;

/** Opens a page on top of the one that is shown; where WeChat opens no more, in its place. */
export const laidOnTop = (url: string): Promise<unknown> =>
  getCurrentPages().length < mostPages ? wx.navigateTo({ url }) : wx.redirectTo({ url });

/** Opens a page about an order on top of the one that is shown. */
export const openPage = (page: OrderPageName, outTradeNo: string): Promise<void> =>
  move(page, { out_trade_no: outTradeNo }, laidOnTop);

/** Opens a page about an order in place of the one that is shown, to which nobody wants to come back. */
export const replacePage = (page: OrderPageName, outTradeNo: string): Promise<void> =>
  move(page, { out_trade_no: outTradeNo }, (url) => wx.redirectTo({ url }));

/** Opens the page of goods. */
export const openGoods = (goodsId: string): Promise<void> => move('item', { goods_id: goodsId }, laidOnTop);

/** Opens the way to an order of what is wanted, or of the basket where nothing is named. */
export const openConfirm = (wish?: Wish): Promise<void> => {
  const { goods_id, specification_id, quantity } = wish ?? {};
  const query = { goods_id, specification_id, quantity: quantity?.toString() };
  return move('confirm', query, laidOnTop);
};

/** Opens a page that is about nothing in particular. */
export const openPlainPage = (page: PlainPage): Promise<void> => move(page, {}, laidOnTop);

/** Opens the operators' part of the mini-program. */
export const openOperator = (): Promise<void> => alone(() => laidOnTop('/operator/pages/home/home'));

/** Leaves everything and shows a tab. */
export const openTab = (tab: Tab): Promise<void> =>
  alone(() => wx.switchTab({ url: `/pages/${tab}/${tab}` }));

/** Goes back, or to the shop where nothing lies below. */
export const goBack = (): Promise<void> =>
  alone(() =>
    getCurrentPages().length > 1 ? wx.navigateBack() : wx.switchTab({ url: '/pages/goods/goods' }),
  );

type Query = Readonly<Record<string, string | undefined>>;

function move(page: string, query: Query, go: (url: string) => Promise<unknown>): Promise<void> {
  const route = `pages/${page}/${page}`;
  const wanted = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return alone(() => {
    const pages = getCurrentPages();
    const place = pages.findIndex(
      ({ route: open, options }) =>
        open === route && Object.entries(query).every(([name, value]) => isValue(options[name], value)),
    );
    if (place >= 0) return wx.navigateBack({ delta: pages.length - 1 - place });
    const asked = wanted.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return go(`/${route}${asked && `?${asked}`}`);
  });
}

/** WeChat hands a page its query as it was written: encoded. */
const isValue = (given: string | undefined, value: string | undefined): boolean =>
  given === value || (value !== undefined && given === encodeURIComponent(value));

/** Ignores a second tap while the first still moves: WeChat would open the page twice. */
async function alone(go: () => Promise<unknown>): Promise<void> {
  if (moving) return;
  moving = true;
  try {
    await go();
  } finally {
    moving = false;
  }
}
