/** Something to buy for a trial, where a shop has no goods yet: at the smallest amount that its PSP takes. */
import { isCurrency, toMajor } from '../../shared/kernel/money';
import type { Connector } from '../../shared/payments/psp/connector';
import type { OnlineGoods } from '../goods/online-goods';
import type { Terminal } from './terminal';

/** @param isWanted asked for by an option; a person is asked otherwise */
export async function offerTrialGoods(
  { terminal, online }: { readonly terminal: Terminal; readonly online: OnlineGoods },
  { connector, currency }: { readonly connector: Connector; readonly currency: unknown },
  isWanted: boolean,
): Promise<void> {
  if (typeof currency !== 'string' || !isCurrency(currency) || (await online.all()).length > 0) return;
  const price = connector.can.minimum[currency] ?? 1;
  const inWords = `${toMajor({ value: price, currency })} ${currency}`;
  if (!isWanted && !(await isAgreed(terminal, inWords))) return;
  const after = { _id: 'trial', title: 'Trial 试付', price, fee_type: currency };
  const isWritten = await online.write({ before: undefined, after });
  terminal.say(
    isWritten
      ? `goods "trial" are in the shop, at ${inWords}: npm run goods -- import brings in yours, and with --remove takes these away`
      : 'goods "trial" were not written: somebody else has put some in meanwhile',
  );
}

async function isAgreed(terminal: Terminal, inWords: string): Promise<boolean> {
  if (terminal.isPerson) {
    const question = `The shop has no goods yet. Put one in for a trial, at ${inWords}? (yes/no) `;
    return /^y(es)?$/i.test(await terminal.ask(question));
  }
  terminal.say(`The shop has no goods yet: --trial-goods puts one in for a trial, at ${inWords}.`);
  return false;
}
