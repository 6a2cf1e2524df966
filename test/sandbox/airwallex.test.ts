import { createHmac } from 'node:crypto';
import { matching, openWorld, type Reply, type World } from './world';

/** A merchant of Airwallex, written from the vendor's pages and sharing nothing with the sandbox. */
const key = { 'x-client-id': 'crosspay-demo-client', 'x-api-key': 'crosspay-demo-airwallex-key' };
const base = '/sandbox/airwallex/api/v1';

type Words = Readonly<Record<string, unknown>>;

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: '' });
});

const parsed = ({ status, text }: Reply): Record<string, unknown> => ({
  status,
  ...(JSON.parse(text) as Record<string, unknown>),
});

const login = async (headers: Readonly<Record<string, string>> = key) =>
  parsed(await world.call(`${base}/authentication/login`, { method: 'POST', headers, body: '' }));

async function ask(path: string, body?: Words, more: Readonly<Record<string, string>> = {}) {
  const { token } = await login();
  const authorization = `Bearer ${String(token)}`;
  const headers = {
    authorization,
    'x-api-version': '2025-06-30',
    'content-type': 'application/json',
    ...more,
  };
  const call = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  return parsed(await world.call(`${base}/pa/${path}`, call));
}

const order = { request_id: 'c-1', amount: 25.3, currency: 'AUD', merchant_order_id: 'ORDER0001' };
const create = (changes: Words = {}) => ask('payment_intents/create', { ...order, ...changes });
const confirm = (id: unknown, changes: Words = {}) =>
  ask(`payment_intents/${String(id)}/confirm`, {
    request_id: 'f-1',
    payment_method: { type: 'wechatpay', wechatpay: { flow: 'mini_program', open_id: 'oDemoOpenid1' } },
    ...changes,
  });
const cancel = (id: unknown) => ask(`payment_intents/${String(id)}/cancel`, { request_id: 'x-1' });
const refund = (id: unknown, changes: Words = {}) =>
  ask('refunds/create', { request_id: 'refund-R1', payment_intent_id: id, amount: 5, ...changes });
const event = (name: string) =>
  world.control('sandbox', { pay_sp: 'airwallex', event: name, out_trade_no: 'ORDER0001' });

async function paid(): Promise<unknown> {
  const { id } = await create();
  await confirm(id);
  await event('pay');
  return id;
}

describe('the login', () => {
  it('gives a token for half an hour', async () => {
    const expires = new Date(world.clock.now() + 30 * 60_000).toISOString();
    expect(await login()).toEqual({
      status: 201,
      token: matching(/^\S+$/),
      expires_at: `${expires.slice(0, 19)}+0000`,
    });
  });

  it('takes no other key, and calls take no token that is unknown or over', async () => {
    expect(await login({ ...key, 'x-api-key': 'another' })).toMatchObject({ status: 401 });
    expect(await ask('payment_intents/int_1', undefined, { authorization: 'Bearer x' })).toMatchObject({
      status: 401,
      code: 'unauthorized',
    });
    const { token } = await login();
    await world.pass(30 * 60_000);
    const late = { authorization: `Bearer ${String(token)}` };
    expect(await ask('payment_intents/int_1', undefined, late)).toMatchObject({ status: 401 });
  });
});

describe('a payment', () => {
  it('is made, then confirmed with the strings', async () => {
    const made = await create();
    expect(made).toMatchObject({
      id: matching(/^int_/),
      status: 'REQUIRES_PAYMENT_METHOD',
      amount: 25.3,
      merchant_order_id: 'ORDER0001',
    });
    expect(made).not.toHaveProperty('next_action');
    expect(await confirm(made.id)).toMatchObject({
      status: 'REQUIRES_CUSTOMER_ACTION',
      next_action: { type: 'call_sdk', data: { package: matching(/^prepay_id=/) } },
    });
  });

  it.each([
    ['an amount as text', { amount: '25.30' }],
    ['more digits than the currency has', { amount: 25.301 }],
    ['no money', { amount: 0 }],
    ['a field that is none', { price: 1 }],
    ['a request id of 65 characters', { request_id: 'x'.repeat(65) }],
  ])('with %s is refused', async (_what, changes) => {
    expect(await create(changes)).toMatchObject({ status: 400, code: 'validation_error' });
  });

  it('knows each request id once', async () => {
    const { id } = await create();
    expect(await create()).toMatchObject({ status: 400, code: 'duplicate_request' });
    await confirm(id);
    expect(await confirm(id)).toMatchObject({ code: 'duplicate_request' });
    expect(await confirm(id, { request_id: 'f-2' })).toMatchObject({ code: 'invalid_status_for_operation' });
  });

  it('is found by its id, and in the list by the merchant’s number', async () => {
    const { id } = await create();
    await create({ request_id: 'c-2', merchant_order_id: 'ORDER0002' });
    expect(await ask(`payment_intents/${String(id)}`)).toMatchObject({ id });
    expect(await ask('payment_intents?merchant_order_id=ORDER0001')).toMatchObject({
      items: [{ id }],
      has_more: false,
    });
    expect(await ask('payment_intents/int_x')).toMatchObject({ status: 400, code: 'resource_not_found' });
  });

  it('is cancelled until it is paid', async () => {
    const { id } = await create();
    expect(await cancel(id)).toMatchObject({ status: 'CANCELLED' });
    expect(await ask(`payment_intents/${String(id)}`)).toMatchObject({ status: 'CANCELLED' });
    world.reset();
    expect(await cancel(await paid())).toMatchObject({ code: 'invalid_status_for_operation' });
  });
});

describe('a webhook', () => {
  it('tells of the payment, signed over its moment and its bytes', async () => {
    await paid();
    const [notice] = world.inbox;
    const body = String(notice?.body);
    const moment = notice?.headers['x-timestamp'] ?? '';
    const expected = createHmac('sha256', 'crosspay-demo-airwallex-webhook').update(moment + body);
    expect(notice?.headers['x-signature']).toBe(expected.digest('hex'));
    expect(JSON.parse(body)).toMatchObject({
      name: 'payment_intent.succeeded',
      data: { object: { merchant_order_id: 'ORDER0001', status: 'SUCCEEDED', amount: 25.3 } },
    });
  });
});

describe('a refund', () => {
  it('is received, then settled, and found by its id and in the list of its payment', async () => {
    const id = await paid();
    const made = await refund(id);
    expect(made).toMatchObject({
      status: 'RECEIVED',
      request_id: 'refund-R1',
      payment_intent_id: id,
      amount: 5,
    });
    await world.pass(10_000);
    expect(await ask(`refunds/${String(made.id)}`)).toMatchObject({ status: 'SETTLED' });
    expect(await ask(`refunds?payment_intent_id=${String(id)}`)).toMatchObject({ items: [{ id: made.id }] });
  });

  it('is refused a second time under its id, of what is unpaid, and beyond what is left', async () => {
    const id = await paid();
    await refund(id);
    expect(await refund(id)).toMatchObject({ code: 'duplicate_request' });
    expect(await refund(id, { request_id: 'r-2', amount: 20.31 })).toMatchObject({
      code: 'amount_above_limit',
    });
    const unpaid = await create({ request_id: 'c-2', merchant_order_id: 'ORDER0002' });
    expect(await refund(unpaid.id)).toMatchObject({ code: 'invalid_status_for_operation' });
  });
});
