// The shop editor and the database browser: what they show, what they refuse, and what they never show.
import type { DatabasePage, ShopCheck, ShopDocument } from '../../scripts/console/console-data';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import { orderDocument, secretMarker, startConsole, type StartedConsole } from './fixture';

let started: StartedConsole;
beforeEach(async () => {
  started = await startConsole(seed);
});
afterEach(() => started.stop());

const account = { mchid: '016683', key: secretMarker, currency: 'EUR', refund_currency: 'EUR' };
const config = {
  _id: 'payment',
  pay_sp: 'yaband',
  notify_url: 'https://example.com/notify',
  operators: ['oDemoOperator0001'],
  providers: { yaband: account },
};
const tea = { _id: 'tea', title: 'Tea', price: 1290, fee_type: 'EUR' };

function seed(database: LocalDatabase): void {
  for (const name of ['config', 'goods', 'orders', 'credentials']) database.ensureCollection(name);
  database.insert('config', config);
  database.insert('goods', tea);
  database.insert('credentials', { _id: 'token', access_token: secretMarker });
  for (let n = 0; n < 25; n += 1) database.insert('orders', orderDocument(`CPDB${n}`));
}

type Answer = ShopCheck & { readonly written: boolean };

async function send(step: 'check' | 'write', edited: object): Promise<Answer> {
  const response = await fetch(`${started.url}/console/shop/${step}`, {
    method: 'POST',
    body: JSON.stringify(edited),
  });
  return (await response.json()) as Answer;
}

/** Shows the difference and, where it is wanted, writes it. */
async function edit(step: 'check' | 'write', document: object, id = 'payment', collection = 'config') {
  const edited = { collection, id, text: JSON.stringify(document) };
  const check = await send('check', edited);
  return step === 'check' ? check : send('write', { ...edited, revision: check.revision });
}

const stored = async (collection: string, _id: string) =>
  (await started.cloud.database.find(collection, { _id }))[0];

const hidden = { ...config, providers: { yaband: { ...account, key: '•••' } } };

describe('the shop editor', () => {
  test('shows configuration and goods, with a mark for every secret', async () => {
    const body = await (await fetch(`${started.url}/console/shop`)).text();
    expect(body).not.toContain(secretMarker);
    const { documents } = JSON.parse(body) as { documents: ShopDocument[] };
    expect(documents.map(({ collection, id }) => `${collection}/${id}`)).toEqual([
      'config/payment',
      'goods/tea',
    ]);
    expect(JSON.parse(documents[0]?.text ?? '')).toEqual(hidden);
  });

  test('tells the difference field by field before anything is written', async () => {
    const next = {
      ...hidden,
      order_minutes: 30,
      providers: { yaband: { ...hidden.providers.yaband, key: 'new-key-1' } },
    };
    const { changes, problems, written } = await edit('check', next);
    expect(problems).toEqual([]);
    expect(written).toBe(false);
    expect(changes).toEqual([
      { path: 'providers.yaband.key', before: '"•••"', after: '"•••"' },
      { path: 'order_minutes', before: '', after: '30' },
    ]);
    expect(await stored('config', 'payment')).toEqual(config);
  });

  test('writes a good edit, and a secret that was left alone stays what it was', async () => {
    expect(await edit('write', { ...hidden, order_minutes: 30 })).toMatchObject({ written: true });
    expect(await stored('config', 'payment')).toEqual({ ...config, order_minutes: 30 });
  });

  test.each([
    ['a PSP that nobody knows', { ...hidden, pay_sp: 'nobody' }, /pay_sp must be one of/],
    ['an account without its key', { ...config, providers: { yaband: { mchid: '1' } } }, /key/],
    ['a limit that is none', { ...hidden, order_minutes: 0 }, /order_minutes must be/],
    ['what is no object', [], /not_json/],
  ])('refuses %s in the words of the functions, and writes nothing', async (_, next, problem) => {
    const answer = await edit('write', next);
    expect(answer.written).toBe(false);
    expect(answer.problems.join()).toMatch(problem);
    expect(await stored('config', 'payment')).toEqual(config);
  });

  test('refuses goods that could not be sold, and takes a new price', async () => {
    const bad = await edit('write', { ...tea, price: 12.9 }, 'tea', 'goods');
    expect(bad).toMatchObject({ written: false, problems: [expect.stringContaining('price')] });
    expect(await edit('write', { ...tea, price: 1390 }, 'tea', 'goods')).toMatchObject({ written: true });
    expect(await stored('goods', 'tea')).toMatchObject({ price: 1390 });
  });

  test('writes only the difference that was shown, not over what was written meanwhile', async () => {
    const edited = { collection: 'goods', id: 'tea', text: JSON.stringify({ ...tea, title: 'Green tea' }) };
    const { revision } = await send('check', edited);
    await edit('write', { ...tea, price: 1390 }, 'tea', 'goods');
    expect(await send('write', { ...edited, revision })).toMatchObject({
      written: false,
      problems: ['changed_meanwhile'],
      changes: [{ path: 'title' }, { path: 'price', before: '1390', after: '1290' }],
    });
    expect(await send('write', edited)).toMatchObject({ written: false });
    expect(await stored('goods', 'tea')).toMatchObject({ title: 'Tea', price: 1390 });
  });

  test('edits nothing else, and nothing for a page of somebody else', async () => {
    const body = JSON.stringify({ collection: 'orders', id: 'CPDB1', text: '{}' });
    const asked = { method: 'POST', body };
    expect((await fetch(`${started.url}/console/shop/write`, asked)).status).toBe(400);
    const foreign = { ...asked, headers: { origin: 'https://elsewhere.example' } };
    expect((await fetch(`${started.url}/console/shop/write`, foreign)).status).toBe(403);
  });
});

describe('the database browser', () => {
  const look = async (query: string): Promise<DatabasePage> =>
    (await (await fetch(`${started.url}/console/database?${query}`)).json()) as DatabasePage;

  test('lists the collections and shows one page by page', async () => {
    const { collections, documents } = await look('');
    expect(collections).toContainEqual({ name: 'orders', count: 25 });
    expect(documents).toEqual([]);
    expect((await look('collection=orders')).documents).toHaveLength(20);
    const last = await look('collection=orders&page=2');
    expect(last).toMatchObject({ page: 2, pages: 2 });
    expect(last.documents).toHaveLength(5);
  });

  test('hides keys, tokens and payment strings, and writes nothing', async () => {
    for (const collection of ['config', 'credentials', 'orders']) {
      const body = JSON.stringify(await look(`collection=${collection}`));
      expect(body).toContain('•••');
      expect(body).not.toContain(secretMarker);
      expect(body).not.toContain('SIGNED-STRING');
    }
    expect((await fetch(`${started.url}/console/database`, { method: 'POST' })).status).toBe(405);
  });
});
