/** A true notice that somebody changed on its way: a figure, a letter, its end, its order, its signature. */
import type { Dice } from './dice';

/** A notice as it travels over HTTP. */
export interface Posted {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `others`: numbers of orders, to put one in the place of the right one. */
export function tampered(notice: Posted, dice: Dice, others: readonly string[]): Posted {
  const change = dice.pick([
    (text: string) => otherFigure(text, dice),
    (text: string) => swapped(text, dice),
    (text: string) => text.slice(0, dice.between(0, text.length)),
    (text: string) => otherOrder(text, dice, others),
  ]);
  const signed = Object.keys(notice.headers).filter((name) => name.includes('signature'));
  if (signed.length > 0 && dice.chance(0.3)) {
    const headers = { ...notice.headers };
    for (const name of signed) headers[name] = swapped(headers[name] ?? '', dice);
    return { ...notice, headers };
  }
  const query = Object.entries(notice.query).map(([name, value]) => [name, change(value)] as const);
  return { ...notice, query: Object.fromEntries(query), body: change(notice.body) };
}

function otherFigure(text: string, dice: Dice): string {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
  if (places.length === 0) return text;
  const at = dice.pick(places);
  return text.slice(0, at) + String((Number(text[at]) + dice.between(1, 9)) % 10) + text.slice(at + 1);
}

function swapped(text: string, dice: Dice): string {
  if (text.length < 2) return text;
  const at = dice.between(0, text.length - 2);
  return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
}

function otherOrder(text: string, dice: Dice, others: readonly string[]): string {
  return others.length === 0 ? text : text.replace(/CP[0-9A-Z]{7}[0-9A-F]{12}/, dice.pick(others));
}
