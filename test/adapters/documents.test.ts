/** Documents that people edit: one that cannot be read is named with its field, and never stops the others. */
import { listedGoods } from '../../shared/adapters/goods-document';
import { attemptDocument } from '../../shared/adapters/attempt-document';
import { fromDocument, readDocument, toDocument } from '../../shared/adapters/order-document';
import { refundDocument } from '../../shared/adapters/refund-document';
import { anAttempt, anOrder, aPaidOrder, aRefund } from '../payments/order/an-order';

const waffles = { _id: 'waffles', title: 'Stroopwafels', price: 100, fee_type: 'EUR' };

describe('goods', () => {
  test.each([
    ['price', { price: 19.9 }],
    ['price', { price: '100' }],
    ['price', { price: -1 }],
    ['price', { price: 0 }],
    ['price', { price: 2 ** 53 }],
    ['price', { price: null }],
    ['fee_type', { fee_type: 'cny' }],
    ['fee_type', { fee_type: undefined }],
    ['fee_type', { fee_type: 'XYZ' }],
    ['title', { title: 7 }],
    ['title', { title: '' }],
    ['_id', { _id: 12 }],
  ])('with a wrong %s (%j) are named and not on sale; the others stay', (field, change) => {
    const { items, unreadable } = listedGoods([{ ...waffles, _id: 'bad', ...change }, waffles]);
    expect(items.map(({ goodsId }) => goodsId)).toEqual(['waffles']);
    expect(unreadable).toMatchObject([{ collection: 'goods' }]);
    expect(unreadable[0]?.problem).toContain(field);
  });

  test.each([[null], ['text'], [7], [[waffles]], [{}]])('that are %j are passed over', (document) => {
    const { items, unreadable } = listedGoods([document, waffles]);
    expect(items).toHaveLength(1);
    expect(unreadable).toHaveLength(1);
  });

  test('with a wrong further price are on sale in the others', () => {
    const prices = { CHF: 95, USD: 1.5, usd: 100, GBP: '90' };
    const { items, unreadable } = listedGoods([{ ...waffles, prices }]);
    expect(items).toMatchObject([{ prices: { CHF: 95 } }]);
    expect(unreadable[0]?.problem).toMatch(/prices\.USD.*prices\.usd.*prices\.GBP/);
  });
});

describe('goods of several kinds', () => {
  const small = { specification_id: 'small', title: '4 pieces' };

  test('have kinds with prices of their own, or with those of the goods', () => {
    const large = { specification_id: 'large', title: '12 pieces', price: 270, prices: { CHF: 255 } };
    const { items, unreadable } = listedGoods([
      { ...waffles, prices: { CHF: 95 }, specifications: [small, large] },
    ]);
    expect(unreadable).toEqual([]);
    expect(items[0]?.specifications).toEqual([
      { id: 'small', title: '4 pieces', price: 100, prices: { CHF: 95 } },
      { id: 'large', title: '12 pieces', price: 270, prices: { CHF: 255 } },
    ]);
  });

  test.each([
    ['specifications.1.price', { price: 1.5 }],
    ['specifications.1.title', { title: '' }],
    ['specifications.1.specification_id', { specification_id: 7 }],
    ['"small" stands there twice', {}],
  ])('lose a kind that is wrong (%s) and keep the others', (problem, change) => {
    const { items, unreadable } = listedGoods([
      { ...waffles, specifications: [small, { ...small, ...change }] },
    ]);
    expect(items[0]?.specifications?.map(({ id }) => id)).toEqual(['small']);
    expect(unreadable[0]?.problem).toContain(problem);
  });

  test.each([['not a list'], [[7]], [{ small }]])(
    'are not on sale without one that can be chosen: %j',
    (specifications) => {
      const { items, unreadable } = listedGoods([
        { ...waffles, specifications },
        { ...waffles, _id: 'plain' },
      ]);
      expect(items.map(({ goodsId }) => goodsId)).toEqual(['plain']);
      expect(unreadable[0]?.problem).toContain('specifications');
    },
  );

  test.each([[undefined], [null], [[]]])('are plain goods where specifications is %j', (specifications) => {
    expect(listedGoods([{ ...waffles, specifications }])).toMatchObject({ unreadable: [] });
    expect(listedGoods([{ ...waffles, specifications }]).items[0]).not.toHaveProperty('specifications');
  });

  test('a picture that is no text is left out and named; the goods stay on sale', () => {
    const { items, unreadable } = listedGoods([
      { ...waffles, picture: 7, category: 'Sweets', description: '' },
    ]);
    expect(items[0]).toMatchObject({ category: 'Sweets' });
    expect(items[0]).not.toHaveProperty('picture');
    expect(unreadable[0]?.problem).toMatch(/^picture: [^;]*$/);
  });
});

