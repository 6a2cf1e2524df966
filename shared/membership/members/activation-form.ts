/**
 * What WeChat's member card component needs to open the form of the members' card (WeChat documentation, "one-click activation" and
 * "membership card component", read 2026-11): three fields of the address that WeChat makes for it, decoded once.
 */
import { callWechat } from '../../wechat/open-api/call';
import type { Api } from '../../wechat/open-api/exchange-with-wechat';
import type { WechatConfig } from '../../wechat/wechat-config';
import type { MembersRoom } from './ports';

export interface ActivationForm {
  readonly encrypt_card_id: string;
  readonly outer_str: string;
  readonly biz: string;
}

/** 72026: the card has no such form. */
const formAddress: Api<ActivationForm> = {
  path: 'card/membercard/activate/geturl',
  isRepeatable: true,
  codes: [40073, 40078, 72003, 72026],
  read: ({ url }) => (typeof url === 'string' ? formIn(url) : undefined),
};

function formIn(address: string): ActivationForm | undefined {
  const query = new URLSearchParams(address.slice(address.indexOf('?') + 1).replace(/#.*$/s, ''));
  const cardId = query.get('encrypt_card_id');
  const biz = query.get('biz');
  if (cardId === null || biz === null) return undefined;
  return { encrypt_card_id: cardId, outer_str: query.get('outer_str') ?? '', biz };
}

/** The form of the members' card; undefined where it has none, or WeChat does not say now: the wallet has it too. */
export async function activationForm(
  { wechat }: MembersRoom,
  config: WechatConfig,
): Promise<ActivationForm | undefined> {
  const { officialAccount, member } = config.need('officialAccount', 'member');
  const said = await callWechat(wechat, officialAccount, formAddress, { body: { card_id: member.cardId } });
  return said.is === 'ok' ? said.value : undefined;
}
