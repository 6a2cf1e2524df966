/** The commands that e2e/commands-of-the-pages.test.ts runs to their end. */

/** As they stand in the pages, in an order in which each finds what it needs; how they end, and what they say at last. */
export const played: readonly (readonly [line: string, code: number, says: RegExp])[] = [
  ['npm run config show', 0, /pay_sp/],
  ['npm run config check', 0, /\b0 problems/],
  ['npm run config pull -- --file payment.json', 0, /payment\.json/],
  ['npm run doctor -- --file payment.json', 0, /0 problems\n$/],
  ['npm run config push -- --file payment.json', 0, /nothing/i],
  ['npm run config restore', 1, /version/],
  ['npm run doctor', 0, /0 problems\n$/],
  ['npm run doctor -- --lang zh', 0, /0 个问题\n$/],
  ['npm run doctor -- --env ID --online', 0, /v2 knows the account/],
  ['npm run goods -- export --file goods.csv', 0, /goods\.csv/],
  ['npm run goods -- import --file goods.csv', 0, /nothing|differs/i],
  ['npm run orders -- find', 0, /1 orders\n$/],
  ['npm run orders -- show NUMBER', 0, /paid/],
  ['npm run orders -- ask NUMBER', 0, /answers/],
  ['npm run orders -- aside', 0, /0 kept aside\n$/],
  ['npm run orders -- find --state waiting', 1, /0 orders\n$/],
  ['npm run audit', 0, /1 orders, 0 do not add up\n$/],
  ['npm run audit -- --env ID', 0, /1 orders, 0 do not add up\n$/],
];