describe('an order', () => {
  const whole = anOrder({
    expiresAt: 9,
    attention: [{ reason: 'kept_aside', since: 5, of: 'SP1' }],
    attempts: [
      anAttempt({ state: 'closed', endedAt: 4, expiresAt: 8, askAt: 7, cancels: 2, spTradeNo: 'SP1' }),
    ],
  });

  test.each([
    ['an open one', whole],
    ['a paid one with refunds', aPaidOrder([aRefund({ state: 'failed', theirs: 'no funds' })])],
    [
      'one of a chosen kind that is sent somewhere',
      anOrder({
        items: [
          {
            goodsId: 'waffles',
            title: 'Stroopwafels',
            specificationId: 'large',
            specification: '12 pieces',
            quantity: 1,
            price: 270,
          },
        ],
        address: { name: '王小明', phone: '1', street: 'Damrak 1', city: 'Amsterdam', postalCode: '1012' },
      }),
    ],
  ])('is the same after it was written and read: %s', (_what, order) => {
    expect(fromDocument({ _id: order.outTradeNo, ...toDocument(order) })).toEqual(order);
  });

  test.each([
    ['version', { version: 2 ** 53 }],
    ['version', { version: Infinity }],
    ['version', { version: 1.5 }],
    ['expires_at', { expires_at: 1e300 }],
    ['asked_at', { asked_at: Infinity }],
    ['attempts.0.lease_until', { attempts: [{ ...attemptDocument(anAttempt()), lease_until: 1e300 }] }],
    ['refunds.0.requested_at', { refunds: [{ ...refundDocument(aRefund({})), requested_at: 1e300 }] }],
  ])('whose %s can neither count nor date anything is named (%#)', (field, change) => {
    const read = readDocument({ _id: 'CP1', ...toDocument(whole), ...change });
    expect('unreadable' in read && read.unreadable.problem).toMatch(new RegExp(`^${field}: must be `));
  });

  test.each([
    ['total_fee', { total_fee: '5200' }],
    ['total_fee', { total_fee: 19.9 }],
    ['fee_type', { fee_type: 'eur' }],
    ['state', { state: 'done' }],
    ['openid', { openid: undefined }],
    ['attempts', { attempts: {} }],
    ['attempts.0.state', { attempts: [{ ...anAttempt(), state: 'lost' }] }],
    ['refunds', { refunds: 'none' }],
    ['version', { version: '3' }],
  ])('edited by hand to a wrong %s is named with its field', (field, change) => {
    const read = readDocument({ _id: 'CPORDER01', ...toDocument(whole), ...change });
    expect(read).toMatchObject({ unreadable: { collection: 'orders', id: 'CPORDER01' } });
    expect('unreadable' in read && read.unreadable.problem).toContain(field);
  });

  test('can still be paid when somebody spoilt where it goes', () => {
    const read = readDocument({ _id: 'CPORDER01', ...toDocument(whole), address: { name: 7 } });
    expect(read).toMatchObject({ order: { outTradeNo: 'CPORDER01' } });
    expect('order' in read && toDocument(read.order)).not.toHaveProperty('address');
  });

  test('that the merchant’s own function wrote needs no more than who pays how much', () => {
    const document = { _id: 'M-1', openid: 'o-1', total_fee: 100, fee_type: 'EUR' };
    expect(fromDocument(document)).toMatchObject({
      state: 'created',
      attempts: [],
      attention: [],
      configId: 'payment',
    });
  });

  test('with three hundred spoilt refunds names thirty of what is wrong, and how much more there is', () => {
    const refunds = Array.from({ length: 300 }, () => ({ state: 'succeeded' }));
    const read = readDocument({ _id: 'CPORDER01', ...toDocument(whole), refunds });
    const problem = 'unreadable' in read ? read.unreadable.problem : '';
    expect(problem.split('; ')).toHaveLength(31);
    expect(problem).toMatch(/; and \d+ more$/);
  });

  test('says from when the timer has something to do for it, and nothing when it has not', () => {
    expect(toDocument(whole)).toMatchObject({ due_at: 7 });
    expect(toDocument(aPaidOrder([aRefund({ state: 'succeeded' })]))).toMatchObject({
      due_at: Date.UTC(10000, 0, 1) - 1,
    });
  });
});
