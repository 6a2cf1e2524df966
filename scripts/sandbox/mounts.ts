/** Where the sandboxes answer on the local port: their wire protocols, the simulated WeChat cashier, state and controls. */
import * as v from 'valibot';
import { json, type Mount, type WebReply, type WebRequest } from '../local-cloud/web';
import { answering } from './answering';
import { BillRefusal } from './bill-refusal';
import { answered, read, takeEvent, takeFault } from './control-routes';
import type { Bill, Sandbox, SandboxRequest } from './sandbox';
import { eventsOf, ways, type Way } from './ways';

const stringsBody = v.strictObject({
  timeStamp: v.string(),
  nonceStr: v.string(),
  package: v.string(),
  signType: v.string(),
  paySign: v.string(),
  appid: v.string(),
  way: v.exactOptional(v.picklist(ways), 'pay'),
  amount: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

/** The routes of all sandboxes. */
export const mountsOf = (list: readonly Sandbox[]): readonly Mount[] => [
  { prefix: '/sandbox', handle: (request) => route(list, request) },
  { prefix: '/control/sandbox', handle: (request) => takeEvent(list, request) },
  { prefix: '/control/fault', handle: (request) => takeFault(list, request) },
];

/** Answers below /sandbox. */
export async function route(list: readonly Sandbox[], request: SandboxRequest): Promise<WebReply> {
  const { path } = request;
  if (path === '/sandbox/state')
    return json({ sandboxes: Object.fromEntries(list.map((each) => [each.paySp, each.view()])) });
  if (path === '/sandbox/cashier') return atCashier(() => wordsOf(billFor(list, request)));
  if (path === '/sandbox/cashier/pay') return atCashier(() => payBill(billFor(list, request)));
  const sandbox = list.find(({ paySp }) => `${path}/`.startsWith(`/sandbox/${paySp}/`));
  if (!sandbox) {
    const known = list.map((each) => `/sandbox/${each.paySp}`).join(', ');
    return json({ error: `nothing answers at ${path}; the sandboxes: ${known}` }, 404);
  }
  const reply = await sandbox.handle(request);
  // What was promised must survive a crash, so the answer waits for the disk.
  await sandbox.stored();
  return reply;
}

const orRefusal = answering(BillRefusal, ({ why, message, about }) =>
  json({ error: message, why, about }, why === 'unknown_prepay' ? 404 : 400),
);
const atCashier = (work: () => unknown): Promise<WebReply> => orRefusal(() => answered(work));

interface PresentedBill {
  readonly sandbox: Sandbox;
  readonly bill: Bill;
  readonly way: Way;
  /** Minor units. */
  readonly amount?: number | undefined;
}

/** What the WeChat client finds behind the five strings of `wx.requestPayment`. */
function billFor(list: readonly Sandbox[], request: WebRequest): PresentedBill {
  const { appid, way, amount, ...strings } = read(stringsBody, request);
  for (const sandbox of list) {
    const bill = sandbox.bill(strings, appid);
    if (bill) return { sandbox, bill, way, amount };
  }
  throw new BillRefusal('unknown_prepay', `no sandbox knows ${strings.package}`, strings.package);
}

const wordsOf = ({ sandbox, bill }: PresentedBill) => ({
  pay_sp: sandbox.paySp,
  out_trade_no: bill.outTradeNo,
  description: bill.description,
  amount: bill.amount,
});

/** One after the other: what is told of the first is told before the second happens. */
async function payBill({ sandbox, bill, way, amount }: PresentedBill): Promise<{ ok: true }> {
  const [first, ...then] = eventsOf({ tradeNo: bill.tradeNo, way, amount });
  await sandbox.event(first);
  for (const event of then) {
    await sandbox.idle();
    await sandbox.event(event);
  }
  await sandbox.stored();
  return { ok: true };
}
