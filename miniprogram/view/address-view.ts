// The delivery address as a form.
import { text } from '../i18n/language';
import type { Address } from '../services/pay';

export type AddressPart = keyof Address;

/** One field; its hint says whether it may be left empty. */
export interface AddressField {
  readonly part: AddressPart;
  readonly label: string;
  readonly value: string;
  readonly hint: string;
}

type Typed = Readonly<Partial<Record<AddressPart, string>>>;

const parts = ['name', 'phone', 'country', 'region', 'city', 'street', 'postal_code'] as const;
const needed: readonly AddressPart[] = ['name', 'phone', 'street'];

/** The fields with what they hold. */
export const addressFields = (typed: Typed): readonly AddressField[] =>
  parts.map((part) => ({
    part,
    label: text(`address_${part}`),
    value: typed[part] ?? '',
    hint: text(needed.includes(part) ? 'address_required' : 'address_optional'),
  }));

/** The address, or what is wrong with its parts. */
export function readAddress(typed: Typed): {
  readonly address?: Address;
  readonly problems: Partial<Record<AddressPart, string>>;
} {
  const given = Object.fromEntries(
    parts.flatMap((part) => {
      const value = typed[part]?.trim() ?? '';
      return value ? [[part, value] as const] : [];
    }),
  ) as Partial<Address>;
  const problems: Partial<Record<AddressPart, string>> = {};
  for (const part of needed) {
    if (!given[part]) problems[part] = text('address_missing', { field: text(`address_${part}`) });
  }
  const { name, phone, street } = given;
  if (phone && !/^\+?[\d\s()/.-]{5,30}$/.test(phone)) problems.phone = text('address_phone_wrong');
  if (!name || !phone || !street || problems.phone) return { problems };
  return { address: { ...given, name, phone, street }, problems };
}
