// Goods of a file into a shop: what differs is shown, nobody is overwritten, nothing is written that was not agreed to.
import { bring } from '../../scripts/goods/bring';
import { goodsFromCsv } from '../../scripts/goods/from-csv';
import { goodsFromJson } from '../../scripts/goods/from-json';
import type { OnlineGoods } from '../../scripts/goods/online-goods';
import type { StoredDocument } from '../../scripts/environment/documents';
import { spoken } from '../config/spoken';

const tulips = { _id: 'tulips', title: 'Tulips', price: 1295, fee_type: 'EUR', stock: 7 };
const cup = { _id: 'cup', title: 'Cup', price: 2450, fee_type: 'EUR' };
const head = 'goods_id,title,price\n';

/** A shop in memory; `meanwhile` happens between reading and writing. */
function shopWith(goods: readonly StoredDocument[], meanwhile: () => void = () => undefined) {
  const held = new Map(goods.map((one) => [String(one._id), one]));
  const online: OnlineGoods = {
    name: 'a shop',
    all: () => Promise.resolve([...held.values()]),
    read: (id) => Promise.resolve(held.get(id)),
    write: ({ before, after }) => {
      meanwhile();
      const id = String((after ?? before)?._id);
      if (held.get(id) !== before) return Promise.resolve(false);
      if (after) held.set(id, after);
      else held.delete(id);
      return Promise.resolve(true);
    },
  };
  return { held, online };
}

const yes = { yes: true, remove: false };

test('what differs is shown in major units and written; other fields and other goods stay', async () => {
  const { held, online } = shopWith([tulips, cup]);
  const terminal = spoken();
  const file = goodsFromCsv(`${head}tulips,Tulips,EUR 13.95\nnew,New,JPY 1200\n`);
  expect(await bring({ terminal, online }, file, yes)).toBe(0);
  expect(terminal.text()).toContain('~ tulips\n    ~ price EUR 12.95 → EUR 13.95');
  expect(terminal.text()).toContain('+ new\n    + title "New"\n    + price JPY 1200');
  expect(terminal.text()).toContain('1 new, 1 changed, 0 removed');
  expect([...held.values()]).toEqual([
    { ...tulips, price: 1395 },
    cup,
    { _id: 'new', title: 'New', price: 1200, fee_type: 'JPY' },
  ]);
});

test('a second time nothing differs', async () => {
  const { online } = shopWith([cup]);
  const terminal = spoken();
  expect(await bring({ terminal, online }, goodsFromCsv(`${head}cup,Cup,EUR 24.50\n`), yes)).toBe(0);
  expect(terminal.text()).toContain('nothing differs');
});

test('a price in the other units is pointed at before it is written', async () => {
  const { held, online } = shopWith([cup]);
  const terminal = spoken();
  const file = goodsFromJson(JSON.stringify({ ...cup, price: 245000 }));
  expect(await bring({ terminal, online }, file, { yes: false, remove: false })).toBe(1);
  expect(terminal.text()).toContain('EUR 24.50 → EUR 2450.00   ← 100 times as much');
  expect(terminal.text()).toContain('--yes writes without asking');
  expect(held.get('cup')).toEqual(cup);
});

test('a person who does not say yes writes nothing', async () => {
  const { held, online } = shopWith([]);
  const file = goodsFromJson(JSON.stringify(cup));
  expect(
    await bring({ terminal: spoken({ 'Write this': 'no' }), online }, file, { ...yes, yes: false }),
  ).toBe(1);
  expect(held.size).toBe(0);
  expect(
    await bring({ terminal: spoken({ 'Write this': 'yes' }), online }, file, { ...yes, yes: false }),
  ).toBe(0);
  expect(held.get('cup')).toEqual(cup);
});

test('one wrong line keeps every other from being written', async () => {
  const { held, online } = shopWith([]);
  const terminal = spoken();
  expect(await bring({ terminal, online }, goodsFromCsv(`${head}a,A,EUR 1.00\nb,B,2\n`), yes)).toBe(1);
  expect(terminal.text()).toContain('line 3, price:');
  expect(held.size).toBe(0);
});

test('goods that the file does not name go only where that was asked for', async () => {
  const { held, online } = shopWith([tulips, cup]);
  const terminal = spoken();
  const file = goodsFromCsv(`${head}cup,Cup,EUR 24.50\n`);
  expect(await bring({ terminal, online }, file, { yes: true, remove: true })).toBe(0);
  expect(terminal.text()).toContain('- tulips "Tulips"');
  expect([...held.keys()]).toEqual(['cup']);
});

test('what somebody else changed meanwhile is not overwritten', async () => {
  const { held, online } = shopWith([cup], () => held.set('cup', { ...cup, title: 'Theirs' }));
  const terminal = spoken();
  expect(await bring({ terminal, online }, goodsFromCsv(`${head}cup,Cup,EUR 25.00\n`), yes)).toBe(1);
  expect(terminal.text()).toContain('cup was not written: somebody else has changed it');
  expect(held.get('cup')).toEqual({ ...cup, title: 'Theirs' });
});
