// A delivery address, typed in.
import { orSay, showTitle } from '../../i18n/chrome';
import { lastAddress, mostCharacters, rememberAddress } from '../../services/address';
import { goBack } from '../../services/navigation';
import { addressFields, readAddress } from '../../view/address-view';
import type { AddressPart } from '../../view/address-view';
import { firstTexts, newTexts } from '../../view/shown-in';

const nothing: Partial<Record<AddressPart, string>> = {};

Page({
  data: {
    ...firstTexts(),
    fields: addressFields({}),
    problems: nothing,
    most: mostCharacters,
  },
  typed: nothing,

  onLoad() {
    this.typed = { ...lastAddress() };
    this.setData({ fields: addressFields(this.typed) });
  },

  onShow() {
    showTitle('title_address');
    this.setData(newTexts(this.data));
  },

  type(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const { part } = event.currentTarget.dataset as { part: AddressPart };
    this.typed = { ...this.typed, [part]: event.detail.value };
    if (this.data.problems[part]) this.setData({ [`problems.${part}`]: '' });
  },

  save() {
    const { address, problems } = readAddress(this.typed);
    this.setData({ problems });
    if (!address) return;
    rememberAddress(address);
    orSay(goBack());
  },
});
