// Where the pages lead. WeChat keeps ten pages open and refuses an eleventh (developers.weixin.qq.com, wx.navigateTo,
// read 2026-11), but from an order to the cashier and back one may go any number of times. So a page that lies open
// already is gone back to instead of opened anew: above a tab lie at most an order and, on top of it, its payment.

/** The pages about one order. */
export type OrderPage = 'checkout' | 'result' | 'order';

/** The pages about the customer. */
export type PersonPage = 'identity' | 'card';

let moving = false;

/** Opens a page about an order on top of the one that is shown. */
export const openPage = (page: OrderPage, outTradeNo: string): Promise<void> =>
  move(page, outTradeNo, (url) => wx.navigateTo({ url }));

/** Opens a page about an order in place of the one that is shown, to which nobody wants to come back. */
export const replacePage = (page: OrderPage, outTradeNo: string): Promise<void> =>
  move(page, outTradeNo, (url) => wx.redirectTo({ url }));

/** Opens a page about the customer; they lie on the tab only, and lead no further. */
export const openPersonPage = (page: PersonPage): Promise<void> =>
  alone(() => wx.navigateTo({ url: `/pages/${page}/${page}` }));

/** Leaves everything and shows the shop. */
export const openShop = (): Promise<void> => alone(() => wx.switchTab({ url: '/pages/goods/goods' }));

function move(page: OrderPage, outTradeNo: string, go: (url: string) => Promise<unknown>): Promise<void> {
  const route = `pages/${page}/${page}`;
  return alone(() => {
    const pages = getCurrentPages();
    const place = pages.findIndex(
      ({ route: open, options }) => open === route && options['out_trade_no'] === outTradeNo,
    );
    if (place >= 0) return wx.navigateBack({ delta: pages.length - 1 - place });
    return go(`/${route}?out_trade_no=${outTradeNo}`);
  });
}

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
