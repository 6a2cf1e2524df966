// A run: what was bought, how it was paid, and what was made to happen, so that it can be repeated by its link or become a test.
import type { OrderView, RunStep } from '../console-data';

/** All of a run that can be repeated; numbers of this time stay out of it. */
export interface Run {
  readonly items: readonly {
    readonly goods_id: string;
    readonly specification_id?: string;
    readonly quantity: number;
  }[];
  readonly payMethod: string;
  readonly paySp: string;
  readonly openid: string;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

const ofThisTime = new Set(['trade_no', 'out_trade_no', 'out_refund_no', 'notice_id']);

/** The run of an order; undefined where nothing was made to happen, or nothing can be bought again. */
export function runOf(steps: readonly RunStep[], order: OrderView): Run | undefined {
  const [attempt] = order.attempts;
  const items = order.items.map(({ goodsId, specificationId, quantity }) => ({
    goods_id: goodsId,
    ...(specificationId !== undefined && { specification_id: specificationId }),
    quantity,
  }));
  if (!attempt || steps.length === 0 || items.length === 0) return undefined;
  const events = steps.map(({ event }) =>
    Object.fromEntries(Object.entries(event).filter(([name]) => !ofThisTime.has(name))),
  );
  return { items, payMethod: attempt.payMethod, paySp: attempt.paySp, openid: order.openid, events };
}

/** As the part of an address that names it. */
export function writeRun(run: Run): string {
  const bytes = new TextEncoder().encode(JSON.stringify(run));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Undefined where the address is damaged. */
export function readRun(written: string): Run | undefined {
  try {
    const bytes = Uint8Array.from(atob(written.replaceAll('-', '+').replaceAll('_', '/')), (each) =>
      each.charCodeAt(0),
    );
    const run = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Run>;
    const isWhole =
      Array.isArray(run.items) && Array.isArray(run.events) && typeof run.payMethod === 'string';
    return isWhole && typeof run.paySp === 'string' && typeof run.openid === 'string'
      ? (run as Run)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The run as a test of this repository that still has to say what is right. */
export function testOf({ items, payMethod, paySp, openid, events }: Run, state: string): string {
  const happens = events.map((event) => {
    const fields = JSON.stringify(event).slice(1, -1);
    return `  await atPsp(running, '${paySp}', { out_trade_no, ${fields} });`;
  });
  return `// test/e2e/my-run.test.ts
import { atPsp, openWorld, type Running } from './running-world';

let running: Running;
beforeAll(async () => (running = await openWorld('${paySp}')));
afterAll(() => running.world.close());

test('say here what must be true', async () => {
  const buyer = '${openid.replaceAll("'", '')}';
  const items = ${JSON.stringify(items)};
  const made = await running.call('pay', { action: 'createorder', items }, buyer);
  const out_trade_no = String(made.out_trade_no);
  await running.call('pay', { action: 'unifiedorder', out_trade_no, pay_method: '${payMethod}' }, buyer);
${happens.join('\n')}
  expect(await running.order(out_trade_no)).toMatchObject({ state: '${state}' });
});
`;
}
