// The cards that were added on this phone, so that the form of the card component knows whose card it activates.
import * as v from 'valibot';
import type { Person } from '../person';

/** A card in the wallet; `code` as WeChat gave it to the page, encrypted. */
export interface WalletCard {
  readonly cardId: string;
  readonly code: string;
}

const walletSchema = v.array(v.object({ cardId: v.string(), code: v.string() }));

const place = ({ openid }: Person) => `preview:cards:${openid}`;

/** The cards of this person, the newest first. */
export function walletOf(person: Person): readonly WalletCard[] {
  const kept = v.safeParse(walletSchema, JSON.parse(localStorage.getItem(place(person)) ?? '[]'));
  return kept.success ? kept.output : [];
}

/** Puts a card on top. */
export function keepCard(person: Person, card: WalletCard): void {
  const others = walletOf(person).filter(({ code }) => code !== card.code);
  localStorage.setItem(place(person), JSON.stringify([card, ...others].slice(0, 20)));
}
