/** What members, their ledger and their cards need of the world. */
import type { Wechat } from '../wechat/open-api/wechat';

export interface Membership {
  readonly wechat: Wechat;
}
