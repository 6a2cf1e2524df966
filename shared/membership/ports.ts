/** What members, their ledger and their cards need of the world. */
import type { Wechat } from '../wechat/open-api/wechat';
import type { CardRecords } from './cards/ports';

export interface Membership {
  readonly wechat: Wechat;
  /** What we did with cards and codes. */
  readonly cards: CardRecords;
}
