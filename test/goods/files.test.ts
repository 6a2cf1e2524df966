// Goods in files: what stands in a line, what is wrong there, and that a file of ours comes back as it was.
import { csvOfGoods, goodsFromCsv } from '../../scripts/goods/from-csv';
import { goodsFromJson, jsonOfGoods } from '../../scripts/goods/from-json';
import { problemsOf, type GoodsFile } from '../../scripts/goods/goods-fields';

const said = (file: GoodsFile): readonly string[] =>
  problemsOf(file).map(({ line, field, problem }) => `${line} ${field}: ${problem}`);
const documents = ({ goods }: GoodsFile): readonly unknown[] => goods.map(({ document }) => document);

const cup = { _id: 'cup', title: 'Cup, "blue"\nof Delft', price: 2450, fee_type: 'EUR' };
const shop = [
  { ...cup, prices: { JPY: 3900, KWD: 8125 }, category: '=Home', description: "'tis blue" },
  {
    ...{ _id: 'museum', title: '门票', price: 2250, fee_type: 'EUR' },
    specifications: [
      { specification_id: 'adult', title: '成人' },
      { specification_id: 'youth', title: 'Youth', price: 1125, prices: { USD: 1200 } },
    ],
  },
];

test.each([
  ['a table', csvOfGoods, goodsFromCsv],
  ['documents', jsonOfGoods, goodsFromJson],
])('goods written as %s come back as they were', (_, write, read) => {
  const file = read(write(shop));
  expect(said(file)).toEqual([]);
  expect(documents(file)).toEqual(shop);
});

test('a price of a table stands there with its currency and all its digits', () => {
  expect(csvOfGoods(shop)).toContain('EUR 24.50,JPY 3900 | KWD 8.125');
});

test.each([
  ['1295', 'write the currency and the amount, such as EUR 12.95'],
  ['12.95', 'write the currency and the amount'],
  ['€12.95', 'write the currency and the amount'],
  ['EUR 1295', 'with a point and 2 digits behind it'],
  ['EUR 12.9', 'with a point and 2 digits behind it'],
  ['EUR 12,95', 'with a point and 2 digits behind it'],
  ['JPY 12.95', 'without a decimal point'],
  ['KWD 1.25', 'with a point and 3 digits behind it'],
  ['XYZ 1.00', 'write the currency and the amount'],
  ['EUR 0.00', 'greater than 0'],
  ['EUR 99999999999999999.00', 'decimal amount'],
  ['', 'is empty'],
])('the price "%s" in a table is refused by line and field', (price, why) => {
  const problems = said(goodsFromCsv(`goods_id,title,price\ntulips,Tulips,EUR 5.00\ncup,Cup,"${price}"\n`));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^3 price: /);
  expect(problems[0]).toContain(why);
});

test('a line is where its row begins, also behind cells of several lines', () => {
  const text = 'goods_id,title,price\r\na,"two\r\nlines",EUR 1.00\r\nb,,EUR 1.00\r\n';
  expect(said(goodsFromCsv(text))).toEqual(['4 title: is empty']);
});

test('tables of a spreadsheet that sets ; or tabs between are read too', () => {
  for (const between of [';', '\t'])
    expect(
      documents(
        goodsFromCsv(`\ufeffgoods_id${between}title${between}price\na${between}A, b${between}EUR 1.00`),
      ),
    ).toEqual([{ _id: 'a', title: 'A, b', price: 100, fee_type: 'EUR' }]);
});

test('what is no table of goods is said at once', () => {
  expect(() => goodsFromCsv('goods_id,titel\n')).toThrow('line 1: "titel" is no column');
  expect(() => goodsFromCsv('title,price\n')).toThrow('line 1: goods_id is missing');
  expect(() => goodsFromCsv('goods_id,title\na,"open\n')).toThrow('line 2: a quote is not closed');
  expect(() => goodsFromCsv('goods_id,title\na,\ufffd\ufffd\n')).toThrow('not UTF-8');
});

test('a kind that is not beneath its goods, or in another currency, is named', () => {
  const head = 'goods_id,specification_id,title,price\n';
  expect(said(goodsFromCsv(`${head}a,,A,EUR 1.00\nb,x,X,\n`))).toEqual([
    '3 specification_id: a kind stands beneath the row of its goods, b',
  ]);
  expect(said(goodsFromCsv(`${head}a,,A,EUR 1.00\na,x,X,USD 1.00\n`))).toEqual([
    '3 price: is in another currency than that of its goods; further currencies stand in prices',
  ]);
});

test('documents are named by the line where they begin, in a list as one a line', () => {
  const wrong = { ...cup, price: 12.95 };
  const why = 'price: must be a whole number of minor units (cents), greater than 0';
  expect(said(goodsFromJson(`${JSON.stringify(cup)}\n${JSON.stringify({ ...wrong, _id: 'b' })}\n`))).toEqual([
    `2 ${why}`,
  ]);
  expect(said(goodsFromJson(JSON.stringify([cup, { ...wrong, _id: 'b' }], null, 2)))).toEqual([`8 ${why}`]);
});

test('a misspelt field, an _id that stands twice and what is no JSON are named', () => {
  const text = [JSON.stringify({ ...cup, titel: 'x' }), JSON.stringify(cup), '{"_id": "c",}', '7'].join('\n');
  expect(said(goodsFromJson(text))).toEqual([
    '1 titel: is no field of goods',
    '2 _id: stands in line 1 already',
    '3 : is no document in JSON',
    '4 : is no document in JSON',
  ]);
});
