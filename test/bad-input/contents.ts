/**
 * Contents that the PSP itself would have to have signed: amounts (class 6) and order numbers (class 7) that no order has. With
 * the right key they must never make an order paid; without it they must be refused.
 */
import type { Attack, Case } from './attack';
import { attackable, BYSTANDER, shopAt, type Verdict } from './attacked-shop';
import type { Subject } from '../contract/subject';
import type { Dice } from './dice';
import { fullWidth } from './fields';
import { forgeOf, type Forge, type Words } from './forge';
import { damageVerdicts } from './slips';

/** Whatever the contents are, no order got money of them. */
const NOT_BOOKED: readonly Verdict[] = ['refused', 'asked', 'again', 'aside', 'unknown', 'nothing'];

/** Whether a value is exactly the good amount, counted here without the product's code and without floats. */
function isExactly(value: unknown, { good, amount, unit }: Forge): boolean {
  const wanted = unit === 'minor' && typeof good.amount === 'object' ? minorOf(good.amount) : good[amount];
  return scaled(value, unit) !== undefined && scaled(value, unit) === scaled(wanted, unit);
}

/** The amount inside v3's nested object. */
const minorOf = (amount: object | null): unknown =>
  amount === null ? undefined : (amount as Readonly<Record<string, unknown>>).total;

function scaled(value: unknown, unit: 'minor' | 'major'): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const form = unit === 'minor' ? /^(\d+)()$/ : /^(\d+)(?:\.(\d+))?$/;
  const found = typeof text === 'string' ? form.exec(text) : null;
  return found ? BigInt(`${found[1] ?? ''}${(found[2] ?? '').padEnd(12, '0')}`) : undefined;
}

/** Amounts as people and programs get them wrong, around the right one (in the PSP's unit, as text). */
function wrongAmounts(right: string, dice: Dice, more: number): readonly unknown[] {
  const number = Number(right);
  const [whole = '', cents = ''] = right.split('.');
  const near = [
    number + 1,
    number - 1,
    number * 100,
    number / 100,
    number / 10,
    number * 10,
    number + 0.01,
    number - 0.01,
    number + 0.001,
    number + 1e-9,
    2 ** 31,
    2 ** 32 + number,
    2 ** 53 - 1,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 64 + number,
    1e21,
    1e308,
    5e-324,
    0,
    -0,
    -1,
    -number,
  ];
  const texts = [
    `+${right}`,
    `-${right}`,
    ` ${right}`,
    `${right} `,
    `\t${right}`,
    `${right}\n`,
    `${right}\u0000`,
    `\ufeff${right}`,
    `${right}\u200b`,
    `0${right}`,
    `0000000${right}`,
    `${right}0`,
    `${right}000000`,
    `${right}00000000000000000000`,
    `${right}.`,
    `.${right}`,
    `${right}.0`,
    `${right}.00`,
    `${right}.000`,
    `${right}.001`,
    `${right},00`,
    `${right}e0`,
    `${right}E0`,
    `${right}e1`,
    `${right}e-2`,
    `${right}f`,
    `${right}n`,
    `${right}L`,
    `0x${number.toString(16)}`,
    `0b${Math.trunc(number).toString(2)}`,
    `0o${Math.trunc(number).toString(8)}`,
    `${whole},${cents || '00'}`,
    `${whole} ${cents || '00'}`,
    `${whole}'${cents || '00'}`,
    `${whole}_${cents || '00'}`,
    `1,${right}`,
    `1.${right}`,
    fullWidth(right),
    `€${right}`,
    `${right}EUR`,
    `${right}%`,
    `${right};${right}`,
    `${right}|1`,
    `${right}&total_fee=1`,
    `(${right})`,
    '٠١٢',
    '१२',
    '１２．９０',
    'Ⅻ',
    '½',
    '²',
    'NaN',
    'Infinity',
    '-Infinity',
    'null',
    'undefined',
    'true',
    '',
    ' ',
    '.',
    '-',
    '+',
    '0',
    '-0',
    '0.00',
    '1',
    '1e2',
    '1e9999999',
    '9'.repeat(15),
    '9'.repeat(16),
    '9'.repeat(17),
    '9'.repeat(400),
    `0.${'9'.repeat(400)}`,
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '18446744073709551615',
    '18446744073709552906',
    "1 OR '1'='1'",
    '{"$gt":0}',
    '${1290}',
    '<b>12</b>',
  ];
  const shapes: readonly unknown[] = [
    null,
    true,
    false,
    [],
    [right],
    [number],
    [number, number],
    {},
    { value: number },
    { $gt: 0 },
    { toString: right },
    { valueOf: number },
    { total: number },
    [[number]],
  ];
  return [...near, ...near.map(String), ...texts, ...shapes, ...randomAmounts(right, dice, more)];
}

