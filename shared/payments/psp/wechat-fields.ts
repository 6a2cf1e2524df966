/**
 * What accounts of WeChat Pay v2 and v3 have in common: how their numbers look, where they are, and what they may take
 * overseas. Currency list: pay.weixin.qq.com overseas documents, chapter 2_1, read 2026-11.
 */
import { FieldError, oneOf, optional, text, type Reader } from '../../kernel/fields';

/** Overseas currencies whose smallest unit nobody doubts: the hundredth, as in ISO 4217. */
const CERTAIN =
  'CNY HKD GBP USD CAD AUD EUR NZD THB SGD RUB CHF SEK DKK NOK AED TRY MOP CZK MYR PHP MNT QAR KHR'.split(
    ' ',
  );

/** Taken overseas too, but the page that lists them does not say in which unit. */
const UNCERTAIN: readonly string[] = ['JPY', 'KRW', 'IDR', 'TWD', 'HUF', 'ISK'];

/** All currencies that some account may take. */
export const ALL_CURRENCIES: readonly string[] = [...CERTAIN, ...UNCERTAIN];

const vouched: Reader<readonly string[]> = {
  secret: false,
  read(raw) {
    const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    const known = list.filter((one): one is string => typeof one === 'string' && UNCERTAIN.includes(one));
    if (known.length === list.length) return known;
    throw new FieldError(`must be a list out of: ${UNCERTAIN.join(', ')}`);
  },
};

export const appid = text(/^wx[0-9a-zA-Z]{16}$/, 'must look like wx… (18 characters)');
export const merchantNumber = text(/^\d{6,12}$/, 'must be a merchant number, digits only');

/** Where WeChat Pay answers, for v2 and v3, and whence its files come. */
export const WECHAT_PAY_HOSTS: readonly string[] = ['api', 'api2', 'apihk', 'apius'].map(
  (name) => `${name}.mch.weixin.qq.com`,
);

/** Where the account is, and what it takes there. */
export const siteFields = {
  site: optional(oneOf('cn', 'global'), '`cn` (mainland, the default) or `global` (overseas)'),
  currencies: optional(
    vouched,
    `site \`global\`: which of ${UNCERTAIN.join(' ')} to take, once WeChat Pay has confirmed that it counts them in the unit of ISO 4217`,
  ),
};

interface Site {
  readonly site?: 'cn' | 'global' | undefined;
  readonly currencies?: readonly string[] | undefined;
}

/** The currencies that an account takes; uncertain ones only when the configuration vouches for them. */
export const currenciesOf = ({ site, currencies = [] }: Site): readonly string[] =>
  site === 'global' ? [...CERTAIN, ...currencies] : ['CNY'];

/** `currencies` given where nothing but CNY is taken. */
export const siteProblems = ({ site, currencies }: Site): readonly string[] =>
  currencies !== undefined && site !== 'global'
    ? ['currencies is for site "global"; at "cn" it is CNY alone']
    : [];
