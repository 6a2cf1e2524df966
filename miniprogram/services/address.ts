// The delivery address: chosen in WeChat or typed in, and remembered on this phone only.
import { refusalOf } from './cloud';
import type { Refusal } from './cloud';
import { hasForms, isText, maybe, one } from './form';
import { forget, keep, kept } from './kept';
import type { Address } from './pay';

const storageKey = 'address';

/** The address that was used last. */
export const lastAddress = (): Address | undefined => kept(storageKey, one(isAddress))?.value;

/** Remembers an address, or forgets it. */
export function rememberAddress(address: Address | undefined): void {
  if (address) keep(storageKey, address);
  else forget(storageKey);
}

/** Lets the person choose one of the addresses that WeChat has; answers why there is none otherwise. */
export async function chooseWechatAddress(): Promise<Address | Refusal> {
  try {
    return fromWechat(await wx.chooseAddress());
  } catch (failure) {
    return refusalOf(failure);
  }
}

/** As many characters as each part may have. */
export const mostCharacters = 200;

function fromWechat(chosen: WechatMiniprogram.ChooseAddressSuccessCallbackResult): Address {
  const { userName, telNumber, provinceName, cityName, countyName, detailInfo, postalCode } = chosen;
  const optional = { region: provinceName, city: cityName, postal_code: postalCode };
  const present = Object.entries(optional).filter(([, part]) => part !== '');
  return {
    name: userName,
    phone: telNumber,
    street: countyName + detailInfo,
    ...(Object.fromEntries(present) as Partial<Address>),
  };
}

/** Whether a value is an address. */
export const isAddress = hasForms<Address>({
  ...{ name: isText, phone: isText, street: isText, country: maybe(isText), region: maybe(isText) },
  ...{ city: maybe(isText), postal_code: maybe(isText) },
});