function randomAmounts(right: string, dice: Dice, count: number): readonly unknown[] {
  const signs = '0123456789.,-+eE ×'.split('');
  return Array.from({ length: count }, (_one, index) => {
    const kind = index % 4;
    if (kind === 0) return dice.below(100_000);
    if (kind === 1) return Math.round(dice.next() * 1e6) / 100;
    const at = dice.below(right.length + 1);
    if (kind === 2) return right.slice(0, at) + dice.of(signs) + right.slice(at + dice.below(2));
    return Array.from({ length: 1 + dice.below(12) }, () => dice.of(signs)).join('');
  });
}

const CURRENCIES: readonly unknown[] = [
  'USD',
  'CNY',
  'EUR',
  'NZD',
  'AUD',
  'JPY',
  'KWD',
  'XXX',
  'EURO',
  'eur',
  'Cny',
  'RMB',
  '€',
  '',
  ' EUR',
  'EUR ',
  'ＥＵＲ',
  'EU',
  'constructor',
  '__proto__',
  'toString',
  null,
  1,
  [],
  {},
  ['EUR'],
  true,
  'EUR\u0000',
  'E\u200bUR',
  '978',
];

/** How many random amounts each PSP gets: together 10,000. */
const RANDOM_AMOUNTS = Math.ceil(10_000 / attackable.length);

const amounts = (subject: Subject): Attack => ({
  no: 6,
  at: subject.paySp,
  *cases(dice) {
    const forge = forgeOf(subject);
    const { good, amount, currency } = forge;
    const flat: Words = amount in good ? good : { ...good, ...(good.amount as object) };
    const right = String(flat[amount]);
    const values = wrongAmounts(right, dice, RANDOM_AMOUNTS);
    for (const value of values)
      yield signed(subject, forge, { ...good, [amount]: value }, isExactly(value, forge));
    const { [amount]: _, ...missing } = flat;
    yield signed(
      subject,
      forge,
      subject.paySp.startsWith('v3') ? { ...missing, amount: {} } : missing,
      false,
    );
    for (const value of CURRENCIES) {
      const name = currency ?? 'currency';
      const isSame = value === flat[name] || isIgnored(subject, value, flat[name]);
      yield signed(subject, forge, { ...good, [name]: value }, isSame);
    }
    // The right amount over another, and the other way round, behind the back of the signature.
    const text = JSON.stringify(forge.write(good));
    for (const value of values
      .slice(0, 60)
      .filter((one) => typeof one === 'number' || typeof one === 'string')) {
      yield unsigned(subject, text, { right, wrong: String(value) });
    }
  },
});

/** Words that mean the good currency all the same: what Yaband writes small, what the PSP does not name at all. */
function isIgnored({ paySp }: Subject, value: unknown, right: unknown): boolean {
  if (paySp === 'yaband') return typeof value === 'string' && value.toUpperCase() === right;
  if (paySp === 'supay') return value === 'AUD' || value === '';
  return right === undefined || value === undefined;
}

function signed(subject: Subject, forge: Forge, words: Words, mayBeSame: boolean): Case {
  const { amount, currency = 'currency', number } = forge;
  const said = [words[number], words[amount], words[currency]].map((one) =>
    JSON.stringify(one ?? null).slice(0, 60),
  );
  return {
    what: `signed: ${said.join(' ')}`,
    async run() {
      const shop = await shopAt(subject);
      const event = shop.eventOf(forge.write(words));
      return shop.judge(event, ...NOT_BOOKED, ...(mayBeSame ? (['same'] as const) : []));
    },
  };
}

