/** What cards need of the world beside WeChat itself: records of what we did, for what WeChat does not keep for us. */
import type { Documents, Versioned } from '../../kernel/versioned';
import type { Wechat } from '../../wechat/open-api/wechat';

/** A code that is to be consumed, is being consumed, or was. One for each card and code, for ever. Times in milliseconds. */
export interface Consumption extends Versioned {
  /** A digest, for codes belong into no log. */
  readonly id: string;
  readonly appid: string;
  readonly cardId: string;
  readonly code: string;
  /**
   * `recorded`: nothing was sent. `sending`: WeChat was told, perhaps. `consumed`: by us. `foreign`: by somebody else, at the
   * counter or through another system.
   */
  readonly state: 'recorded' | 'sending' | 'consumed' | 'foreign';
  /** Openid of the operator who wants it; empty for what only WeChat told us of. */
  readonly operator: string;
  /** The operator's own number for the sale. */
  readonly recordNo: string | undefined;
  /** Who held the card, in the official account. */
  readonly openid: string | undefined;
  /** How it was consumed, in WeChat's words, where WeChat told. */
  readonly source: string | undefined;
  readonly createdAt: number;
  /** When WeChat was last told; 0 = never. */
  readonly sentAt: number;
  /** Until then one process works on it and no other does. */
  readonly leaseUntil: number;
  readonly endedAt: number | undefined;
}

/** One wish to change a card's stock. Its number is the operator's and counts once. */
export interface StockChange extends Versioned {
  readonly id: string;
  readonly appid: string;
  readonly recordNo: string;
  readonly cardId: string;
  /** How many more; negative: fewer. */
  readonly delta: number;
  readonly operator: string;
  readonly state: 'recorded' | 'applied';
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

export interface Stock {
  /** What is left to be taken. */
  readonly quantity: number | undefined;
  /** What there ever was, whoever took it. */
  readonly total: number | undefined;
}

/** The one change of a card's stock that is under way. */
export interface StockUnderWay {
  readonly recordNo: string;
  readonly delta: number;
  /** As WeChat said it before it was told of the change. */
  readonly before: Stock;
  readonly sentAt: number;
  readonly leaseUntil: number;
}

/** Whose turn it is at a card's stock. */
export interface StockBook extends Versioned {
  readonly id: string;
  readonly appid: string;
  readonly cardId: string;
  readonly underWay: StockUnderWay | undefined;
}

/** A picture at WeChat, found by its contents. */
export interface UploadedPicture extends Versioned {
  readonly id: string;
  /** Empty before it is there. */
  readonly url: string;
  readonly leaseUntil: number;
  readonly uploadedAt: number;
}

/** What WeChat told us of a card or a sub-merchant without being asked. Times are WeChat's moments in milliseconds. */
export interface CardNote extends Versioned {
  readonly id: string;
  readonly appid: string;
  readonly about: 'card' | 'merchant';
  /** The card_id or merchant_id. */
  readonly of: string;
  /** What came of the last audit; undefined before one. */
  readonly audit: Told<'passed' | 'refused'> | undefined;
  /** The last warning that stock runs out. */
  readonly stock: Told<'low'> | undefined;
}

export interface Told<Word extends string> {
  readonly word: Word;
  /** In WeChat's words; empty where WeChat gives none. */
  readonly detail: string;
  readonly at: number;
}

export interface CardNotes extends Documents<CardNote> {
  /** Those of the notes that are there and can be read. At most 100 ids. */
  find(ids: readonly string[]): Promise<readonly CardNote[]>;
}

export interface CardRecords {
  readonly consumptions: Documents<Consumption>;
  readonly stockChanges: Documents<StockChange>;
  readonly stockBooks: Documents<StockBook>;
  readonly pictures: Documents<UploadedPicture>;
  readonly notes: CardNotes;
}

/** What the actions about cards work with. */
export interface CardsRoom {
  readonly wechat: Wechat;
  readonly cards: CardRecords;
}
