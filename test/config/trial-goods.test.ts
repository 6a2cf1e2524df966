/** Something to buy for a trial: only where the shop has nothing, only after a yes, and at the smallest amount that its PSP takes. */
import { offerTrialGoods } from '../../scripts/config/trial-goods';
import { connectorOf } from '../../scripts/connectors';
import type { StoredDocument } from '../../scripts/environment/documents';
import type { OnlineGoods } from '../../scripts/goods/online-goods';
import { spoken, type Spoken } from './spoken';

/** The goods of a shop; whoever writes finds `isFree`. */
function goodsOf(there: readonly StoredDocument[], isFree = true): OnlineGoods & { written: unknown[] } {
  const written: unknown[] = [];
  return {
    name: 'the shop',
    written,
    all: async () => there,
    read: async () => undefined,
    write: async (change) => {
      if (isFree) written.push(change);
      return isFree;
    },
  };
}

async function offered(
  online: OnlineGoods,
  terminal: Spoken,
  { currency = 'EUR', isWanted = false }: { readonly currency?: unknown; readonly isWanted?: boolean } = {},
): Promise<string> {
  const connector = connectorOf('yaband');
  if (!connector) throw new Error('there is no yaband');
  await offerTrialGoods({ terminal, online }, { connector, currency }, isWanted);
  return terminal.text();
}

const trial = { _id: 'trial', title: 'Trial 试付', price: 10, fee_type: 'EUR' };
const yes = (): Spoken => spoken(() => Promise.resolve('yes'));

test('a person is asked, and a yes puts it in', async () => {
  const online = goodsOf([]);
  const said = await offered(online, yes());
  expect(said).toContain('Put one in for a trial, at 0.10 EUR? (yes/no)');
  expect(online.written).toEqual([{ before: undefined, after: trial }]);
});

test.each(['no', '', 'perhaps'])('“%s” puts nothing in', async (answer) => {
  const online = goodsOf([]);
  await offered(
    online,
    spoken(() => Promise.resolve(answer)),
  );
  expect(online.written).toEqual([]);
});

test('a script has to want it, and is told how', async () => {
  const online = goodsOf([]);
  expect(await offered(online, spoken())).toContain('--trial-goods puts one in');
  expect(online.written).toEqual([]);
  await offered(online, spoken(), { isWanted: true });
  expect(online.written).toHaveLength(1);
});

test('a shop that has goods, even unreadable ones, is not asked and gets none', async () => {
  const online = goodsOf([{ _id: 'x' }]);
  expect(await offered(online, yes(), { isWanted: true })).toBe('');
  expect(online.written).toEqual([]);
});

test.each([null, 'EURO', 7])(
  'without a currency (%j) there is no price, and nothing is said',
  async (currency) => {
    const online = goodsOf([]);
    expect(await offered(online, yes(), { currency, isWanted: true })).toBe('');
    expect(online.written).toEqual([]);
  },
);

test('goods that somebody else puts in meanwhile stay', async () => {
  const online = goodsOf([], false);
  expect(await offered(online, yes())).toContain('not written: somebody else');
});