/** The text of a good notice with something else in it, and the signature as it was. */
function unsigned(
  subject: Subject,
  text: string,
  swap: { readonly right: string; readonly wrong: string },
): Case {
  return {
    what: `not signed: ${swap.wrong.slice(0, 60)} for ${swap.right}`,
    async run() {
      const shop = await shopAt(subject);
      const inside = JSON.stringify(swap.wrong).slice(1, -1);
      const notice = JSON.parse(text.replaceAll(swap.right, () => inside)) as typeof shop.good.notice;
      return shop.judge(shop.eventOf(notice), ...damageVerdicts(shop.isHint));
    },
  };
}

/** Numbers that are nobody's, or no numbers. */
const strangeNumbers = (good: string): readonly unknown[] => [
  'CPNOSUCHORDER',
  BYSTANDER,
  BYSTANDER.toLowerCase(),
  good.toLowerCase() === good ? `${good}X` : good.toLowerCase(),
  ` ${good}`,
  `${good} `,
  `${good}\n`,
  `${good}\r`,
  `${good}\t`,
  `${good}\u0000`,
  `\u0000${good}`,
  `\ufeff${good}`,
  `${good}\u200b`,
  `\u202e${good}`,
  `${good}\u0301`,
  good.replace(/[0O]/, 'О'),
  good.replace(/[Cc1]/, 'С'),
  fullWidth(good),
  `${good}_2`,
  `${good}_99`,
  `_${good}`,
  `${good}.json`,
  `${good}/`,
  `/${good}`,
  `./${good}`,
  `../${good}`,
  '../config/payment',
  '../../etc/passwd',
  'config',
  'payment',
  `${good}%00`,
  encodeURIComponent(`${good}%`),
  `${good}#`,
  `${good}?a=1`,
  `${good}'--`,
  `${good}' OR '1'='1`,
  `"${good}"`,
  `{"$ne":null}`,
  '{"$regex":".*"}',
  '$where',
  '*',
  '.*',
  good.slice(1),
  good.slice(0, -1),
  good + good,
  'x'.repeat(33),
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(10_000),
  '😀'.repeat(8),
  '\ud800',
  '',
  ' ',
  '0',
  'null',
  'undefined',
  'NaN',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  null,
  0,
  1,
  -1,
  1e21,
  true,
  false,
  [],
  [good],
  {},
  { $ne: null },
  { $gt: '' },
  { $regex: '.*' },
  { toString: good },
  { length: 1, 0: good },
  [BYSTANDER, good],
];

const numbers = (subject: Subject): Attack => ({
  no: 7,
  at: subject.paySp,
  *cases() {
    const forge = forgeOf(subject);
    const right = String(forge.good[forge.number]);
    const { [forge.number]: _, ...missing } = forge.good;
    yield signed(subject, forge, missing, false);
    for (const value of strangeNumbers(right)) {
      yield signed(subject, forge, { ...forge.good, [forge.number]: value }, value === right);
    }
    const text = JSON.stringify(forge.write(forge.good));
    for (const wrong of strangeNumbers(right).filter((one) => typeof one === 'string')) {
      if (text.includes(right)) yield unsigned(subject, text, { right, wrong });
    }
    for (const wrong of ['1900000999', '', '*', '__proto__', String(forge.good[forge.account]).slice(1)]) {
      yield signed(subject, forge, { ...forge.good, [forge.account]: wrong }, isNoAccount(subject, wrong));
    }
  },
});

/** Yaband and SuPay need not name the merchant at all. */
const isNoAccount = ({ paySp }: Subject, named: string): boolean =>
  named === '' && ['yaband', 'supay'].includes(paySp);

export const contentAttacks: readonly Attack[] = attackable.flatMap((one) => [amounts(one), numbers(one)]);
