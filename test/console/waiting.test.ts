// What waits for a person, on the console: what is open and nothing else.
import type { ConsoleData } from '../../scripts/console/console-data';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import { noticeDocument, orderDocument, startConsole } from './fixture';

function seedWaiting(database: LocalDatabase): void {
  for (const name of ['orders', 'payment']) database.ensureCollection(name);
  const aside = {
    verdict: 'kept_aside',
    reason: 'paid 0.77 EUR',
    amount: 77,
    fee_type: 'EUR',
    decision: null,
  };
  database.insert('payment', { _id: 'open', ...noticeDocument('CPA', aside) });
  database.insert('payment', { _id: 'decided', ...noticeDocument('CPA', { ...aside, decision: 'return' }) });
  database.insert('payment', { _id: 'edited', ...noticeDocument('CPA', { ...aside, amount: 'much' }) });
  database.insert('payment', { _id: 'applied', ...noticeDocument('CPA') });
  const attention = [{ reason: 'hook_failed', since: 5, of: 'CPA' }];
  database.insert('orders', orderDocument('CPA', { attention }));
}

test('the console tells of notices that nobody has decided about, and of no others', async () => {
  const { url, stop } = await startConsole(seedWaiting);
  const data = (await (await fetch(`${url}/console/data`)).json()) as ConsoleData;
  await stop();
  expect(data.state?.aside).toEqual([
    {
      id: 'open',
      at: Date.UTC(2026, 10, 21, 9, 30, 9),
      paySp: 'yaband',
      outTradeNo: 'CPA',
      reason: 'paid 0.77 EUR',
      amount: { value: 77, currency: 'EUR' },
    },
  ]);
});
