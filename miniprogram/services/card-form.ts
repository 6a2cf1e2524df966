// WeChat's member card component, another mini-program: the customer fills in a form there, and comes back with a ticket
// that App.onShow is told (developers.weixin.qq.com, membership card component, read 2026-11).
import { failureText } from './cloud';
import type { Activation, CardOffer } from './member';

/** The component's appid, the same for every shop. */
const component = 'wxeb490c6f9b154ef9';

/** What came back: the ticket of a form that was sent, or `left` where there is none. */
export type FormReturn = Activation | 'left';

let isAway = false;
let returned: FormReturn | undefined;

/** Leaves for the form; answers whether the person agreed to. */
export async function openCardForm(extraData: NonNullable<CardOffer['activation']>): Promise<boolean> {
  isAway = true;
  try {
    await wx.navigateToMiniProgram({ appId: component, extraData });
    return true;
  } catch (failure) {
    isAway = false;
    if (failureText(failure).includes('cancel')) return false;
    throw failure;
  }
}

/** For App.onShow: keeps what the component left, until the page asks for it. */
export function noteReturn({
  referrerInfo,
}: Pick<WechatMiniprogram.App.LaunchShowOption, 'referrerInfo'>): void {
  if (!isAway) return;
  isAway = false;
  returned = referrerInfo?.appId === component ? readReturn(referrerInfo.extraData) : 'left';
}

/** What the component left, once. */
export function takeReturn(): FormReturn | undefined {
  const taken = returned;
  returned = undefined;
  return taken;
}

function readReturn(data: unknown): FormReturn {
  if (typeof data !== 'object' || data === null) return 'left';
  const fields = new Map<string, unknown>(Object.entries(data));
  const [activate_ticket, card_id, code] = ['activate_ticket', 'card_id', 'code'].map((name) =>
    fields.get(name),
  );
  return typeof activate_ticket === 'string' && typeof card_id === 'string' && typeof code === 'string'
    ? { activate_ticket, card_id, code }
    : 'left';
}
