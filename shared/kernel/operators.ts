/** Who may run the shop: `operators` of the payment configuration, for areas that know nothing else of it. */
import { keepDocuments, type Reading } from './kept-documents';
import type { Caller } from './ports';

const PAYMENT_CONFIG_ID = 'payment';

/**
 * Whether a caller is named at the top of the payment configuration of their app. What only a PSP's block names is no
 * operator of anything but that PSP's orders.
 */
export function createOperators(
  reading: Omit<Reading<readonly unknown[]>, 'parse'>,
): (caller: Caller) => Promise<boolean> {
  const operators = keepDocuments({
    ...reading,
    parse: (_id, { operators: named }) => (Array.isArray(named) ? named : [named]) as readonly unknown[],
  });
  return async ({ openid, fromAppid }) => {
    const own = fromAppid === undefined ? undefined : await operators(`${PAYMENT_CONFIG_ID}_${fromAppid}`);
    return (own ?? (await operators(PAYMENT_CONFIG_ID)) ?? []).includes(openid);
  };
}
