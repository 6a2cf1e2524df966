/** Mistakes at the doors and below: who may, who is believed, what is kept, what one failure does to the rest. */
import type { PlantedMistake } from './mistakes';

const flows = 'shared/payments/flows';

export const doorMistakes: readonly PlantedMistake[] = [
  {
    what: 'a signature that does not fit is good enough',
    edits: [
      {
        file: 'shared/payments/psp/yaband.ts',
        find: "return fits ? verified(params) : { rejected: 'bad_signature' };",
        put: 'return fits ? verified(params) : verified(params);',
      },
    ],
    reads: /its money at the PSP is/,
  },
  {
    what: 'what a PSP cannot prove is believed without asking',
    edits: [
      {
        file: `${flows}/notices/settle-notice.ts`,
        find: 'if (fact.misfit === undefined && isHint(connector, fact)) return settleHint(shop, connector, order, fact);',
        put: 'if (isHint(connector, fact) && fact.attemptNo === "") return settleHint(shop, connector, order, fact);',
      },
    ],
    paySp: 'cloudpay',
    reads: /its money at the PSP is|nobody is told|nowhere/,
  },
  {
    what: 'people pay orders of others',
    edits: [
      {
        file: `${flows}/rights.ts`,
        find: 'return order.openid === caller.openid &&',
        put: 'return order.openid !== "" &&',
      },
    ],
    reads: /a stranger was allowed to/,
  },
  {
    what: 'everybody may refund',
    edits: [
      {
        file: `${flows}/rights.ts`,
        find: 'const may = order ? operates(config, caller, order) : config.operatedPsps',
        put: 'const may = order ? order.outTradeNo !== "" : config.operatedPsps',
      },
    ],
    reads: /a stranger was allowed to refund/,
  },
  {
    what: 'whoever writes last has the last word',
    edits: [
      {
        file: 'shared/kernel/versioned.ts',
        find: 'if (await documents.replace(next, current.version)) return',
        put: 'if ((await documents.replace(next, (await documents.get(documents.idOf(next)))?.version)) || tries > 9) return',
      },
    ],
    reads: /went from version|lost/,
  },
  {
    what: 'a write that lost the race is taken for done',
    edits: [
      {
        file: 'shared/kernel/versioned.ts',
        find: 'if (await documents.replace(next, current.version)) return',
        put: 'if ((await documents.replace(next, current.version)) || tries >= 0) return',
      },
    ],
    reads: /./,
  },
  {
    what: 'one document that cannot be read stops the timer',
    edits: [
      {
        file: `${flows}/look-at-order.ts`,
        find: 'const steps = await claimed(shop, outTradeNo).catch((error: unknown) => putOff(shop, outTradeNo, error));',
        put: 'const steps = await claimed(shop, outTradeNo);\n  if (outTradeNo === "") await putOff(shop, outTradeNo, undefined);',
      },
    ],
    reads: /timer ended with no answer/,
  },
  {
    what: 'the timer finds nothing to do',
    edits: [
      {
        file: `${flows}/run-timer.ts`,
        find: 'const first = await this.page(undefined);',
        put: 'const first = { orders: [], isFull: false };',
      },
    ],
    reads: /nobody is told|without end|still has something/,
  },
  {
    what: 'goods with a price in fractions are sold',
    edits: [
      {
        file: 'shared/adapters/goods-document.ts',
        find: 'Number.isSafeInteger(value) && value > 0',
        put: 'value > 0',
      },
    ],
    reads: /a price is no whole number/,
  },
  {
    what: 'a notice is acknowledged before it is kept',
    edits: [
      {
        file: `${flows}/notices/take-notification.ts`,
        find: 'await Promise.all([archive(shop, said), order && fulfil(shop, order, paidNow)]);',
        put: 'void archive(shop, said);\n  await (order && fulfil(shop, order, paidNow));',
      },
    ],
    reads: /acknowledged, and no record of it is kept/,
  },
  {
    what: 'a call of cloudPay is taken under the default configuration only',
    edits: [
      {
        file: `${flows}/notices/take-notification.ts`,
        find: 'return order?.configId ?? DEFAULT_CONFIG_ID;',
        put: 'return order === undefined ? "" : DEFAULT_CONFIG_ID;',
      },
    ],
    reads: /a true notice was turned away/,
  },
  {
    what: 'the journal says less than happened',
    edits: [
      {
        file: 'shared/payments/order/journal.ts',
        find: '    ...refundMovesBetween(before, after),\n',
        put: '',
      },
    ],
    reads: /at the end .*refund/,
  },
];
