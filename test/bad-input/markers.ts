/** Things that must never show: keys, tokens, people. They are planted wherever input or configuration has room for them. */

const plant = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name, index) => [name, `MARK${String(index).padStart(2, '0')}${name}`]));

/** Of the merchant: what a careless person keeps in the configuration beside what belongs there. */
export const merchantMarkers = plant([
  'portal_password',
  'contact_name',
  'contact_phone',
  'contact_id_number',
  'bank_account',
  'old_key',
  'webhook_token',
  'refresh_token',
  'smtp_password',
  'database_password',
]);

/** Of people: in orders, and in notices and answers of PSPs. */
export const peopleMarkers = plant([
  'payerOpenid',
  'strangerOpenid',
  'operatorOpenid',
  'payerName',
  'payerPhone',
  'payerEmail',
  'payerIdNumber',
  'payerBank',
  'payerCard',
  'payerAddress',
  'payerUnionid',
  'payerIp',
  'payerNote',
]);

/** In headers, which proxies and browsers fill. */
export const headerMarkers = plant([
  'cookie',
  'authorization',
  'xForwardedFor',
  'xRealIp',
  'userAgent',
  'referer',
  'xWxOpenid',
  'xWxUnionid',
  'xApiKey',
  'xTraceToken',
]);

/** In what people call functions with. */
export const callMarkers = plant([
  'forgedOpenid',
  'forgedUnionid',
  'forgedToken',
  'sessionKey',
  'typedName',
  'typedPhone',
  'typedIdNumber',
  'typedAddress',
  'typedCode',
  'typedTicket',
]);

const planted: readonly string[] = [merchantMarkers, peopleMarkers, headerMarkers, callMarkers].flatMap(
  (one) => Object.values(one),
);

/** How many there are beside the secrets of each configuration. */
export const markerCount = planted.length;

const anyMarker = /MARK\d\d[A-Za-z_]+/;

/** The first marker or secret in a text; undefined when there is none. */
export function markerIn(text: string, secrets: readonly string[] = []): string | undefined {
  return anyMarker.exec(text)?.[0] ?? secrets.find((secret) => text.includes(secret));
}

/** A 13 to 19 digit number that could be a card's (Luhn). */
export function cardNumberIn(text: string): string | undefined {
  return text.match(/(?<!\d)\d{13,19}(?!\d)/g)?.find(isLuhn);
}

function isLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
