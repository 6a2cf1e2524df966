/** Twenty notices about one order that arrive at the same moment, with what each must come to. */
import type { RawNotice } from '../../shared/payments/psp/connector';
import { forgeOf, type Forge, type Words } from '../bad-input/forge';
import type { Subject } from '../contract/subject';
import { definitions, type Comes, type Definition } from './definitions';

export interface Arriving {
  readonly what: string;
  readonly notice: RawNotice;
  readonly comes: Comes;
}

export function definitionOf({ paySp, fixture }: Subject): Definition {
  const define = definitions[paySp];
  if (!define) throw new Error(`nobody wrote down what notices of ${paySp} come to when they come at once`);
  return define(fixture.config);
}

/** The amount of the good notice, as it stands there; v3 has it one object deeper. */
function amountIn({ good, amount }: Forge): unknown {
  return amount in good ? good[amount] : (good.amount as Words)[amount];
}

/** The good amount and some of the smallest units more, in the form of the good one. */
export function amountPlus(forge: Forge, units: number): string | number {
  const right = amountIn(forge);
  const wrong =
    forge.unit === 'minor'
      ? String(Number(right) + units)
      : ((Math.round(Number(right) * 100) + units) / 100).toFixed(2);
  return typeof right === 'number' ? Number(wrong) : wrong;
}

/** The very same amount, written with a zero behind it. */
function withTrailingZero(forge: Forge): RawNotice {
  const right = amountIn(forge);
  const digits = forge.unit === 'minor' ? `${String(right)}.0` : Number(right).toFixed(3);
  return forge.digits?.(digits) ?? forge.write({ ...forge.good, [forge.amount]: digits });
}

/** A text with its first digit or letter another one, in the form of the good one. */
function slipped(text: string): string {
  const other = (one: string): string =>
    /\d/.test(one) ? (one === '1' ? '2' : '1') : /[aA]/.test(one) ? 'b' : 'a';
  return text.replace(/^./, (one) => (one === one.toUpperCase() ? other(one).toUpperCase() : other(one)));
}

/** A key in the form of the PSP's, that nobody has. */
const strangersKey = ({ paySp }: Subject): string => (paySp === 'vr' ? 'f'.repeat(64) : 'x'.repeat(32));

/** A true notice under the key that signs no more; undefined where keys do not change. */
export function oldTrue(subject: Subject): RawNotice | undefined {
  const { keyChange } = definitionOf(subject);
  const forge = forgeOf(subject);
  if (!keyChange) return undefined;
  return keyChange.oldKey === undefined
    ? subject.fixture.notices?.payment.notice
    : forge.write(forge.good, keyChange.oldKey);
}

/** A true notice, as its PSP signs it today. */
export const newTrue = (subject: Subject): RawNotice => forgeOf(subject).write(forgeOf(subject).good);

/** The true ones: where keys change, every other one is signed with the old key. */
function trueOnes(subject: Subject, count: number, first: number): readonly Arriving[] {
  const { true: comes } = definitionOf(subject).comes;
  return Array.from({ length: count }, (_one, index) => {
    const old = (first + index) % 2 === 1 ? oldTrue(subject) : undefined;
    const notice = old ?? newTrue(subject);
    return { what: old ? 'true, under the old key' : 'true', notice, comes };
  });
}

function untrueOnes(subject: Subject): readonly Arriving[] {
  const { comes } = definitionOf(subject);
  const forge = forgeOf(subject);
  const { good, amount } = forge;
  const [less, more] = [-1, 1].map((units) => ({ ...good, [amount]: amountPlus(forge, units) }));
  const stranger = strangersKey(subject);
  const unsigned: readonly Arriving[] = [
    { what: 'forged by a stranger', notice: forge.write(good, stranger), comes: comes.stranger },
    { what: 'another amount, forged', notice: forge.write({ ...less }, stranger), comes: comes.stranger },
    { what: 'another signature', notice: forge.signedAs(slipped(forge.signature)), comes: comes.slip },
    { what: 'unsigned', notice: forge.signedAs(''), comes: 'unsigned' },
    { what: '`null` as signature', notice: forge.signedAs('null'), comes: comes.nullSignature },
    { what: 'one unit less, signed', notice: forge.write({ ...less }), comes: comes.amount },
  ];
  return [...unsigned, ...signedOnes(subject, { ...more })];
}

/** What the PSP itself must have signed, were it true. */
function signedOnes(subject: Subject, more: Words): readonly Arriving[] {
  const { comes, merchant, status, keyChange } = definitionOf(subject);
  const forge = forgeOf(subject);
  const { good, amount, number, currency = 'currency' } = forge;
  const right = good[currency] ?? (good.amount as Words | undefined)?.[currency];
  const other = right === 'USD' ? 'EUR' : 'USD';
  const { otherAccount } = subject.fixture.notices ?? {};
  const merchants = merchant ? forge.write({ ...good, ...merchant }) : otherAccount;
  if (!merchants) throw new Error(`no notice of another merchant at ${subject.paySp}`);
  return [
    { what: 'one unit more, signed', notice: forge.write(more, keyChange?.oldKey), comes: comes.amount },
    {
      what: 'another currency',
      notice: forge.write({ ...good, [currency]: other }),
      comes: comes.currency,
    },
    { what: 'another merchant', notice: merchants, comes: comes.merchant },
    { what: 'an unknown status', notice: forge.write({ ...good, ...status }), comes: comes.status },
    {
      what: '`null` as amount',
      notice: forge.write({ ...good, [amount]: 'null' }),
      comes: comes.nullAmount,
    },
    { what: '`null` as number', notice: forge.write({ ...good, [number]: 'null' }), comes: 'unknown' },
    { what: 'a trailing zero', notice: withTrailingZero(forge), comes: comes.trailingZero },
  ];
}

/** The twenty, a true one first. */
export function twentyOf(subject: Subject): readonly Arriving[] {
  return [...trueOnes(subject, 4, 0), ...untrueOnes(subject), ...trueOnes(subject, 3, 4)];
}
