/** POST /control/sandbox and POST /control/fault: what is asked of a sandbox, checked before it is done. */
import * as v from 'valibot';
import { json, type WebReply, type WebRequest } from '../local-cloud/web';
import { answering } from './answering';
import { ControlError, faultKinds, operations, type Sandbox } from './sandbox';
import { eventNames } from './event';

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const ms = v.pipe(v.number(), v.integer(), v.minValue(0));

const eventBody = v.strictObject({
  pay_sp: v.string(),
  event: v.picklist(eventNames),
  out_trade_no: v.exactOptional(v.string()),
  trade_no: v.exactOptional(v.string()),
  out_refund_no: v.exactOptional(v.string()),
  drop_notify: v.exactOptional(v.boolean()),
  duplicate: v.exactOptional(count(100)),
  delay_ms: v.exactOptional(ms),
  amount: v.exactOptional(count(Number.MAX_SAFE_INTEGER)),
  currency: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'must be a currency such as EUR'))),
  refund_status: v.exactOptional(v.picklist(['ABNORMAL', 'CLOSED'])),
  signed_by: v.exactOptional(v.picklist(['certificate', 'public_key'])),
  unsigned: v.exactOptional(v.boolean()),
  age_ms: v.exactOptional(v.pipe(v.number(), v.integer())),
  notice_id: v.exactOptional(v.string()),
});

const faultBody = v.strictObject({
  pay_sp: v.string(),
  operation: v.picklist([...operations, 'any']),
  kind: v.picklist(faultKinds),
  times: v.exactOptional(count(1000), 1),
});

/** Events that change one payment, so it has to be named. */
const needsPayment: readonly string[] = [
  'pay',
  'close',
  'fail',
  'refund_ok',
  'refund_fail',
  'backoffice_refund',
];

export async function takeEvent(list: readonly Sandbox[], request: WebRequest): Promise<WebReply> {
  return answered(async () => {
    const { pay_sp, ...event } = read(eventBody, request);
    const sandbox = sandboxNamed(list, pay_sp);
    const named = event.out_trade_no !== undefined || event.trade_no !== undefined;
    if (needsPayment.includes(event.event) && !named)
      throw new ControlError(400, `out_trade_no: event ${event.event} needs the number of a payment`);
    const result = await sandbox.event(event);
    await sandbox.stored();
    return { ok: true, result };
  });
}

const oldFaultBody = v.strictObject({
  pay_sp: v.string(),
  operation: v.picklist([...operations, 'any']),
  kind: v.picklist(faultKinds),
  times: v.exactOptional(count(1000)),
});

export async function takeFault(list: readonly Sandbox[], request: WebRequest): Promise<WebReply> {
  return answered(() => {
    if (request.path === '/control/fault/remove') {
      const { pay_sp, ...fault } = read(oldFaultBody, request);
      const sandbox = sandboxNamed(list, pay_sp);
      sandbox.unfault(fault);
      return { ok: true, pending: sandbox.view().faults };
    }
    const { pay_sp, ...fault } = read(faultBody, request);
    const sandbox = sandboxNamed(list, pay_sp);
    sandbox.fault(fault);
    return { ok: true, pending: sandbox.view().faults };
  });
}

function sandboxNamed(list: readonly Sandbox[], paySp: string): Sandbox {
  const sandbox = list.find((each) => each.paySp === paySp);
  if (sandbox) return sandbox;
  const known = list.map((each) => each.paySp).join(', ');
  throw new ControlError(400, `pay_sp: there is no sandbox "${paySp}"; known: ${known}`);
}

/** The body of a POST as `schema` describes it. */
export function read<T>(schema: v.GenericSchema<unknown, T>, request: WebRequest): T {
  if (request.method !== 'POST') throw new ControlError(400, `POST is expected, not ${request.method}`);
  const result = v.safeParse(schema, parseJson(request.body));
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  throw new ControlError(400, problems.join('; '));
}

/** JSON of what `work` gives; a ControlError becomes {error} with its status. */
export const answered = (work: () => unknown): Promise<WebReply> => orError(async () => json(await work()));

const orError = answering(ControlError, ({ message, status }) => json({ error: message }, status));

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
}
